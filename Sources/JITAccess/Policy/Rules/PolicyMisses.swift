// SPDX-License-Identifier: Apache-2.0

/// In what a question is not as a rule wants it; empty if the rule matches.
struct PolicyMisses: OptionSet, Sendable, Hashable {
    let rawValue: UInt16

    static let principal = PolicyMisses(rawValue: 1 << 0)
    static let path = PolicyMisses(rawValue: 1 << 1)
    static let account = PolicyMisses(rawValue: 1 << 2)
    static let tags = PolicyMisses(rawValue: 1 << 3)
    static let permissionSet = PolicyMisses(rawValue: 1 << 4)
    static let window = PolicyMisses(rawValue: 1 << 5)
    static let duration = PolicyMisses(rawValue: 1 << 6)
    static let justification = PolicyMisses(rawValue: 1 << 7)
    static let ticket = PolicyMisses(rawValue: 1 << 8)
    static let ticketPattern = PolicyMisses(rawValue: 1 << 9)
    static let ticketRecord = PolicyMisses(rawValue: 1 << 10)
    static let ticketPerson = PolicyMisses(rawValue: 1 << 11)
    static let ticketWindow = PolicyMisses(rawValue: 1 << 12)
    static let total = PolicyMisses(rawValue: 1 << 13)

    /// What the requester cannot change by asking differently.
    static let selectors: PolicyMisses = [.principal, .path, .account, .tags, .permissionSet]

    var count: Int { rawValue.nonzeroBitCount }
}

extension PolicyRule {
    /// In what `facts` are not as this rule wants them.
    ///
    /// This is the only place where a rule is held against a question: deciding and explaining both come here.
    ///
    /// - Parameter thoroughly: false stops at the first selector that does not match, which is enough to know that
    ///   the rule is not the one.
    func misses(_ facts: PolicyFacts, thoroughly: Bool) -> PolicyMisses {
        var misses: PolicyMisses = []
        // The cheapest first.
        if !paths.contains(facts.question.path) { misses.insert(.path) }
        if misses.isEmpty || thoroughly {
            let isForSet = terms == nil ? permissionSets.denies(facts) : permissionSets.matches(facts)
            if !isForSet { misses.insert(.permissionSet) }
        }
        if misses.isEmpty || thoroughly, !principals.matches(facts) { misses.insert(.principal) }
        if misses.isEmpty || thoroughly {
            let isForAccount = terms == nil ? accounts.matchesPlace(facts) : accounts.allowsPlace(facts)
            if !isForAccount { misses.insert(.account) }
        }
        if misses.isEmpty || thoroughly, !accounts.matchesTags(facts) { misses.insert(.tags) }
        guard misses.isEmpty || thoroughly else { return misses }
        if !windows.isEmpty, !windows.contains(where: { $0.contains(facts.question.start) }) {
            misses.insert(.window)
        }
        if let terms { misses.formUnion(terms.misses(facts)) }
        return misses
    }
}

extension PolicyTerms {
    func misses(_ facts: PolicyFacts) -> PolicyMisses {
        var misses: PolicyMisses = []
        if facts.question.duration > maximumDuration { misses.insert(.duration) }
        // Nothing is prolonged: the other bound, which is no wider, says it all.
        if facts.question.elapsed > .zero, facts.question.total > maximumTotal.duration { misses.insert(.total) }
        if facts.justificationLength < minimumJustification { misses.insert(.justification) }
        if let ticket = facts.ticket {
            if let ticketPattern, !ticketPattern.matches(ticket) { misses.insert(.ticketPattern) }
            if let ticketCheck { misses.formUnion(ticketCheck.misses(facts.question.ticketRecord, facts)) }
        } else if isTicketRequired {
            misses.insert(.ticket)
        }
        return misses
    }

    /// What must be approved for what is asked for.
    func approval(for permissionSet: PolicyPermissionSet) -> ApprovalTerms {
        permissionSet == .custom ? customApproval : approval
    }
}
