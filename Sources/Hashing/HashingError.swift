// SPDX-License-Identifier: Apache-2.0

/// A hash that OpenSSL could not compute. Nothing that depends on the hash may go on.
public struct HashingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The libcrypto function that failed.
    public let function: String

    /// A sentence for the log.
    public var description: String {
        "libcrypto's \(function) failed."
    }
}
