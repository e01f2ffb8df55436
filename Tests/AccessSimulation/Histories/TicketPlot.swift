// SPDX-License-Identifier: Apache-2.0

/// What happens with tickets, beside everything else, in one history of sixteen. It has a generator of its own, so that all
/// the other histories are as they would be without it.
struct TicketPlot {
    /// The changes of every world, and how long after its beginning the window of each ends: one in the middle of most
    /// histories, and one after all of them.
    static let changes: [(number: String, seconds: Int)] = [("CHG1", 1500), ("CHG2", 4 * 3600)]

    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed ^ 0x71C7)
    }

    /// The steps with those of tickets between them.
    mutating func woven(into steps: [HistoryStep]) -> [HistoryStep] {
        guard random.index(below: 16) == 0 else { return steps }
        return steps.flatMap { step in random.index(below: 3) == 0 ? [step] : [step, turn()] }
    }

    private mutating func turn() -> HistoryStep {
        let number = Self.changes[random.index(below: Self.changes.count)].number
        switch random.index(below: 12) {
        case 0: return .ticket(.closes(number))
        case 1: return .ticket(.disappears(number))
        case 2: return .ticket(.systemGoesDown)
        case 3, 4: return .ticket(.systemComesBack)
        case 5: return .calls([HistoryCall(.sweep)])
        default:
            let users = [Approvals.ada, Approvals.alan]
            let durations = ["5m", "10m", "30m"]
            return .calls([
                HistoryCall(
                    .change(
                        id: "c\(random.index(below: 5))",
                        user: users[random.index(below: users.count)],
                        ticket: number,
                        duration: durations[random.index(below: durations.count)]
                    )
                )
            ])
        }
    }
}
