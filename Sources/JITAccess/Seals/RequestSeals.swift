// SPDX-License-Identifier: Apache-2.0

/// A message authentication code over a request and its place in the audit trail, as the request's item keeps it.
public struct RequestSeal: Sendable, Equatable {
    /// The bytes of an HMAC with SHA-256.
    public static let byteCount = 32

    public let mac: [UInt8]

    /// Nil unless there are as many bytes as an HMAC with SHA-256 has.
    public init?(mac: [UInt8]) {
        guard mac.count == Self.byteCount else { return nil }
        self.mac = mac
    }
}

/// Makes and verifies seals, by a key that only Grant may use.
///
/// Which key that is follows from the configuration, never from what is stored: whoever can write to the tables can name
/// any key.
public protocol RequestSeals: Sendable {
    /// Whether there is a key. Without one, nothing can be left for a later invocation to believe.
    var isConfigured: Bool { get }

    /// What is sealed belongs to this state table: its ARN, so that a row copied from another installation is refused.
    var table: String { get }

    /// - Parameter digest: SHA-256 of what is sealed: 32 bytes.
    func seal(_ digest: [UInt8]) async throws(SealError) -> RequestSeal

    /// Whether the seal was made over `digest`, by the present key or one of those before it.
    func verify(_ seal: RequestSeal, of digest: [UInt8]) async throws(SealError) -> Bool
}

/// Why a seal could not be made or verified. It says nothing about the request.
public struct SealError: Error, Sendable, Equatable {
    /// For the log and the record.
    public let message: String

    public let awsRequestID: String?

    /// Creates an error.
    public init(_ message: String, awsRequestID: String? = nil) {
        self.message = message
        self.awsRequestID = awsRequestID
    }
}

/// No key, as in Revoke, and in an installation by hand that has none.
public struct NoSeals: RequestSeals {
    /// Creates it.
    public init() {}

    public var isConfigured: Bool { false }
    public var table: String { "" }

    public func seal(_ digest: [UInt8]) async throws(SealError) -> RequestSeal { throw Self.missing }
    public func verify(_ seal: RequestSeal, of digest: [UInt8]) async throws(SealError) -> Bool { throw Self.missing }

    private static let missing = SealError("SEAL_KEY is not set")

    /// What Grant logs when it starts without a key.
    public static let notice =
        "SEAL_KEY is not set: only automatic access that begins at once can be given. What would have to wait for an "
        + "approval or a later start is refused (seal_key_missing). docs/deploy.md has the two commands that make and set a key."
}
