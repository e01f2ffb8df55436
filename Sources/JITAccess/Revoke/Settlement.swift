// SPDX-License-Identifier: Apache-2.0

/// Brings one binding to where it should be: recovers cut-off grants, ends what is over, and removes the assignment
/// when nothing holds it any more.
struct Settlement {
    enum Outcome: Equatable {
        /// The assignment has gone; open sessions want this fence.
        case revoked(FenceOrder?)
        /// Leases ended and the assignment stays, or nothing had to end.
        case kept
        /// Somebody else is at work on it, or the time is over: a later sweep goes on.
        case pending
        /// Somebody has changed it since it was read; nothing was done.
        case changed
        /// It must be tried again, and a person should know.
        case failed(String)
    }

    let surroundings: Surroundings
    let remover: any AssignmentRemover
    let fencing: Fencing
    let invocation: Invocation

    /// Why it is looked at out of turn: goes into the trail of each lease that ends, with the first write.
    var remark: AuditEntry?

    /// What became of a binding, what of it was not believed, and what became of the trails of its requests.
    struct Settled {
        var outcome: Outcome

        /// A sentence each, for people; see ``LeaseWitnesses``.
        var doubts: [String] = []

        /// The trails in which records go on whose own could not be continued.
        var successors: [SuccessorTrail] = []

        var alerts: [Alert] { [Alert.doubted(doubts), Alert.successors(successors)].compactMap(\.self) }
    }

    /// Settles a binding as it was read, and tells people at once what of it was not believed or could not be continued.
    ///
    /// - Parameter revocation: leases to end early.
    func run(_ stored: BindingRecord, revoking revocation: [RequestID: LeaseEnd] = [:]) async -> Outcome {
        let result = await settle(stored, revoking: revocation)
        for alert in result.alerts { await surroundings.alert(alert) }
        return result.outcome
    }

    /// Settles a binding as it was read.
    ///
    /// - Parameter revocation: leases to end early; empty for the sweep.
    func settle(_ stored: BindingRecord, revoking revocation: [RequestID: LeaseEnd] = [:]) async -> Settled {
        var writer = LedgerWriter(surroundings, invocation: invocation)
        var settled = await settle(stored, revocation, &writer)
        settled.successors = writer.begun
        return settled
    }

    private func settle(
        _ stored: BindingRecord,
        _ revocation: [RequestID: LeaseEnd],
        _ writer: inout LedgerWriter
    ) async -> Settled {
        let now = surroundings.clock.now()
        // Asked while the trails are read that what ends goes into, so that it costs no time.
        let witnesses = LeaseWitnesses(ledger: surroundings.ledger, directory: surroundings.directory)
        async let heard = witnesses.examine(stored)
        // What cannot be read here is read again with the first write, which says why.
        try? await writer.loadTails(of: stored.ending(at: now).union(revocation.keys))
        let testimony = await heard
        // Only now: a claim beside a lease that goes on by its request holds nobody off.
        guard !testimony.record.isClaimed(at: now) else { return Settled(outcome: .pending) }
        if let trouble = testimony.trouble { return Settled(outcome: failure(stored, trouble)) }
        let doubts = testimony.doubts + stored.impossibilities(at: now).map { "\(stored.binding.key): it \($0)." }
        do throws(LedgerError) {
            // An index that is behind shows a binding as it was, which its witnesses need not bear out.
            if !doubts.isEmpty, try await !isCurrent(stored) { return Settled(outcome: .changed) }
            guard !testimony.isForged else {
                return Settled(outcome: try await setAside(stored, &writer), doubts: doubts)
            }
            var draft = BindingDraft(stored, corrected: testimony.record)
            for (id, end) in revocation { draft.revoke(id, end) }
            return Settled(outcome: try await settle(&draft, at: now, &writer), doubts: doubts)
        } catch {
            return Settled(outcome: outcome(of: error, stored), doubts: doubts)
        }
    }

