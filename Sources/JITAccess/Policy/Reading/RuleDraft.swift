// SPDX-License-Identifier: Apache-2.0

/// A rule while it is read.
struct RuleDraft {
    enum Effect: String, KnownWord {
        case allow
        case deny

        static let words = KnownWords(Self.self)
    }

    var name = ""
    var effect: Effect?
    var principals: PrincipalSelector?
    var paths: [AccessPath]?
    var accounts: AccountSelector?
    var permissionSets: PermissionSetSelector?
    var windows: [TimeWindow] = []
    var maximumDuration: LeaseDuration?
    var maximumTotal: LeaseDuration?
    var minimumJustification: Int?
    var ticket: TicketDraft?
    var approval: ApprovalTerms?

    /// What is missing in a rule for the effect that it has, or is there and has no meaning for it.
    struct Problem: Error {
        let reason: String

        init(_ reason: String) {
            self.reason = reason
        }
    }

    /// - Parameter source: where its text is in the file.
    func finished(_ source: Range<Int>) throws(Problem) -> PolicyRule {
        guard !name.isEmpty else { throw Problem("must have a name") }
        switch effect {
        case .allow: return rule(.allow(try terms()), source)
        case .deny:
            try checkDeny()
            return rule(.deny, source)
        case nil: throw Problem("must have an effect, \"allow\" or \"deny\"")
        }
    }

    private func terms() throws(Problem) -> PolicyTerms {
        if principals == nil { throw Problem(missing: "principals") }
        if paths == nil { throw Problem(missing: "paths") }
        if accounts == nil { throw Problem(missing: "accounts") }
        if permissionSets == nil { throw Problem(missing: "permission_sets") }
        guard let maximumDuration else { throw Problem(missing: "maximum_duration") }
        guard let approval else { throw Problem(missing: "approval") }
        if let maximumTotal, maximumTotal < maximumDuration {
            throw Problem("has a maximum_total of \(maximumTotal), which is less than its maximum_duration")
        }
        return PolicyTerms(
            maximumDuration: maximumDuration,
            // Who reads a maximum of eight hours expects that the access is over then.
            maximumTotal: maximumTotal ?? maximumDuration,
            minimumJustification: minimumJustification ?? 10,
            isTicketRequired: ticket?.isRequired ?? false,
            ticketPattern: ticket?.pattern,
            ticketCheck: ticket?.check,
            approval: approval
        )
    }

    private func checkDeny() throws(Problem) {
        let meaningless = [
            ("maximum_duration", maximumDuration != nil), ("maximum_total", maximumTotal != nil),
            ("justification", minimumJustification != nil),
            ("ticket", ticket != nil), ("approval", approval != nil),
        ]
        for (key, isThere) in meaningless where isThere {
            throw Problem("denies, so \(key) means nothing in it; remove it")
        }
        if principals == nil, paths == nil, accounts == nil, permissionSets == nil, windows.isEmpty {
            throw Problem("would deny everything to everybody; if that is meant, write \"principals\": \"*\"")
        }
        if let permissionSets, !permissionSets.includesCustom,
            let all = permissionSets.names.first(where: \.isOnlyWildcards)
        {
            throw Problem(
                "denies \"\(all.text)\", which does not stand for custom permission sets; leave permission_sets out to deny "
                    + "every one, or add \"@custom\""
            )
        }
    }

    private func rule(_ effect: PolicyRule.Effect, _ source: Range<Int>) -> PolicyRule {
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
}

extension RuleDraft.Problem {
    fileprivate init(missing key: String) {
        self.init("allows something and so must have \(key)")
    }
}

/// Which ticket a rule wants.
struct TicketDraft {
    var isRequired = true
    var pattern: Pattern?
    var check: TicketCheck?
}
