// SPDX-License-Identifier: Apache-2.0

/// A rule while it is read. A class, because to copy it would count a dozen references.
final class RuleDraft {
    enum Effect: String, KnownWord {
        case allow
        case deny

        static let words = KnownWords(Self.self)
    }

    /// Its place among the rules.
    let index: Int
    var source = 0..<0

    /// Such as `$.rules[3]`; made when it is asked for, as only a problem does.
    var path: String { "$.rules[\(index)]" }

    var name = ""
    var effect: Effect?
    var principals: PrincipalSelector?
    var paths: [AccessPath]?
    var accounts: AccountSelector?
    var permissionSets: PermissionSetSelector?
    var windows: [TimeWindow] = []
    var maximumDuration: LeaseDuration?
    var minimumJustification: Int?
    var ticket: TicketDraft?
    var approval: ApprovalDraft?

    init(index: Int) {
        self.index = index
    }

    /// What is missing for the effect that it has, or is there and has no meaning for it.
    ///
    /// - Throws: ``JSONProblem``
    func finished(_ policy: PolicyDraft) throws(JSONProblem) -> PolicyRule {
        guard !name.isEmpty else { throw problem("must have a name", policy) }
        switch effect {
        case .allow: return rule(.allow(try terms(policy)))
        case .deny:
            try checkDeny(policy)
            return rule(.deny)
        case nil: throw problem("must have an effect, \"allow\" or \"deny\"", policy)
        }
    }

    private func terms(_ policy: PolicyDraft) throws(JSONProblem) -> PolicyTerms {
        if principals == nil { throw missing("principals", policy) }
        if paths == nil { throw missing("paths", policy) }
        if accounts == nil { throw missing("accounts", policy) }
        if permissionSets == nil { throw missing("permission_sets", policy) }
        guard let maximumDuration else { throw missing("maximum_duration", policy) }
        guard let approval else { throw missing("approval", policy) }
        return PolicyTerms(
            maximumDuration: maximumDuration,
            minimumJustification: minimumJustification ?? 10,
            isTicketRequired: ticket?.isRequired ?? false,
            ticketPattern: ticket?.pattern,
            ticketCheck: ticket?.check,
            approval: try approval.finished(policy, rule: index),
            customLevels: policy.customLevels
        )
    }

    private func checkDeny(_ policy: PolicyDraft) throws(JSONProblem) {
        let meaningless = [
            ("maximum_duration", maximumDuration != nil), ("justification", minimumJustification != nil),
            ("ticket", ticket != nil), ("approval", approval != nil),
        ]
        for (key, isThere) in meaningless where isThere {
            throw problem("denies, so \(key) means nothing in it; remove it", policy)
        }
        if principals == nil, paths == nil, accounts == nil, permissionSets == nil, windows.isEmpty {
            throw problem("would deny everything to everybody; if that is meant, write \"principals\": \"*\"", policy)
        }
        if let permissionSets, !permissionSets.includesCustom, permissionSets.names.contains(where: \.isAnything) {
            throw problem(
                "denies \"*\", which does not stand for custom permission sets; leave permission_sets out to deny "
                    + "every one, or add \"@custom\"",
                policy
            )
        }
    }

    private func rule(_ effect: PolicyRule.Effect) -> PolicyRule {
        PolicyRule(
            name: name,
            principals: principals ?? .anybody,
            paths: paths ?? AccessPath.allCases,
            accounts: accounts ?? .every,
            permissionSets: permissionSets ?? .every,
            windows: windows,
            effect: effect,
            source: source
        )
    }

    private func missing(_ key: String, _ policy: PolicyDraft) -> JSONProblem {
        problem("allows something and so must have \(key)", policy)
    }

    private func problem(_ reason: String, _ policy: PolicyDraft) -> JSONProblem {
        JSONProblem(path: path, offset: source.lowerBound, in: policy.bytes, reason: reason)
    }
}

/// Which ticket a rule wants.
struct TicketDraft {
    var isRequired = true
    var pattern: Pattern?
    var check: TicketCheck?
}
