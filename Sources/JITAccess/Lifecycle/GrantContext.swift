// SPDX-License-Identifier: Apache-2.0

/// What every step in a request's life works with, within one invocation of Grant.
struct GrantContext: Sendable {
    let surroundings: Surroundings
    let creator: any AssignmentCreator
    let setMaker: any PermissionSetMaker
    let inForce: PolicyInForce
    let rules: RequestRules

    /// Its speaker has been established.
    let invocation: Invocation

    /// For whom that speaker may ask, and by which path.
    let mandate: Mandate

    var speaker: Speaker { invocation.speaker }

    /// To look things up in; what is decided is decided by ``PolicyInForce/deciding()``.
    var policy: Policy { inForce.orNothing }

    var resolver: Resolver { Resolver(surroundings, policy: policy) }
    var now: Timestamp { surroundings.clock.now() }

    /// When Grant's sweep takes over what this invocation leaves unfinished.
    var takeover: Timestamp { (invocation.deadline + Lease.Granting.margin).wholeSecond }

    /// Reads a request.
    func request(_ id: RequestID) async throws(Refusal) -> RequestRecord? {
        let ledger = surroundings.ledger
        return try refusing(await attempt { () throws(LedgerError) in try await ledger.request(id) })
    }

    /// Writes a request's next state with its record; false if somebody has changed the request meanwhile.
    ///
    /// - Parameters:
    ///   - previous: the request as it was read.
    ///   - isAttempt: whether it is refused to somebody of whom too many attempts were.
    /// - Throws: ``Refusal``: 503 if a later invocation would have to believe it and it cannot be sealed, 429 if too many
    ///   attempts were refused.
    func write(
        _ next: RequestRecord,
        over previous: RequestRecord,
        _ entry: AuditEntry,
        isAttempt: Bool = false,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Bool {
        guard !next.needsSeal || surroundings.seals.isConfigured else { throw .sealKeyMissing }
        do {
            try await writer.commit(
                [.putRequest(next, expecting: .version(previous.version))] + previous.closings(by: next)
                    + (isAttempt ? attemptCheck : []),
                [LedgerWriter.Entry(next.id, entry)]
            )
            return true
        } catch .conflict(let parts) {
            if parts.contains(.attemptLimit), !parts.contains(.request) { throw tooManyAttempts() }
            return false
        } catch {
            throw Refusal(error)
        }
    }

    /// What a transaction by which somebody asks or decides must hold to.
    var attemptCheck: [LedgerChange] { AttemptCount.check(speaker, at: now) }

    /// For whoever had too many attempts refused.
    func tooManyAttempts() -> Refusal { .tooManyAttempts(since: now.hour) }

    /// Grants an approved request that is in the ledger, once its moment has come.
    ///
    /// This invocation has decided about it or verified it: see ``verify(_:_:)``.
    ///
    /// - Parameter record: moves on with each step that is written before its lease is.
    func begin(_ record: inout RequestRecord, _ writer: inout LedgerWriter) async throws(Refusal) -> Answer {
        guard writer.vouches(for: record.id) else { throw .notSealed(record, "The request was not verified.") }
        _ = try inForce.deciding()
        // Only the start is sealed: when the item is looked at is what the table says.
        if case .approved(let start) = record.state, now < start.at.wholeSecond { throw .tooEarly(start) }
        try GrantProtocol.checkTime(invocation, at: now)
        let (candidate, ticket) = try await eligible(record)
        if let definition = record.request.permissionSetToMake {
            return try await begin(&record, making: definition, ticket, &writer)
        }
        guard let lent = candidate.resolved.lent else { throw .permissionSetGone(record.request) }
        let approved = ApprovedRequest(
            record: record,
            binding: lent.binding,
            permissionSet: lent.permissionSet,
            origin: .approved,
            ticket: ticket
        )
        return try await grant(approved, candidate.situation, &writer)
    }

    /// Carries on the grant of a request whose lease is in the ledger, if the invocation that began it is gone for
    /// certain.
    ///
    /// What the item says is believed if it is sealed. A request that nobody has to approve has no seal: it is decided
    /// anew, from the event. Any other is left to Revoke's sweep, which finishes the grant or rolls it back.
    ///
    /// - Parameter request: what was asked for, as the event says it.
    func resume(
        _ record: RequestRecord,
        asked request: AccessRequest,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Answer {
        guard let binding = record.binding, record.request == request,
            try await resolver.situation(of: binding).stored.hasAbandonedGrant(of: record.id, at: now)
        else { return GrantAnswers.underWay(record) }
        let ticket: TicketHold?
        if record.seal != nil {
            guard case .verified(let tail) = try await SealVerification(surroundings: surroundings).run(record) else {
                return GrantAnswers.underWay(record)
            }
            writer.vouch(for: record.id, after: tail)
            ticket = try await eligible(record).ticket
        } else {
            let candidate = try await Candidate.find(request, self)
            try mandate.check(asksFor: candidate.person.user)
            let allowance = try candidate.allowance(
                request,
                prolonging: try await chainStart(of: request),
                at: now,
                self
            )
            guard allowance.approval == .automatic, candidate.resolved.binding == binding else {
                return GrantAnswers.underWay(record)
            }
            ticket = allowance.ticket
        }
        let approved = ApprovedRequest(
            record: record,
            binding: binding,
            permissionSet: PermissionSet(name: record.request.permissionSet, arn: binding.permissionSetARN),
            origin: .resumed,
            ticket: ticket
        )
        return try await grant(approved, nil, &writer)
    }

    /// When the access began that a request prolongs; nil if it prolongs none.
    private func chainStart(of request: AccessRequest) async throws(Refusal) -> Timestamp? {
        guard let id = request.extends else { return nil }
        guard let extended = try await self.request(id) else { throw .requestNotFound(id) }
        return try await beginning(of: extended)
    }

    /// Looks again, at the moment of the grant: what was approved must be what is granted, whoever the request is for must
    /// still be there, the policy must still allow it, and the approvals must still count.
    private func eligible(
        _ record: RequestRecord
    ) async throws(Refusal) -> (candidate: Candidate, ticket: TicketHold?) {
        let candidate = try await Candidate.find(record, self)
        let allowance = try candidate.allowance(record, at: now, self)
        if case .levels(let levels, _) = allowance.approval {
            try await ApprovalCount(context: self, account: candidate.resolved.account).check(record, levels)
        }
        return (candidate, allowance.ticket)
    }

    /// Makes the permission set that the request defines, and grants it.
    private func begin(
        _ record: inout RequestRecord,
        making definition: CustomPermissionSet,
        _ ticket: TicketHold?,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Answer {
        let made = try await CustomSetMaking(context: self).run(definition, for: &record, &writer)
        let approved = ApprovedRequest(
            record: record,
            binding: Binding(
                userID: record.userID,
                accountID: record.request.accountID,
                permissionSetARN: made.permissionSet.arn
            ),
            permissionSet: made.permissionSet,
            origin: .approved,
            customSet: made.record,
            ticket: ticket
        )
        return try await grant(approved, nil, &writer)
    }

    /// Runs the grant protocol.
    func grant(
        _ approved: ApprovedRequest,
        _ situation: GrantPlan.Situation?,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Answer {
        try await GrantProtocol(
            surroundings: surroundings,
            creator: creator,
            resolver: resolver,
            invocation: invocation,
            began: now
        ).run(approved, situation: situation, &writer)
    }
}
