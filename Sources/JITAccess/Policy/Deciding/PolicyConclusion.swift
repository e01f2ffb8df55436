// SPDX-License-Identifier: Apache-2.0

/// What follows from how all rules match: the precedence, in one place.
///
/// A deny rule that matches refuses. Else the least demanding of the allow rules that match decides: automatic before
/// levels, then the one with the fewest approvals, then the first in the file. Because it is the least demanding, a
/// rule that is made narrower can never allow more. If none matches, the request is refused.
struct PolicyConclusion {
    private let facts: PolicyFacts

    /// The first deny rule that matches.
    private(set) var denying: PolicyRule?

    private var deciding: (rule: PolicyRule, terms: PolicyTerms, approval: ApprovalTerms)?

    /// The allow rule that wants the least that the requester could have asked differently.
    private var nearest: (rule: PolicyRule, terms: PolicyTerms, misses: PolicyMisses)?

    init(_ facts: PolicyFacts) {
        self.facts = facts
    }

    /// Takes one rule into account. Rules come in the order of the file.
    mutating func add(_ rule: PolicyRule, _ misses: PolicyMisses) {
        guard let terms = rule.terms else {
            if misses.isEmpty, denying == nil { denying = rule }
            return
        }
        if misses.isEmpty {
            let approval = terms.approval(for: facts.question.permissionSet)
            if deciding.map({ approval.total < $0.approval.total }) ?? true { deciding = (rule, terms, approval) }
        } else if misses.isDisjoint(with: .selectors), nearest.map({ isNearer(misses, terms, than: $0) }) ?? true {
            nearest = (rule, terms, misses)
        }
    }

    /// - Parameters:
    ///   - people: whom the policy means by owners and administrators.
    ///   - digest: of a rule; nil if it cannot be computed.
    func decision(_ people: PolicyPeople, digest: (PolicyRule) -> String?) -> PolicyDecision {
        if let denying { return .refused(.denied(by: denying.name)) }
        if let (rule, terms, approval) = deciding {
            guard let digest = digest(rule) else { return .refused(.undecided(rule: rule.name)) }
            let allowance = PolicyAllowance(
                rule: rule.name,
                ruleDigest: digest,
                approval: people.requirement(approval),
                maximumDuration: terms.maximumDuration,
                maximumTotal: terms.maximumTotal,
                ticket: terms.hold(facts.question)
            )
            return .allowed(allowance)
        }
        if let (rule, terms, misses) = nearest {
            return .refused(.nearly(rule, terms, misses, facts))
        }
        return .refused(.noRule(facts))
    }

    private func isNearer(
        _ misses: PolicyMisses,
        _ terms: PolicyTerms,
        than other: (rule: PolicyRule, terms: PolicyTerms, misses: PolicyMisses)
    ) -> Bool {
        if misses.count != other.misses.count { return misses.count < other.misses.count }
        // Of those that want a shorter access, the one that allows the longest helps most.
        return misses.contains(.duration) && other.misses.contains(.duration)
            && terms.maximumDuration > other.terms.maximumDuration
    }
}
