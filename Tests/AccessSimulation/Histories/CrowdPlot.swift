// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// People who have access to many accounts and end it, beside everything else, in one history of sixteen: the inline policy
/// has room for little of what is to be shut out. It has a generator of its own, so that all the other histories are as they
/// would be without it.
struct CrowdPlot {
    /// The most characters that the inline policy may have: two statements, or one beside an administrator's own.
    static let policyLimit = 620

    /// The accounts that people have access to.
    static let accounts = (1...6).map { "30000000000\($0)" }

    private static let people = [Approvals.alan, Approvals.alan, Approvals.alan, Approvals.barbara]

    /// Whether this history is such a one.
    let isOn: Bool

    private var random: SeededGenerator
    private var last = 0

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed ^ 0xC40D)
        isOn = random.index(below: 16) == 0
    }

    /// The steps with those of this plot between them.
    mutating func woven(into steps: [HistoryStep]) -> [HistoryStep] {
        guard isOn else { return steps }
        return steps.flatMap { step in [step] + (0..<(1 + random.index(below: 3))).map { _ in turn() } }
    }

    private mutating func turn() -> HistoryStep {
        switch random.index(below: 5) {
        case 0: return .wait(seconds: pick([20, 61, 130]))
        case 1:
            let faults: [Fault] = [.killedBefore, .killedAfter, .answerLost]
            let isTroubled = random.index(below: 2) == 0
            return .calls([
                HistoryCall(.sweep, isTroubled ? .fault(pick(faults), call: 1 + random.index(below: 40)) : .none)
            ])
        default:
            return .calls(
                (0..<(1 + random.index(below: 3))).map { _ in
                    last += 1
                    let durations = ["PT15S", "1m", "5m"]
                    return HistoryCall(
                        .lend(
                            id: "k\(last)",
                            user: pick(Self.people),
                            account: pick(Self.accounts),
                            duration: pick(durations)
                        )
                    )
                }
            )
        }
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[random.index(below: values.count)]
    }
}
