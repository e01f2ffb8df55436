// SPDX-License-Identifier: Apache-2.0

/// Draws histories from seeds: requests, decisions, extensions, revocations and sweeps, alone and together, with calls
/// that fail, take long or are the last of their process.
struct HistoryGenerator {
    private var random: SeededGenerator
    private var plot: TicketPlot
    private var crowd: CrowdPlot
    private var thefts: TheftPlot
    private var trails: TrailPlot

    init(seed: UInt64) {
        plot = TicketPlot(seed: seed)
        crowd = CrowdPlot(seed: seed)
        thefts = TheftPlot(seed: seed)
        trails = TrailPlot(seed: seed)
        random = SeededGenerator(seed: seed)
    }

    mutating func steps() -> [HistoryStep] {
        let steps = thefts.woven(into: crowd.woven(into: plot.woven(into: stepsWithoutTickets())))
        // One role is taken over at a time: two spoilt witnesses of three prove nothing any more.
        return thefts.steals ? steps : trails.woven(into: steps)
    }

    private mutating func stepsWithoutTickets() -> [HistoryStep] {
        (0..<(5 + random.index(below: 15))).flatMap { _ in
            let step = step()
            guard case .surprise(.requestForged) = step else { return [step] }
            // Soon somebody decides who has seen it as it was.
            return [step, .calls((0..<6).map { decision("r\($0)", Approvals.grace) })]
        }
    }

    private func decision(_ id: String, _ person: String) -> HistoryCall {
        HistoryCall(.decide(id: id, person: person, verdict: "approve"))
    }

    private mutating func step() -> HistoryStep {
        switch random.index(below: 10) {
        case 0..<4: return .calls([call()])
        case 4..<7: return .calls((0..<(2 + random.index(below: 3))).map { _ in call() })
        case 7: return .surprise(pick(HistoryStep.Surprise.allCases))
        case 8 where random.index(below: 2) == 0:
            return .meddling(
                pick(HistoryStep.Surprise.allCases),
                (0..<(1 + random.index(below: 2))).map { _ in call() },
                after: random.index(below: 40) * 50
            )
        default: return .wait(seconds: pick([1, 5, 20, 61, 130, 400]))
        }
    }

    private mutating func call() -> HistoryCall {
        HistoryCall(kind(), trouble(), timeLimit: pick([12, 30, 60]))
    }

    private mutating func kind() -> HistoryCall.Kind {
        let user = pick([Approvals.ada, Approvals.alan])
        let duration = pick(["PT15S", "1m", "5m", "10m"])
        switch random.index(below: 18) {
        case 0..<3: return .grant(id: id(), user: user, duration: duration)
        case 3..<6:
            return .ask(
                id: id(),
                user: user,
                set: pick(["AdministratorAccess", "AdministratorAccess", "Billing", "ReadOnlyAccess"]),
                duration: duration,
                startsIn: random.index(below: 4) == 0 ? pick([100, 400, 1000]) : nil
            )
        case 6..<10:
            let people = [
                Approvals.alan, Approvals.grace, Approvals.barbara, Approvals.edsger, Approvals.ada,
                Approvals.adaByName,
            ]
            let verdict = random.index(below: 6) == 0 ? "reject" : "approve"
            return .decide(id: id(), person: pick(people), verdict: verdict)
        case 10: return .cancel(id: id(), person: user)
        case 11: return .extend(id: id(), extends: id(), person: user, duration: duration)
        case 12: return .revokeRequest(id: id())
        case 13: return .revokeBinding(user: user)
        case 14: return .sweepRequests
        case 15, 16: return .reconcile(pick(HistoryCall.Reconcile.allCases))
        default: return .sweep
        }
    }

    private mutating func id() -> String { "r\(random.index(below: 6))" }

    private mutating func trouble() -> HistoryCall.Trouble {
        switch random.index(below: 3) {
        case 0: return .none
        case 1:
            let faults: [Fault] = [
                .fails(), .answerLost, .fails(.throttled), .fails(.conflict), .slow(.seconds(2)), .killedBefore,
                .killedAfter, .slow(.seconds(40)),
            ]
            return .fault(pick(faults), call: 1 + random.index(below: 25))
        default: return .flaky(seed: random.next())
        }
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[random.index(below: values.count)]
    }
}
