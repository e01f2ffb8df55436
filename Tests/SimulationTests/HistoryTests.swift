// SPDX-License-Identifier: Apache-2.0

@testable import AccessSimulation
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

    @Test("Histories of many accounts come to where there is no room, and to fences that stand all the same")
    func crowded() {
        var events: [String: Int] = [:]
        for seed in UInt64(0)..<100 {
            let history = History(seed: seed)
            guard history.steps.contains(where: { $0.description.contains(" on 30000000000") }) else { continue }
            for (_, chain) in history.lived().world.ledger.audit {
                for record in chain {
                    let message = record.attributes["error_message"]
                    if message == "There is no room for it in the inline policy of the permission set." {
                        events["left out", default: 0] += 1
                    }
                }
                events["built", default: 0] += AuditTrail.events(of: chain).count { $0 == "FENCE SUCCESS" }
            }
        }
        #expect((events["left out"] ?? 0) > 10, "\(events)")
        #expect((events["built"] ?? 0) > 50, "\(events)")
    }

    @Test("Everything that a role may write is written by its thief in some history")
    func thefts() {
        // What people were told of is not in the ledger.
        var missing = Set(Theft.allCases).subtracting([.alertsSilenced])
        for seed in UInt64(0)..<4000 where !missing.isEmpty {
            let history = History(seed: seed)
            let planned = history.steps.compactMap(\.stolen)
            guard planned.contains(where: missing.contains) else { continue }
            missing.subtract(history.lived().world.thefts.get())
        }
        #expect(missing.isEmpty, "\(missing.map(\.rawValue))")
    }

    @Test("A seed always draws and lives the same history")
    func repeatable() {
        let first = History(seed: 7)
        let second = History(seed: 7)
        #expect(first.steps.map(\.description) == second.steps.map(\.description))
        #expect(first.problems() == second.problems())
    }
}

extension HistoryStep {
    fileprivate var stolen: Theft? {
        switch self {
        case .theft(let theft), .stealing(let theft, _, after: _): theft
        default: nil
        }
    }
}
