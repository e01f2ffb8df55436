// SPDX-License-Identifier: Apache-2.0

/// A document that is not XML as the reader accepts it.
public struct XMLError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was wrong.
    public let message: String

    /// The offset in bytes at which reading stopped.
    public let offset: Int

    /// The message and where.
    public var description: String { "\(message) at byte \(offset)" }
}