    private func settle(
        _ draft: inout BindingDraft,
        at now: Timestamp,
        _ writer: inout LedgerWriter
    ) async throws(LedgerError) -> Outcome {
        let stored = draft.original
        var troubles = await Recovery(directory: surroundings.directory, ledger: surroundings.ledger)
            .run(&draft, at: now)
        troubles += await TicketWatch(tickets: surroundings.tickets).run(&draft, at: now)
        // Recovered leases too: one may have been over before anybody looked.
        for (id, lease) in draft.record.leases where lease.state == .active && lease.expiresAt <= now {
            draft.expire(id, at: lease.expiresAt)
        }

        if let remark { draft.remark(remark) }

        if draft.record.endedLeases.isEmpty {
            if draft.isChanged {
                try await write(draft, [.putBinding(draft.record, expecting: expected(draft))], &writer)
            }
            return troubles.isEmpty ? .kept : failure(stored, troubles.joined(separator: " "))
        }
        if draft.record.isStanding || draft.record.isHeld(at: now) {
            let outcome = try await release(draft, at: now, &writer)
            return troubles.isEmpty ? outcome : failure(stored, troubles.joined(separator: " "))
        }
        return try await remove(draft, at: now, &writer)
    }

    private func outcome(of error: LedgerError, _ stored: BindingRecord) -> Outcome {
        switch error {
        // The binding is as it was: nobody else ends this access.
        case .conflict(let parts) where !parts.contains(.binding):
            failure(stored, "What is written with its end was changed as often as it was tried.")
        case .conflict: .changed
        case .unavailable(let message, _), .refused(let message, _), .unreadable(let message): failure(stored, message)
        case .unsealed(let error): failure(stored, error.message)
        }
    }

    /// Whether the binding is still what was read.
    private func isCurrent(_ stored: BindingRecord) async throws(LedgerError) -> Bool {
        guard case .record(let now) = try await surroundings.ledger.binding(stored.binding) else { return false }
        return now == stored
    }

    /// Leaves a binding alone that nobody has granted anything on, and the access with it: it may be somebody's standing
    /// access. It is looked at, and told, once in a while and never first.
    private func setAside(_ stored: BindingRecord, _ writer: inout LedgerWriter) async throws(LedgerError) -> Outcome {
        var draft = BindingDraft(stored)
        draft.pause(until: (surroundings.clock.now() + BackOff.longest).wholeSecond)
        try await writer.commit([.putBinding(draft.record, expecting: expected(draft))], [])
        return .kept
    }

    private func release(
        _ settled: BindingDraft,
        at now: Timestamp,
        _ writer: inout LedgerWriter
    ) async throws(LedgerError) -> Outcome {
        var draft = settled
        draft.release(at: now)
        let change: LedgerChange =
            draft.record.leases.isEmpty
            ? .removeBinding(draft.record.binding, version: draft.original.version)
            : .putBinding(draft.record, expecting: expected(draft))
        try await write(draft, [change], &writer)
        return .kept
    }

    /// Claims the removal, removes the assignment, and removes the binding from the ledger: in this order, so that a
    /// crash after any line leaves the binding there, to be removed again.
    private func remove(
        _ settled: BindingDraft,
        at now: Timestamp,
        _ writer: inout LedgerWriter
    ) async throws(LedgerError) -> Outcome {
        var claimed = settled
        let until = (invocation.deadline + BindingRecord.Claim.margin).wholeSecond
        claimed.claim(BindingRecord.Claim(owner: invocation.requestID, until: until), at: now)
        try await write(claimed, [.putBinding(claimed.record, expecting: expected(claimed))], &writer)

        var removal = Removal(
            remover: remover,
            directory: surroundings.directory,
            patience: Patience(surroundings, invocation: invocation)
        )
        var draft = BindingDraft(claimed.record)
        let binding = claimed.record.binding
        // Asked while Identity Center is at work, so that it costs no time.
        async let asked = fencing.knowledge(of: binding.permissionSetARN, at: now)
        let outcome = await removal.run(claimed.record)
        let knowledge = await asked
        switch outcome {
        case .gone(let awsRequestID):
            let moment = surroundings.clock.now()
            draft.finish(at: moment, sessionSeconds: knowledge.sessionSeconds, awsRequestID: awsRequestID)
            let fence =
                fencing.needsFence(knowledge)
                ? draft.fence(from: moment, sessionSeconds: knowledge.sessionSeconds) : nil
            // Together, for invariant 3: without the memory of the removal a listing that is behind would make standing
            // access of what is gone.
            var changes: [LedgerChange] = [
                .removeBinding(binding, version: claimed.record.version),
                .putEnded(
                    EndedBinding(binding: binding, requestIDs: draft.record.endedLeases.map(\.id), endedAt: moment)
                ),
            ]
            // Here and not afterwards: once the binding has gone nothing else would remember that a fence is wanted.
            if let fence { changes.append(.putFenceOrder(fence, expecting: .absent)) }
            try await write(draft, changes, &writer)
            surroundings.metrics.record(.revoked(lateness: draft.lateness(at: moment)))
            return .revoked(fence)
        case .failed(let reason, let awsRequestID):
            return try await fail(&draft, reason, awsRequestID, &writer)
        // Who began the removal leaves it to the next sweep. Who took it over and cannot finish it either says so.
        case .unfinished(let reason) where settled.original.revocation != nil:
            return try await fail(&draft, reason, nil, &writer)
        case .unfinished: return .pending
        }
    }

