// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@Suite("Histories drawn from seeds keep the invariants")
struct HistoryTests {
    /// As many as a debug build lives in some seconds; scripts/simulate lives many more.
    @Test("A history", arguments: UInt64(0)..<150)
    func history(seed: UInt64) {
        let history = History(seed: seed)
        let problems = history.problems()
        guard !problems.isEmpty else { return }
        let story = HistoryStory(history.shortened()).text
        Issue.record("Seed \(seed): \(problems.joined(separator: "; "))\n\(story)")
    }

    @Test("A seed always draws and lives the same history")
    func repeatable() {
        let first = History(seed: 7)
        let second = History(seed: 7)
        #expect(first.steps.map(\.description) == second.steps.map(\.description))
        #expect(first.problems() == second.problems())
    }
}
