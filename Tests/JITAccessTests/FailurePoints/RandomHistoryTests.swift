// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("Random histories keep the invariants")
struct RandomHistoryTests {
    /// A hundred; for a long run, set HISTORY_SEEDS, and HISTORY_FIRST_SEED to begin elsewhere.
    static let seeds: Range<UInt64> = {
        let environment = ProcessInfo.processInfo.environment
        let first = environment["HISTORY_FIRST_SEED"].flatMap(UInt64.init) ?? 0
        return first..<(first + (environment["HISTORY_SEEDS"].flatMap(UInt64.init) ?? 100))
    }()

    @Test("A history drawn from a seed", arguments: seeds)
    func history(seed: UInt64) {
        var history = RandomHistory(seed: seed)
        let problems = history.run()
        #expect(problems == [], "\(history.steps.joined(separator: "; "))")
    }
}
