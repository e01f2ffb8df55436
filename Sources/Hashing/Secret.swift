// SPDX-License-Identifier: Apache-2.0

/// Text that must not be seen: it prints as `***` however it is printed.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text itself. Reading it is the only way to it, so that a search for `.exposed` finds every use.
    public let exposed: String

    /// Wraps `text`.
    public init(_ text: String) {
        exposed = text
    }

    /// `***`.
    public var description: String { "***" }

    /// `***`.
    public var debugDescription: String { "***" }

    /// Nothing: `dump` shows no children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
