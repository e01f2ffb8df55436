// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

/// What must hold for every policy and every question.
@Suite("Whatever the policy")
struct PolicyPropertyTests {
    private static let seeds: Range<UInt64> = 0..<4
    private static let policies = 30
    private static let questions = 25

    /// How many approvals it takes; nil if it is refused.
    private static func demand(_ decision: PolicyDecision) -> Int? {
        decision.allowance?.approval.total
    }

    /// Whether `later` allows at most what `earlier` does: what was refused is refused, and approvals are never fewer.
    private static func isAtMost(_ later: PolicyDecision, _ earlier: PolicyDecision) -> Bool {
        guard let now = demand(later) else { return true }
        guard let before = demand(earlier) else { return false }
        return now >= before
    }

    /// Goes through random policies with random questions; `body` makes another policy of each.
    private func each(
        _ seed: UInt64,
        of rules: (inout RandomPolicy) -> [RandomPolicy.Rule] = { $0.rules() },
        _ change: (inout RandomPolicy, [RandomPolicy.Rule]) -> [RandomPolicy.Rule]?,
        _ check: (_ before: Policy, _ after: Policy, PolicyQuestion) throws -> Void
    ) throws {
        var random = RandomPolicy(generator: SeededGenerator(seed: seed))
        for _ in 0..<Self.policies {
            let rules = rules(&random)
            guard let changed = change(&random, rules) else { continue }
            let (before, after) = (try RandomPolicy.policy(rules), try RandomPolicy.policy(changed))
            for _ in 0..<Self.questions { try check(before, after, try random.question()) }
        }
    }

    @Test("A deny rule that matches wins", arguments: seeds)
    func denyWins(seed: UInt64) throws {
        var denied = 0
        try each(seed, { $1 }) { policy, _, question in
            guard policy.explain(question).rules.contains(where: { $0.isDeny && $0.matches }) else { return }
            denied += 1
            guard case .denied = policy.decide(question).refusal?.code else {
                Issue.record("\(policy.decide(question)) on \(question)")
                return
            }
        }
        #expect(denied > 0)
    }

    @Test("Another deny rule never allows more", arguments: seeds)
    func anotherDeny(seed: UInt64) throws {
        var fewer = 0
        try each(
            seed + 100,
            { random, rules in
                var changed = rules
                let extra = random.denyRule().merging(["name": "\"extra\""]) { $1 }
                changed.insert(extra, at: Int.random(in: 0...rules.count, using: &random.generator))
                return changed
            }
        ) { before, after, question in
            let (earlier, later) = (before.decide(question), after.decide(question))
            let isAllowedAlike = later.allowance == earlier.allowance
            if later.refusal == nil, !isAllowedAlike { Issue.record("\(earlier) became \(later) for \(question)") }
            if Self.demand(later) != Self.demand(earlier) { fewer += 1 }
        }
        #expect(fewer > 0)
    }

    @Test("A narrower rule never allows more", arguments: seeds)
    func narrower(seed: UInt64) throws {
        var fewer = 0
        try each(
            seed + 200,
            of: { $0.overlappingRules() },
            { random, rules in
                var changed = rules
                let index = Int.random(in: 0..<rules.count, using: &random.generator)
                guard rules[index]["effect"] == "\"allow\"", let narrow = random.narrower(rules[index]) else {
                    return nil
                }
                changed[index] = narrow
                return changed
            }
        ) { before, after, question in
            let (earlier, later) = (before.decide(question), after.decide(question))
            if !Self.isAtMost(later, earlier) { Issue.record("\(earlier) became \(later) for \(question)") }
            if Self.demand(later) != Self.demand(earlier) { fewer += 1 }
        }
        #expect(fewer > 0)
    }

    @Test("Explaining and deciding agree, on the decision and on which rules match", arguments: seeds)
    func explaining(seed: UInt64) throws {
        var allowed = 0
        try each(seed + 300, { $1 }) { policy, _, question in
            let (decision, explanation) = (policy.decide(question), policy.explain(question))
            if explanation.decision != decision { Issue.record("\(decision) is explained as \(explanation)") }
            let matching = explanation.rules.filter(\.matches)
            let isDenied = matching.contains(where: \.isDeny)
            if let allowance = decision.allowance {
                allowed += 1
                let isDecidedByMatch = matching.map(\.name).contains(allowance.rule)
                if !isDecidedByMatch || isDenied { Issue.record("\(explanation)") }
            } else if !matching.isEmpty, !isDenied {
                Issue.record("\(explanation)")
            }
        }
        #expect(allowed > 10)
    }

    @Test("A later stage asks for what the deciding rule asked for", arguments: seeds)
    func laterStage(seed: UInt64) throws {
        try each(seed + 400, { $1 }) { policy, _, question in
            guard let allowance = policy.decide(question).allowance else { return }
            let later = policy.decide(question, byRule: allowance.rule)
            if later != .allowed(allowance) { Issue.record("\(allowance) became \(later)") }
        }
    }

    @Test("A custom permission set always takes two levels", arguments: seeds)
    func customTakesTwo(seed: UInt64) throws {
        var custom = 0
        try each(seed + 500, { $1 }) { policy, _, question in
            guard question.permissionSet == .custom, let allowance = policy.decide(question).allowance else { return }
            custom += 1
            guard case .levels(let levels, _) = allowance.approval, levels.count >= 2 else {
                Issue.record("\(allowance)")
                return
            }
        }
        #expect(custom > 0)
    }
}
