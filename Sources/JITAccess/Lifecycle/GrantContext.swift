// SPDX-License-Identifier: Apache-2.0

/// What every step in a request's life works with, within one invocation of Grant.
struct GrantContext: Sendable {
    let surroundings: Surroundings
    let creator: any AssignmentCreator
    let setMaker: any PermissionSetMaker
    let policy: Policy

    /// Its speaker has been established.
    let invocation: Invocation

    /// For whom that speaker may ask, and by which path.
    let mandate: Mandate

    var speaker: Speaker { invocation.speaker }
    var resolver: Resolver { Resolver(surroundings, policy: policy) }
    var now: Timestamp { surroundings.clock.now() }

    /// When Grant's sweep takes over what this invocation leaves unfinished.
    var takeover: Timestamp { (invocation.deadline + GrantBeginning.recoveryMargin).wholeSecond }

    /// Reads a request.
    func request(_ id: RequestID) async throws(Refusal) -> RequestRecord? {
        let ledger = surroundings.ledger
        return try refusing(await attempt { () throws(LedgerError) in try await ledger.request(id) })
    }

    /// Writes a request's next state with its record; false if somebody has changed the request meanwhile.
    func write(
        _ next: RequestRecord,
        expecting expected: ExpectedRequest,
        _ entry: AuditEntry,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Bool {
        do {
            try await writer.commit(
                [.putRequest(next, expecting: expected)],
                [LedgerWriter.Entry(next.id, entry)]
            )
            return true
        } catch .conflict {
            return false
        } catch {
            throw Refusal(error)
        }
    }

    /// Grants an approved request that is in the ledger, once its moment has come.
    func begin(_ record: RequestRecord, _ writer: inout LedgerWriter) async throws(Refusal) -> Answer {
        try GrantProtocol.checkTime(invocation, at: now)
        let (candidate, ticket) = try await eligible(record)
        if let definition = record.request.permissionSetToMake {
            return try await begin(record, making: definition, ticket, &writer)
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
    func resume(_ record: RequestRecord, _ writer: inout LedgerWriter) async throws(Refusal) -> Answer {
        guard let binding = record.binding,
            try await resolver.situation(of: binding).stored.hasAbandonedGrant(of: record.id, at: now)
        else { return GrantAnswers.underWay(record) }
        let approved = ApprovedRequest(
            record: record,
            binding: binding,
            permissionSet: PermissionSet(name: record.request.permissionSet, arn: binding.permissionSetARN),
            origin: .resumed,
            ticket: try await eligible(record).ticket
        )
        return try await grant(approved, nil, &writer)
    }

    /// Looks again, at the moment of the grant: whoever the request is for must still be there, and the policy must still
    /// allow it.
    private func eligible(
        _ record: RequestRecord
    ) async throws(Refusal) -> (candidate: Candidate, ticket: TicketHold?) {
        let candidate = try await Candidate.find(record.request, self)
        guard candidate.resolved.userID == record.userID else {
            throw Refusal(
                .userNotFound,
                "\(record.request.userEmail) is another user now than when the request was made."
            )
        }
        return (candidate, try candidate.allowance(record, at: now, policy).ticket)
    }

    /// Makes the permission set that the request defines, and grants it.
    private func begin(
        _ record: RequestRecord,
        making definition: CustomPermissionSet,
        _ ticket: TicketHold?,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Answer {
        let made = try await CustomSetMaking(context: self).run(definition, for: record, &writer)
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
