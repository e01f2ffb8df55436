// SPDX-License-Identifier: Apache-2.0

public import Hashing
import JITAccess

/// How a caller signs: HMAC-SHA256, with a secret it shares with the Gateway, over a version, a timestamp and the raw body.
public struct CallSignature: Sendable, Equatable {
    /// How far the timestamp may be from now, either way.
    public static let window = Duration.seconds(300)

    /// Slack's. See https://docs.slack.dev/authentication/verifying-requests-from-slack.
    public static let slack = CallSignature(
        version: "v0",
        timestampHeader: "x-slack-request-timestamp",
        signatureHeader: "x-slack-signature",
        coversPath: false
    )

    /// Of systems that sign for Hourglass alone. It covers method and path too, so that reading is not asking.
    public static let hourglass = CallSignature(
        version: "v1",
        timestampHeader: "x-hourglass-timestamp",
        signatureHeader: "x-hourglass-signature",
        coversPath: true
    )

    private let version: String

    /// Has the seconds since 1970.
    public let timestampHeader: String

    /// Has the version, `=` and 64 hexadecimal digits in lower case.
    public let signatureHeader: String

    private let coversPath: Bool

    enum Verdict: Equatable {
        case genuine
        /// Signed with this secret or not: too old, or of the future.
        case stale
        case wrong
    }

    /// The signature of a call that is made at `timestamp` (seconds since 1970, as the header has them).
    ///
    /// - Throws: ``HashingError`` if it cannot be computed.
    public func signature(
        of request: WebRequest,
        timestamp: String,
        secret: Secret
    ) throws(HashingError) -> String {
        let call = coversPath ? "\(request.method):\(request.path):" : ""
        let message = Array("\(version):\(timestamp):\(call)".utf8) + request.body
        return "\(version)=" + Hexadecimal.encode(try HMACSHA256.code(for: message, key: secret.exposed.utf8))
    }

    func verdict(_ request: WebRequest, secret: Secret, now: Timestamp) -> Verdict {
        guard let timestamp = request.headers[timestampHeader], let given = request.headers[signatureHeader],
            (1...12).contains(timestamp.utf8.count), timestamp.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let seconds = Int64(timestamp),
            let expected = try? signature(of: request, timestamp: timestamp, secret: secret)
        else { return .wrong }
        let age = now - Timestamp(seconds: seconds)
        guard age <= Self.window, age >= .zero - Self.window else { return .stale }
        return ConstantTime.equal(Array(given.utf8), Array(expected.utf8)) ? .genuine : .wrong
    }
}