    private func fail(
        _ draft: inout BindingDraft,
        _ reason: FailureReason,
        _ awsRequestID: String?,
        _ writer: inout LedgerWriter
    ) async throws(LedgerError) -> Outcome {
        let failures = draft.original.revocation?.failedAttempts ?? 0
        let pause = BackOff.pause(afterFailures: failures, surroundings.random)
        let next = (surroundings.clock.now() + pause).wholeSecond
        draft.fail(reason, awsRequestID: awsRequestID, nextTryAt: next)
        try await write(draft, [.putBinding(draft.record, expecting: expected(draft))], &writer)
        return failure(draft.original, reason.full)
    }

    // MARK: Parts

    private func expected(_ draft: BindingDraft) -> ExpectedBinding {
        .version(draft.original.version)
    }

    /// Writes the draft. What stands beside the binding and is not as expected must not keep access alive: then the end
    /// is written without it.
    private func write(
        _ draft: BindingDraft,
        _ changes: [LedgerChange],
        _ writer: inout LedgerWriter
    ) async throws(LedgerError) {
        writer.insist(on: draft.endings)
        var rest = changes + draft.updates.map(LedgerChange.updateRequest)
        // First what fits is kept, and then nothing that somebody may go on changing.
        for isLast in [false, true] {
            do {
                try await writer.commit(rest, draft.entries)
                return
            } catch .conflict(let parts) where parts.isSubset(of: [.request, .endedBinding, .fenceOrder, .audit]) {
                guard parts != [.audit] else { throw .conflict(parts) }
                surroundings.log.warning(
                    "What is recorded beside binding \(draft.record.binding.key) is not as expected; its lease goes on without it."
                )
                rest = try await fitting(rest, parts, isLast: isLast)
            }
        }
        try await writer.commit(rest, draft.entries)
    }

    private func fitting(
        _ changes: [LedgerChange],
        _ parts: Set<LedgerPart>,
        isLast: Bool
    ) async throws(LedgerError) -> [LedgerChange] {
        var fitting: [LedgerChange] = []
        for change in changes {
            switch change {
            case .updateRequest(let update) where parts.contains(.request):
                guard !isLast, let status = try await leaseStatus(of: update.id), update.from.contains(status) else {
                    continue
                }
                fitting.append(change)
            // There is a later memory, or an order, under the same key: it does what this one is for.
            case .putEnded where parts.contains(.endedBinding): continue
            case .putFenceOrder where parts.contains(.fenceOrder): continue
            default: fitting.append(change)
            }
        }
        return fitting
    }

    /// Nil also if the request cannot be understood.
    private func leaseStatus(of id: RequestID) async throws(LedgerError) -> LeaseStatus? {
        do {
            return try await surroundings.ledger.request(id)?.lease?.status
        } catch .unreadable {
            return nil
        } catch {
            throw error
        }
    }

    private func failure(_ record: BindingRecord, _ reason: String) -> Outcome {
        surroundings.metrics.record(.revocationFailed)
        let who = record.userEmail ?? record.binding.userID
        let what = record.permissionSet ?? record.binding.permissionSetARN
        return .failed("\(who), \(what) on account \(record.binding.accountID): \(reason)")
    }
}
