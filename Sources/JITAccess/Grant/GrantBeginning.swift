// SPDX-License-Identifier: Apache-2.0

/// The first half of a grant: decides, and writes the lease before anything is created.
///
/// Its one transaction protects three invariants. No access without a record: the lease with its expiry, and the moment
/// at which the sweep looks at it, are there before the call that creates. No lease is cut short by another: it is
/// conditional on the binding's version, so what was decided about other leases is still true when it is written. A
/// duplicate is harmless: it is conditional on the request too, whose item only one delivery can move on.
struct GrantBeginning {
    enum Outcome {
        /// Nothing is to be created: the access is there, or this request has been here before.
        case answered(Answer)
        /// The lease is in the ledger; the assignment is to be created.
        case creating(BindingRecord, RequestRecord)
    }

    let surroundings: Surroundings
    let resolver: Resolver
    let approved: ApprovedRequest
    let invocation: Invocation

    /// When the event came.
    let began: Timestamp

    private var request: AccessRequest { approved.record.request }

    func run(_ first: GrantPlan.Situation?, _ writer: inout LedgerWriter) async throws(Refusal) -> Outcome {
        var known = first
        var patience = Patience(surroundings, invocation: invocation)
        while true {
            let situation: GrantPlan.Situation
            if let read = known {
                situation = read
            } else {
                situation = try await resolver.situation(of: approved.binding)
            }
            known = nil
            let now = surroundings.clock.now()
            if approved.origin == .resumed, !situation.stored.hasAbandonedGrant(of: request.id, at: now) {
                return .answered(GrantAnswers.underWay(approved.record))
            }
            if let alert = Alert.doubted(situation.doubts) { await surroundings.alert(alert) }
            switch GrantPlan.decide(situation, newLease, now: now) {
            case .hold(let record), .standing(let record):
                let requestRecord = requestRecord(for: record, .active)
                if try await write(record, over: situation.stored, requestRecord, &writer) {
                    surroundings.metrics.record(.granted(after: surroundings.clock.now() - began))
                    return .answered(GrantAnswers.granted(requestRecord))
                }
            case .create(let record):
                let requestRecord = requestRecord(for: record, .granting)
                if try await write(record, over: situation.stored, requestRecord, &writer) {
                    return .creating(record, requestRecord)
                }
            case .adopt(let row):
                guard let adoption = Adoption(surroundings: surroundings, invocation: invocation) else {
                    throw LegacyRows.refusal
                }
                let adopted = try refusing(await attempt { () throws(LedgerError) in try await adoption.adopt(row) })
                if adopted != nil { continue }
            case .lost: throw await lost(situation)
            case .wait: break
            case .tooManyLeases:
                throw Refusal(
                    .tooManyLeases,
                    "This access has \(BindingRecord.maximumLeases) leases already. Wait until one has ended."
                )
            }
            // Somebody else is at work on the same binding or request.
            guard await patience.wait() else {
                throw Refusal(
                    .revocationInProgress,
                    "The same access is being changed just now. Try again in a minute."
                )
            }
            if let answer = try await answerOfAnother() { return .answered(answer) }
        }
    }

    /// Has the next sweep restore what was deleted, and not only that after the end.
    private func lost(_ situation: GrantPlan.Situation) async -> Refusal {
        let now = surroundings.clock.now().wholeSecond
        for id in situation.lending {
            do {
                try await surroundings.ledger.commitIfCurrent(.lookAtLease(id, at: now))
            } catch {
                surroundings.log.warning("The request \(id) could not be made due; the hourly comparison finds it.")
            }
        }
        return Refusal(
            .leaseRecordLost,
            "The record of this access was deleted or changed past Hourglass. What is lent is restored by the next sweep: "
                + "try again in a minute."
        )
    }

    /// The answer, if another invocation has moved this request on meanwhile.
    private func answerOfAnother() async throws(Refusal) -> Answer? {
        let ledger = surroundings.ledger
        let id = request.id
        let stored = try refusing(await attempt { () throws(LedgerError) in try await ledger.request(id) })
        guard let stored else { return nil }
        switch approved.origin {
        case .approved where stored.version == approved.record.version: return nil
        case .resumed where stored.lease?.status == .granting: return nil
        case .new, .approved, .resumed:
            let record = approved.record
            return try RepeatedRequest.answer(stored, digest: record.digest, askedBy: record.requestedBy)
                ?? GrantAnswers.underWay(stored)
        }
    }

    private var newLease: GrantPlan.NewLease {
        GrantPlan.NewLease(
            id: request.id,
            duration: request.duration,
            userEmail: request.userEmail,
            permissionSet: approved.permissionSet,
            binding: approved.binding,
            recoverAt: (invocation.deadline + Lease.Granting.margin).wholeSecond,
            extends: request.extends,
            ticket: approved.ticket
        )
    }

