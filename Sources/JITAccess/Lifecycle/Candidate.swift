// SPDX-License-Identifier: Apache-2.0

/// Who is to get access to what, with every fact that the policy decides by.
struct Candidate: Sendable {
    let resolved: Resolver.Resolved
    let person: Person

    /// What the ledger and Identity Center hold for the binding.
    let situation: GrantPlan.Situation

    /// What the ticket system says about the request's ticket, if a rule wants to know.
    let ticket: Ticket?

    /// Finds everything in two trips.
    ///
    /// - Throws: ``Refusal`` if something is missing or cannot be read: nothing is decided on partial facts.
    static func find(_ request: AccessRequest, _ context: GrantContext) async throws(Refusal) -> Candidate {
        try await find(try await context.resolver.resolve(request), request, context)
    }

    /// As ``find(_:_:)``, for a request that is in the ledger: for the user whom it was found to be for when it was made,
    /// whatever they are called now.
    static func find(_ record: RequestRecord, _ context: GrantContext) async throws(Refusal) -> Candidate {
        let resolved = try await context.resolver.resolve(record.request, userID: record.userID)
        return try await find(resolved, record.request, context)
    }

    /// Finds the rest for what has been resolved.
    static func find(
        _ resolved: Resolver.Resolved,
        _ request: AccessRequest,
        _ context: GrantContext
    ) async throws(Refusal) -> Candidate {
        let resolver = context.resolver
        async let person = attempt { () throws(Refusal) in
            try await resolver.person(resolved.userID, named: request.userEmail, for: resolved.account)
        }
        async let situation = attempt { () throws(Refusal) in
            // What has not been made is not assigned.
            guard let binding = resolved.binding else {
                return GrantPlan.Situation(stored: .absent, ended: nil, isAssigned: false)
            }
            return try await resolver.situation(of: binding)
        }
        async let ticket = attempt { () throws(Refusal) in try await resolver.ticket(request.ticket) }
        return Candidate(
            resolved: resolved,
            person: try await person.get(),
            situation: try await situation.get(),
            ticket: try await ticket.get()
        )
    }

    /// The number of the ticket, if the ticket system says that whoever gets the access has to do with it.
    var ownTicket: String? {
        guard let ticket else { return nil }
        let people = ticket.people.map(MatchText.init)
        return person.principal().names.map(MatchText.init).contains(where: people.contains) ? ticket.number : nil
    }

    /// The rule that allows the request now.
    ///
    /// - Parameter began: When the access began that it prolongs; nil if it prolongs none.
    /// - Throws: ``Refusal`` (403) if none does.
    func allowance(
        _ request: AccessRequest,
        prolonging began: Timestamp?,
        at now: Timestamp,
        _ context: GrantContext
    ) throws(Refusal) -> PolicyAllowance {
        let mandate = context.mandate
        var question = question(request, mandate.principalKind, mandate.path, .asking, at: now)
        try bound(&question, request, began, at: now, context.rules)
        let policy = try context.inForce.deciding()
        return try allowed(question) { policy.decide($0) }
    }

    /// The rule that allowed the request, if it still does.
    ///
    /// - Throws: ``Refusal``: 403 if it does not, 409 if the rule has been changed.
    func allowance(
        _ record: RequestRecord,
        at now: Timestamp,
        _ context: GrantContext
    ) throws(Refusal) -> PolicyAllowance {
        var question = question(record.request, record.principalKind, record.path, .beginning, at: now)
        try bound(&question, record.request, record.chainBeganAt, at: now, context.rules)
        let policy = try context.inForce.deciding()
        let allowance = try allowed(question) { policy.decide($0, byRule: record.policy.rule) }
        guard allowance.ruleDigest == record.policy.ruleDigest else { throw .policyChanged(record.policy) }
        return allowance
    }

    private func allowed(
        _ question: PolicyQuestion,
        _ decide: (PolicyQuestion) -> PolicyDecision
    ) throws(Refusal) -> PolicyAllowance {
        switch decide(question) {
        case .allowed(let allowance): return allowance
        case .refused(let refusal):
            guard case .unknown(let cause) = resolved.account.protection else { throw Refusal(refusal) }
            // What is refused because something could not be told may be allowed in a moment.
            var unprotected = question
            unprotected.account.isProtected = false
            switch decide(unprotected) {
            case .allowed: throw .protectionUnknown(resolved.account.id, cause)
            case .refused(let refusal): throw Refusal(refusal)
            }
        }
    }

    private func question(
        _ request: AccessRequest,
        _ kind: PrincipalKind,
        _ path: AccessPath,
        _ stage: PolicyQuestion.Stage,
        at now: Timestamp
    ) -> PolicyQuestion {
        PolicyQuestion(
            principal: person.principal(kind),
            path: path,
            account: resolved.account.forPolicy,
            permissionSet: request.policyPermissionSet,
            duration: request.duration,
            justification: request.justification,
            ticket: request.ticket,
            ticketRecord: ticket,
            start: max(request.startAt ?? now, now),
            stage: stage,
            managedPolicies: request.customPermissionSet?.managedPolicies.map(\.name) ?? []
        )
    }

    /// Asks about the access as it would be: an extension counts from the end of what it extends, and the bounds are about
    /// all of it. Every decision comes here: asking, approving and beginning.
    private func bound(
        _ question: inout PolicyQuestion,
        _ request: AccessRequest,
        _ began: Timestamp?,
        at now: Timestamp,
        _ rules: RequestRules
    ) throws(Refusal) {
        var extended: Lease?
        if let id = request.extends, case .record(let record) = situation.stored { extended = record.leases[id] }
        let span = LeaseSpan(request.duration, extending: extended, since: began, at: now)
        question.duration = try rules.bounded(span)
        question.elapsed = span.elapsed
    }
}

extension AccountFacts {
    /// The facts in the policy's words.
    var forPolicy: PolicyAccount {
        PolicyAccount(
            id: id,
            name: name,
            organizationalUnits: organizationalUnits,
            tags: tags,
            isProtected: protection != .none
        )
    }
}

extension AccessRequest {
    /// The permission set in the policy's words.
    var policyPermissionSet: PolicyPermissionSet { customPermissionSet == nil ? .named(permissionSet) : .custom }
}
