// SPDX-License-Identifier: Apache-2.0

/// An exchange that ended without a complete response.
public struct TransportError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What happened.
    public enum Code: String, Sendable, CaseIterable {
        /// The request itself cannot be sent: a malformed URL, scheme or header.
        case invalidRequest
        /// The host name has no address.
        case couldNotResolve
        /// No connection was made, so the request was not sent.
        case couldNotConnect
        /// The TLS handshake failed or the server's certificate was refused.
        case tls
        /// The time allowed ran out; the request may have taken effect.
        case timedOut
        /// The connection broke while sending or receiving; the request may have taken effect.
        case connectionLost
        /// The response body passed the limit.
        case responseTooLarge
        /// The task was cancelled; the request may have taken effect.
        case cancelled
        /// Anything else that libcurl reports.
        case other
    }

    /// What happened, for programs.
    public let code: Code

    /// A sentence for the log: the host, and libcurl's own words. Never a header or a body.
    public let message: String

    /// libcurl's result code, where it gave one (libcurl-errors(3)).
    public let curlCode: Int?

    /// Creates an error.
    public init(_ code: Code, _ message: String, curlCode: Int? = nil) {
        self.code = code
        self.message = message
        self.curlCode = curlCode
    }

    /// The message with the code, and libcurl's number where there is one.
    public var description: String {
        guard let curlCode else { return "\(message) (\(code.rawValue))" }
        return "\(message) (\(code.rawValue), curl \(curlCode))"
    }
}
