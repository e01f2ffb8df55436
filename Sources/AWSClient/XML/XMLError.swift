// SPDX-License-Identifier: Apache-2.0

/// A document that is not XML as ``XMLElement/init(parsing:)`` accepts it.
public struct XMLError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was wrong. Never a part of the document.
    public let message: String

    /// How many bytes had been read.
    public let offset: Int

    /// The message and where.
    public var description: String { "\(message) at byte \(offset)" }
}
