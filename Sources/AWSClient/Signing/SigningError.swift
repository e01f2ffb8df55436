// SPDX-License-Identifier: Apache-2.0

/// A request that cannot be signed. Sending it again will not help.
public struct SigningError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong with the request, or libcrypto's words. Never a secret.
    public let message: String

    /// Creates an error.
    public init(_ message: String) {
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
