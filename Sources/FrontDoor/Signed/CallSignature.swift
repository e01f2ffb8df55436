// SPDX-License-Identifier: Apache-2.0

public import Hashing
import JITAccess

/// The signature of a call by a system that shares a secret with the Gateway: HMAC-SHA256 over version, timestamp, method,
/// path and the raw body.
public enum CallSignature {
    /// How far the timestamp may be from now, either way.
    public static let window = Duration.seconds(300)

    /// Seconds since 1970.
    public static let timestampHeader = "x-hourglass-timestamp"

    /// `v1=` and 64 hexadecimal digits.
    public static let signatureHeader = "x-hourglass-signature"

    enum Verdict: Equatable {
        case genuine
        /// Signed with this secret or not: too old, or of the future.
        case stale
        case wrong
    }

    /// The signature of a call that is made at `timestamp`.
    ///
    /// - Throws: ``HashingError`` if it cannot be computed.
    public static func signature(
        of request: WebRequest,
        timestamp: String,
        secret: Secret
    ) throws(HashingError) -> String {
        let message = Array("v1:\(timestamp):\(request.method):\(request.path):".utf8) + request.body
        return "v1=" + Hexadecimal.encode(try HMACSHA256.code(for: message, key: secret.exposed.utf8))
    }

    static func verdict(_ request: WebRequest, secret: Secret, now: Timestamp) -> Verdict {
        guard let timestamp = request.headers[timestampHeader], let given = request.headers[signatureHeader],
            (1...12).contains(timestamp.utf8.count), timestamp.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let seconds = Int64(timestamp),
            let expected = try? signature(of: request, timestamp: timestamp, secret: secret)
        else { return .wrong }
        let age = now - Timestamp(seconds: seconds)
        guard age <= window, age >= .zero - window else { return .stale }
        return ConstantTime.equal(Array(given.utf8), Array(expected.utf8)) ? .genuine : .wrong
    }
}
