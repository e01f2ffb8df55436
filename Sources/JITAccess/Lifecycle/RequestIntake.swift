// SPDX-License-Identifier: Apache-2.0

/// A new request: is it allowed, who decides, and, where nobody has to, its grant.
struct RequestIntake {
    let context: GrantContext
    let request: AccessRequest

    /// The request whose lease this one prolongs.
    var extended: RequestRecord?

    func run() async throws(Refusal) -> Answer {
        try GrantProtocol.checkTime(context.invocation, at: context.now)
        let digest = try digest()
        // What the request names is looked up beside the question whether it has been here before.
        let resolver = context.resolver
        let ledger = context.surroundings.ledger
        let (request, context, extended) = (request, context, extended)
        async let tail = attempt { () throws(LedgerError) in try await ledger.auditTail(of: request.id) }
        async let resolved = attempt { () throws(Refusal) in try await resolver.resolve(request) }
        async let began = attempt { () async throws(Refusal) -> Timestamp? in
            guard let extended else { return nil }
            return try await context.beginning(of: extended)
        }
        let known = try await context.request(request.id)

        var writer = LedgerWriter(context.surroundings, invocation: context.invocation)
        writer.tails[request.id] = try refusing(await tail)
        // A request that has been here before gets the answer it got, whatever has become of what it names.
        if let known { return try await repeated(known, digest, &writer) }
        if let extended, extended.lease?.status != .active {
            throw Refusal(
                .leaseNotFound,
                "The request \(extended.id.given) has no access that could be prolonged. Make a new request."
            )
        }

        let found = try await resolved.get()
        let chainBeganAt = try await began.get()
        let candidate = try await Candidate.find(found, request, context)
        // Found by an address that is not their primary one: it may be anybody's.
        guard candidate.person.user.isNamed(request.userEmail) else { throw .userNotFound(request.userEmail) }
        try context.mandate.check(asksFor: candidate.person.user)
        let allowance = try candidate.allowance(
            request,
            prolonging: chainBeganAt,
            at: context.now,
            context
        )
        return try await decide(candidate, allowance, prolonging: chainBeganAt, digest, &writer)
    }

    // MARK: Deciding

    private func decide(
        _ candidate: Candidate,
        _ allowance: PolicyAllowance,
        prolonging chainBeganAt: Timestamp?,
        _ digest: String,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Answer {
        let now = context.now
        let record = { (state: RequestRecord.State) in
            RequestRecord(
                request: request,
                digest: digest,
                requestedBy: context.speaker,
                path: context.mandate.path,
                principalKind: context.mandate.principalKind,
                userID: candidate.resolved.userID,
                permissionSetARN: candidate.resolved.permissionSet?.arn,
                createdAt: now,
                chainBeganAt: chainBeganAt,
                policy: PolicyMark(
                    rule: allowance.rule,
                    ruleDigest: allowance.ruleDigest,
                    policyHash: context.policy.hash
                ),
                state: state,
                ownTicket: allowance.ticket == nil ? nil : candidate.ownTicket
            )
        }
        switch allowance.approval {
        case .automatic:
            // What nobody has looked at is not made: a rule for custom permission sets must name approvers.
            guard let lent = candidate.resolved.lent else {
                throw Refusal(.notAllowed, "The rule \(allowance.rule) names no approvers for custom permission sets.")
            }
            let start = (request.startAt ?? now).wholeSecond
            if start > now {
                let waiting = record(.approved(RequestRecord.Start(at: start, nextTryAt: start)))
                return try await put(waiting, approvals: 0, RequestAnswers.approved(waiting), &writer)
            }
            let approved = ApprovedRequest(
                record: record(.approved(RequestRecord.Start(at: start, nextTryAt: context.takeover))),
                binding: lent.binding,
                permissionSet: lent.permissionSet,
                origin: .new,
                ticket: allowance.ticket
            )
            return try await context.grant(approved, candidate.situation, &writer)
        case .levels(let levels, let timeout):
            guard let first = levels.first else { throw Refusal(.notAllowed, "The rule names no approvers.") }
            let pending = RequestRecord.Pending(
                level: 0,
                levelName: first.name,
                timesOutAt: (now + timeout).wholeSecond
            )
            let asked = record(.pending(pending))
            let awaiting = RequestAnswers.Awaiting(level: first, given: 0)
            let approvals = allowance.approval.total
            return try await put(asked, approvals: approvals, RequestAnswers.pending(asked, awaiting), &writer)
        }
    }

    private func put(
        _ record: RequestRecord,
        approvals: Int,
        _ answer: Answer,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Answer {
        // It was decided here, from facts that were looked up here. What is granted at once needs no seal: should this be
        // cut off, it is decided anew.
        writer.vouch(for: record.id)
        // On condition that the id is new, with its audit record: of two deliveries one writes, and the other is
        // answered what that one has written.
        guard context.surroundings.seals.isConfigured else { throw .sealKeyMissing }
        let opening = RequestOpening(context: context, record: record, approvals: approvals)
        if try await opening.run(&writer) { return answer }
        // The same request was delivered twice at the same moment.
        guard let known = try await context.request(request.id) else { throw .changing(request.id) }
        return try RepeatedRequest.answer(known, digest: record.digest, askedBy: context.speaker)
            ?? GrantAnswers.underWay(known)
    }

    // MARK: Repetition

    private func repeated(
        _ known: RequestRecord,
        _ digest: String,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Answer {
        if let answer = try RepeatedRequest.answer(known, digest: digest, askedBy: context.speaker) {
            return answer
        }
        return try await context.resume(known, asked: request, &writer)
    }

    private func digest() throws(Refusal) -> String {
        do {
            return try request.digest()
        } catch {
            throw Refusal(.ledgerUnavailable, "The request could not be hashed.", cause: error.description)
        }
    }
}

extension AuditEntry {
    /// The first record of a request: what was asked, and the rule that allows it.
    ///
    /// - Parameter approvalsNeeded: how many people must approve it; nil where access begins with this record.
    static func asked(_ record: RequestRecord, _ status: Status, approvalsNeeded: Int? = nil) -> AuditEntry {
        AuditEntry(
            record.request.extends == nil ? .request : .extend,
            status,
            subject: record.subject,
            request: record.request,
            policy: record.policy,
            requestDigest: record.digest,
            chainBeganAt: record.chainBeganAt,
            approvalsNeeded: approvalsNeeded
        )
    }
}
