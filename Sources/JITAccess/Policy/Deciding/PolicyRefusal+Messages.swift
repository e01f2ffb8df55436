// SPDX-License-Identifier: Apache-2.0

extension PolicyRefusal {
    static func denied(by rule: String) -> PolicyRefusal {
        PolicyRefusal(code: .denied(rule), message: "The rule \(rule) denies this access.", rule: rule)
    }

    static func undecided(rule: String) -> PolicyRefusal {
        PolicyRefusal(
            code: .undecided,
            message: "The rule \(rule) could not be hashed, so nothing can be decided by it.",
            rule: rule
        )
    }

    static func noRule(_ facts: PolicyFacts) -> PolicyRefusal {
        let permissionSet = facts.question.permissionSet.readable
        return PolicyRefusal(
            code: .noRule,
            message: "No rule allows \(permissionSet) on account \(facts.account.id) for this requester "
                + "by way of \(facts.question.path.rawValue)."
                + (facts.account.isProtected ? " It is a protected account, which a rule must name by its id." : ""),
            rule: nil
        )
    }

    /// No rule of this name is in the policy (any more).
    static func ruleGone(_ name: String) -> PolicyRefusal {
        PolicyRefusal(code: .noRule, message: "The policy has no rule \(name) that allows anything.", rule: nil)
    }

    /// `rule` would allow it if the request did not miss `misses`, of which none is a selector.
    static func nearly(
        _ rule: PolicyRule,
        _ terms: PolicyTerms,
        _ misses: PolicyMisses,
        _ facts: PolicyFacts
    ) -> PolicyRefusal {
        let code: Code =
            if misses.contains(.duration) {
                .durationTooLong(terms.maximumDuration)
            } else if misses.contains(.total) {
                .totalTooLong(terms.maximumTotal)
            } else if misses.contains(.justification) {
                .justificationTooShort(terms.minimumJustification)
            } else if misses.contains(.ticket) {
                .ticketMissing
            } else if misses.contains(.ticketPattern) {
                .ticketPattern
            } else if misses.contains(.ticketRecord) {
                .ticketNotValid
            } else if misses.contains(.ticketPerson) {
                .ticketOfOthers
            } else if misses.contains(.ticketWindow) {
                .outsideChangeWindow
            } else {
                .outsideWindow
            }
        let wishes = Readable.sentence(rule.wishes(misses, facts))
        return PolicyRefusal(code: code, message: "The rule \(rule.name) \(wishes).", rule: rule.name)
    }
}

extension PolicyPermissionSet {
    /// For a message.
    var readable: String {
        switch self {
        case .named(let name): "the permission set \(name)"
        case .custom: "a custom permission set"
        }
    }
}
