// SPDX-License-Identifier: Apache-2.0

/// A history as people read it.
public struct HistoryStory {
    public let text: String

    /// Tells a history and what is wrong at its end.
    public init(_ history: History) {
        let steps = history.steps.enumerated().map { "  \($0 + 1). \($1)" }
        let problems = history.problems().map { "  - \($0)" }
        text = (["Seed \(history.seed):"] + steps + ["What is wrong:"] + problems).joined(separator: "\n")
    }
}
