// SPDX-License-Identifier: Apache-2.0

public import Hashing
import JITAccess

/// The signature of a call from Slack: HMAC-SHA256 over version, timestamp and the raw body.
///
/// See https://docs.slack.dev/authentication/verifying-requests-from-slack.
public enum SlackSignature {
    /// How far the timestamp may be from now, either way.
    public static let window = Duration.seconds(300)

    static let timestampHeader = "x-slack-request-timestamp"
    static let signatureHeader = "x-slack-signature"

    enum Verdict: Equatable {
        case genuine
        /// Signed with this secret or not: too old, or of the future.
        case stale
        case wrong
    }

    /// The signature of `body`, sent at `timestamp` (seconds since 1970, as the header has them).
    ///
    /// - Throws: ``HashingError`` if it cannot be computed.
    public static func signature(
        timestamp: String,
        body: [UInt8],
        secret: Secret
    ) throws(HashingError) -> String {
        let message = Array("v0:\(timestamp):".utf8) + body
        return "v0=" + Hexadecimal.encode(try HMACSHA256.code(for: message, key: secret.exposed.utf8))
    }

    static func verdict(_ request: WebRequest, secret: Secret, now: Timestamp) -> Verdict {
        guard let timestamp = request.headers[timestampHeader], let given = request.headers[signatureHeader],
            (1...12).contains(timestamp.utf8.count), timestamp.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let seconds = Int64(timestamp),
            let expected = try? signature(timestamp: timestamp, body: request.body, secret: secret)
        else { return .wrong }
        let age = now - Timestamp(seconds: seconds)
        guard age <= window, age >= .zero - window else { return .stale }
        return ConstantTime.equal(Array(given.utf8), Array(expected.utf8)) ? .genuine : .wrong
    }
}
