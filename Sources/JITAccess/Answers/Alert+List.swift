// SPDX-License-Identifier: Apache-2.0

extension Alert {
    /// The most lines of a list: an alert is read on a telephone.
    static let maximumLines = 20

    /// What went wrong, a line each, and how many more there are. A line break in what somebody has written is named: it
    /// begins no line.
    static func list(_ sentences: [String], most: Int = maximumLines) -> String {
        let shown = sentences.prefix(most).map { "- \(StrangersText($0).line)" }
        let more = sentences.count - shown.count
        return (shown + (more > 0 ? ["- and \(more) more"] : [])).joined(separator: "\n")
    }
}
