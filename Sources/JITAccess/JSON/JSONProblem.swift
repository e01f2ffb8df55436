// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a JSON text, and where.
public struct JSONProblem: Error, Sendable, Equatable {
    /// The value it is about, such as `$.rules[3].principals`; `$` is the whole.
    public let path: String

    /// The line of the text, from 1.
    public let line: Int

    /// The character of the line, from 1.
    public let column: Int

    /// What is wrong and what would be right; goes on from the path: `must be a string`. Quotes nothing of the text
    /// but names of members, since an event may hold what no log should.
    public let reason: String

    /// Whether the text may be right, but is nested deeper than is read.
    var isTooDeep = false
}

extension JSONProblem: CustomStringConvertible {
    public var description: String { "line \(line), column \(column): \(path) \(reason)" }
}

extension JSONProblem {
    /// A problem at `offset` of `bytes`.
    init(path: String, offset: Int, in bytes: [UInt8], reason: String) {
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                // The bytes after the first of a character are not counted.
                column += 1
            }
        }
        self.init(path: path, line: line, column: column, reason: reason)
    }
}