    private func requestRecord(for record: BindingRecord, _ status: LeaseStatus) -> RequestRecord {
        let lease = RequestLease(
            status: status,
            expiresAt: record.leases[request.id]?.expiresAt ?? record.expiresAt,
            isStanding: record.isStanding,
            sessionSeconds: approved.permissionSet.sessionSeconds ?? approved.record.lease?.sessionSeconds,
            usableFrom: status == .active ? surroundings.clock.now().wholeSecond : nil
        )
        var next = approved.record.next(.leased(lease))
        next.permissionSetARN = record.binding.permissionSetARN
        if approved.origin == .new { next.version = approved.record.version }
        return next
    }

    /// Writes the lease, the request and their audit records; false if something has changed since it was read.
    private func write(
        _ record: BindingRecord,
        over stored: StoredBinding,
        _ requestRecord: RequestRecord,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Bool {
        let expected: ExpectedBinding
        switch stored {
        case .absent: expected = .absent
        case .record(let old): expected = .version(old.version)
        case .published(let row): expected = .published(row)
        }
        var changes: [LedgerChange] = [.putBinding(record, expecting: expected), requestChange(requestRecord)]
        switch approved.origin {
        case .new: changes += AttemptCount.check(invocation.speaker, at: surroundings.clock.now())
        case .approved: changes += approved.record.closings(by: requestRecord)
        case .resumed: break
        }
        if case .record(let old) = stored, old.revocation != nil {
            // The removal that this grant overtakes may still take effect, and until then listings show what goes. In
            // the same transaction, because whoever reads this lease must find the memory: without it the old
            // assignment would pass for the new one, and its removal would leave a lease that nobody has.
            changes.append(
                .putEnded(
                    EndedBinding(
                        binding: record.binding,
                        requestIDs: old.endedLeases.map(\.id),
                        endedAt: surroundings.clock.now()
                    )
                )
            )
        }
        if case .record(let old) = stored, old.isStanding, !record.isStanding {
            // Requests and binding say the same: neither is believed alone.
            for (id, lease) in old.leases where id != request.id && !lease.isAdopted {
                changes.append(.endStanding(id))
            }
        }

        var entries: [LedgerWriter.Entry] = []
        if approved.origin == .new {
            entries.append(LedgerWriter.Entry(request.id, .asked(approved.record, .success)))
        }
        if let made = approved.customSet {
            changes.append(.putCustomSet(made, expecting: .version(made.version - 1)))
            entries.append(LedgerWriter.Entry(request.id, AuditEntry(.makeSet, .success, subject: made.subject)))
        }
        let isGranting = requestRecord.lease?.status == .granting
        let granted = AuditEntry(
            .grant,
            isGranting ? .started : .success,
            subject: record.subject,
            expiresAt: requestRecord.lease?.expiresAt,
            reason: reason(record, isGranting: isGranting),
            usableFrom: requestRecord.lease?.usableFrom,
            lastCredentialAt: isGranting ? nil : requestRecord.lease?.lastCredentialAt
        )
        entries.append(LedgerWriter.Entry(request.id, granted))
        do {
            try await writer.commit(changes, entries)
            return true
        } catch .conflict(let parts) {
            if parts.contains(.attemptLimit), parts.isDisjoint(with: [.binding, .request]) {
                throw .tooManyAttempts(since: surroundings.clock.now().hour)
            }
            return false
        } catch {
            throw Refusal(error)
        }
    }

    private func requestChange(_ next: RequestRecord) -> LedgerChange {
        switch approved.origin {
        case .new: .putRequest(next, expecting: .absent)
        case .approved: .putRequest(next, expecting: .version(approved.record.version))
        case .resumed:
            .updateRequest(
                RequestUpdate(
                    request.id,
                    from: [.granting],
                    to: next.lease?.status ?? .granting,
                    expiresAt: next.lease?.expiresAt,
                    usableFrom: next.lease?.usableFrom
                )
            )
        }
    }

    private func reason(_ record: BindingRecord, isGranting: Bool) -> String? {
        if record.isStanding { return AuditEntry.standingReason }
        if !isGranting { return "Another lease holds the same access; nothing to create." }
        return approved.origin == .resumed
            ? "The request was delivered again after its first delivery was cut off." : nil
    }
}

extension StoredBinding {
    /// Whether the invocation that was granting this request is gone for certain, so that another may go on.
    func hasAbandonedGrant(of id: RequestID, at now: Timestamp) -> Bool {
        guard case .record(let record) = self, case .granting(let granting) = record.leases[id]?.state else {
            return false
        }
        return granting.revocation == nil && granting.isAbandoned(at: now)
    }
}
