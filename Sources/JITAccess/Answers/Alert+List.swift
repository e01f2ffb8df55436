// SPDX-License-Identifier: Apache-2.0

extension Alert {
    /// The most lines of a list: an alert is read on a telephone.
    private static let maximumLines = 20

    /// What went wrong, a line each, and how many more there are.
    static func list(_ sentences: [String]) -> String {
        let shown = sentences.prefix(maximumLines).map { "- \($0)" }
        let more = sentences.count - shown.count
        return (shown + (more > 0 ? ["- and \(more) more"] : [])).joined(separator: "\n")
    }
}
