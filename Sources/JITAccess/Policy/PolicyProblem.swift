// SPDX-License-Identifier: Apache-2.0

/// Why a text is no policy.
public struct PolicyProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// The value it is about, such as `$.rules[3].maximum_duration`; `$` is the whole.
    public let path: String

    /// The line of the text, from 1.
    public let line: Int

    /// The character of the line, from 1.
    public let column: Int

    /// What is wrong and what would be right; goes on from the path.
    public let reason: String

    /// In one line: `line 12, column 9: $.rules[0].effect must be "allow" or "deny"`.
    public var description: String { "line \(line), column \(column): \(path) \(reason)" }
}

extension PolicyProblem {
    init(_ problem: JSONProblem) {
        self.init(path: problem.path, line: problem.line, column: problem.column, reason: problem.reason)
    }

    /// A problem with the whole.
    init(_ reason: String) {
        self.init(path: "$", line: 1, column: 1, reason: reason)
    }
}
