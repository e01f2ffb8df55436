// SPDX-License-Identifier: Apache-2.0

extension Alert {
    /// The most lines of a list: an alert is read on a telephone.
    static let maximumLines = 20

    /// What went wrong, a line each, and how many more there are. A line break in what somebody has written is named: it
    /// begins no line.
    static func list(_ sentences: [String], most: Int = maximumLines) -> AlertText {
        let more = sentences.count - most
        return .lines(sentences.prefix(most).map { "- \($0)" } + (more > 0 ? ["- and \(more) more"] : []))
    }
}
