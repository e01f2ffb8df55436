// SPDX-License-Identifier: Apache-2.0

/// A setting that cannot be used: an environment variable, a profile file, a region.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Which setting, what is wrong with it and what to write instead. Never a secret.
    public let message: String

    /// Creates an error.
    public init(_ message: String) {
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
