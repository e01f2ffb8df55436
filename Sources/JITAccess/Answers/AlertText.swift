// SPDX-License-Identifier: Apache-2.0

/// The text of an alert, which people read in mail and on telephones. Nothing of what others have written or said can be put
/// into it raw: whatever is interpolated stands on one line, with what cannot be seen named.
public struct AlertText: Sendable, Equatable, ExpressibleByStringInterpolation {
    /// As it is sent.
    public let text: String

    /// Creates a text of ours.
    public init(stringLiteral text: String) {
        self.text = text
    }

    /// Creates a text of ours with others' in it.
    public init(stringInterpolation parts: StringInterpolation) {
        text = parts.text
    }

    private init(_ text: String) {
        self.text = text
    }

    /// Others' texts, a line each.
    public static func lines(_ lines: [String]) -> AlertText {
        AlertText(lines.map { StrangersText($0).line }.joined(separator: "\n"))
    }

    /// See ``AlertText``.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        /// Creates an empty one.
        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity)
        }

        /// Adds words of ours.
        public mutating func appendLiteral(_ literal: String) { text += literal }

        /// Adds others' words.
        public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            text += StrangersText(value.description).line
        }

        /// Adds what has been made fit already.
        public mutating func appendInterpolation(_ value: AlertText) { text += value.text }
    }
}
