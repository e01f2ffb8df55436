// SPDX-License-Identifier: Apache-2.0

public import FoundationEssentials

/// What a request is signed with.
public struct Credentials: Sendable, Equatable {
    /// The part that is not secret; AWS's logs show it.
    public let accessKeyID: String

    /// The key that signs.
    public let secretAccessKey: Secret

    /// Present for temporary credentials.
    public let sessionToken: Secret?

    /// When they end, if that is known.
    public let expiration: Date?

    /// Creates credentials.
    public init(accessKeyID: String, secretAccessKey: Secret, sessionToken: Secret? = nil, expiration: Date? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }
}

/// Where credentials come from.
public protocol CredentialsProvider: Sendable {
    /// Credentials that are valid now; a provider refreshes its own before they end.
    ///
    /// - Throws: ``CredentialsError`` if there are none.
    func credentials() async throws(CredentialsError) -> Credentials
}

/// There are no usable credentials.
public struct CredentialsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was looked for, why it failed and what to do. Never a secret.
    public let message: String

    /// Creates an error.
    public init(_ message: String) {
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
