// SPDX-License-Identifier: Apache-2.0

/// What somebody does to the audit trails, beside everything else, in one history of eight. It has a generator of its own,
/// so that all the other histories are as they would be without it.
struct TrailPlot {
    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed ^ 0x7A11)
    }

    /// The steps with those of trails between them, and some of them changed so that it happens while they go on.
    mutating func woven(into steps: [HistoryStep]) -> [HistoryStep] {
        guard random.index(below: 8) == 0 else { return steps }
        return steps.flatMap { step -> [HistoryStep] in
            switch (random.index(below: 4), step) {
            case (0, .calls(let calls)): [.trails(turn(), calls, after: random.index(below: 40) * 50)]
            case (1, _): [step, .trails(turn(), [], after: 0)]
            default: [step]
            }
        }
    }

    private mutating func turn() -> HistoryStep.TrailTurn {
        let turns = HistoryStep.TrailTurn.allCases
        return turns[random.index(below: turns.count)]
    }
}
