// SPDX-License-Identifier: Apache-2.0

extension Alert {
    /// The most lines of a list: an alert is read on a telephone.
    static let maximumLines = 20

    /// The most items that an alert names of what somebody may have written by the thousand.
    static let examples = 10

    /// What went wrong, a line each, and how many more there are. A line break in what somebody has written is named: it
    /// begins no line.
    ///
    /// - Parameter count: how many there are, if `sentences` are only some of them.
    static func list(_ sentences: [String], of count: Int? = nil, most: Int = maximumLines) -> AlertText {
        let shown = sentences.prefix(most).map { "- \($0)" }
        let more = (count ?? sentences.count) - shown.count
        return .lines(shown + (more > 0 ? ["- and \(more) more"] : []))
    }
}
