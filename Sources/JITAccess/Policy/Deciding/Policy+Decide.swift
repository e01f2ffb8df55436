// SPDX-License-Identifier: Apache-2.0

import Hashing

extension Policy {
    /// Decides a request. See docs/policy.md, "Which rule decides".
    public func decide(_ question: PolicyQuestion) -> PolicyDecision {
        decide(question) { _ in true }
    }

    /// Decides a request by one allow rule and all deny rules: for the later stages of a request that this rule has
    /// allowed, so that nobody's approval counts for another rule than they were shown.
    public func decide(_ question: PolicyQuestion, byRule name: String) -> PolicyDecision {
        guard rules.contains(where: { $0.name == name && $0.terms != nil }) else { return .refused(.ruleGone(name)) }
        return decide(question) { $0.terms == nil || $0.name == name }
    }

    private func decide(_ question: PolicyQuestion, by isCounted: (PolicyRule) -> Bool) -> PolicyDecision {
        let facts = PolicyFacts(question)
        var conclusion = PolicyConclusion(facts)
        for rule in rules where isCounted(rule) {
            conclusion.add(rule, rule.misses(facts, thoroughly: false))
        }
        return conclusion.decision(people, digest: digest(of:))
    }

    /// SHA-256 of the rule's canonical JSON; nil if it cannot be computed.
    func digest(of rule: PolicyRule) -> String? {
        guard let value = try? JSONValue(parsing: Array(bytes[rule.source])) else { return nil }
        return try? SHA256.hex(value.canonicalText)
    }
}
