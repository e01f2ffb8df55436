// SPDX-License-Identifier: Apache-2.0

/// The first half of a grant: decides, and writes the lease before anything is created.
struct GrantBeginning {
    enum Outcome {
        /// Nothing is to be created: the access is there, or this request has been here before.
        case answered(Answer)
        /// The lease is in the ledger; the assignment is to be created.
        case creating(BindingRecord, RequestRecord)
    }

    /// How long after the end of this invocation the sweep takes over: whatever it has asked AWS for has arrived then.
    private static let recoveryMargin = Duration.seconds(60)

    let surroundings: Surroundings
    let request: AccessRequest
    let resolved: Resolver.Resolved
    let invocation: Invocation

    /// When the event came.
    let began: Timestamp

    func run(_ writer: inout LedgerWriter) async throws(Refusal) -> Outcome {
        let digest = try digest()
        let resolver = Resolver(surroundings: surroundings)
        var known = resolved.known
        var patience = Patience(surroundings, invocation: invocation)
        while true {
            if let known, let answer = try answer(toRepetitionOf: known, digest: digest) { return .answered(answer) }
            let situation = try await resolver.situation(of: resolved.binding, userEmail: request.userEmail)
            if let known, !isAbandoned(situation.stored) { return .answered(GrantAnswers.underWay(known)) }

            switch GrantPlan.decide(situation, newLease, now: surroundings.clock.now()) {
            case .hold(let record), .standing(let record):
                let requestRecord = requestRecord(for: record, digest: digest, .active)
                if try await write(record, over: situation.stored, requestRecord, resuming: known != nil, &writer) {
                    surroundings.metrics.record(.granted(after: surroundings.clock.now() - began))
                    return .answered(GrantAnswers.granted(requestRecord))
                }
            case .create(let record):
                let requestRecord = requestRecord(for: record, digest: digest, .granting)
                if try await write(record, over: situation.stored, requestRecord, resuming: known != nil, &writer) {
                    return .creating(record, requestRecord)
                }
            case .adopt(let row):
                let adoption = Adoption(surroundings: surroundings, invocation: invocation)
                let adopted = try refusing(await attempt { () throws(LedgerError) in try await adoption.adopt(row) })
                if adopted != nil { continue }
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
            known = try refusing(
                await attempt { () throws(LedgerError) in
                    try await surroundings.ledger.request(request.id)
                }
            )
        }
    }

    /// The answer for a request that is in the ledger; nil if its grant is under way and may have been abandoned.
    private func answer(toRepetitionOf known: RequestRecord, digest: String) throws(Refusal) -> Answer? {
        guard known.digest == digest else {
            throw Refusal(
                .requestIDReused,
                "The request id \(request.id) belongs to another request. Use a new id for a new request."
            )
        }
        switch known.leaseStatus {
        case .active, .revoking, .expired, .revoked: return GrantAnswers.granted(known)
        case .granting: return nil
        case .failed:
            throw Refusal(
                .grantFailed,
                "This request has failed: \(known.failure ?? "no reason is recorded"). Use a new id to try again.",
                isRecorded: true
            )
        }
    }

    /// Whether the invocation that was granting this request is gone for certain, so that this one may go on.
    private func isAbandoned(_ stored: StoredBinding) -> Bool {
        guard case .record(let record) = stored, case .granting(let granting) = record.leases[request.id]?.state else {
            return false
        }
        return granting.revocation == nil && granting.recoverAt <= surroundings.clock.now()
    }

    private var newLease: GrantPlan.NewLease {
        GrantPlan.NewLease(
            id: request.id,
            duration: request.duration,
            userEmail: request.userEmail,
            permissionSet: resolved.permissionSet,
            binding: resolved.binding,
            recoverAt: (invocation.deadline + Self.recoveryMargin).wholeSecond
        )
    }

    private func digest() throws(Refusal) -> String {
        do {
            return try request.digest()
        } catch {
            throw Refusal(.ledgerUnavailable, "The request could not be hashed.", cause: error.description)
        }
    }

    private func requestRecord(for record: BindingRecord, digest: String, _ status: LeaseStatus) -> RequestRecord {
        RequestRecord(
            id: request.id,
            digest: digest,
            binding: record.binding,
            userEmail: request.userEmail,
            permissionSet: resolved.permissionSet.name,
            createdAt: surroundings.clock.now(),
            policyRule: RequestRules.name,
            leaseStatus: status,
            expiresAt: record.leases[request.id]?.expiresAt ?? record.expiresAt,
            isStanding: record.isStanding
        )
    }

    /// Writes the lease, the request and their audit records; false if something has changed since it was read.
    private func write(
        _ record: BindingRecord,
        over stored: StoredBinding,
        _ requestRecord: RequestRecord,
        resuming: Bool,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Bool {
        let expected: ExpectedBinding
        switch stored {
        case .absent: expected = .absent
        case .record(let old): expected = .version(old.version)
        case .published(let row): expected = .published(row)
        }
        let requestChange: LedgerChange =
            resuming
            ? .updateRequest(
                RequestUpdate(
                    request.id,
                    from: [.granting],
                    to: requestRecord.leaseStatus,
                    expiresAt: requestRecord.expiresAt
                )
            )
            : .putRequest(requestRecord)

        var changes: [LedgerChange] = [.putBinding(record, expecting: expected), requestChange]
        if case .record(let old) = stored, old.revocation != nil {
            // The removal that this grant overtakes may still take effect, and until then listings show what goes.
            changes.append(
                .putEnded(EndedBinding(binding: record.binding, endedAt: surroundings.clock.now()))
            )
        }

        var entries: [LedgerWriter.Entry] = []
        if !resuming {
            let asked = AuditEntry(
                .request,
                .success,
                subject: record.subject,
                request: request,
                policyRule: RequestRules.name
            )
            entries.append(LedgerWriter.Entry(request.id, asked))
        }
        let granted = AuditEntry(
            .grant,
            requestRecord.leaseStatus == .granting ? .started : .success,
            subject: record.subject,
            expiresAt: requestRecord.expiresAt,
            reason: reason(record, requestRecord, resuming: resuming)
        )
        entries.append(LedgerWriter.Entry(request.id, granted))
        do {
            try await writer.commit(changes, entries)
            return true
        } catch .conflict {
            return false
        } catch {
            throw Refusal(error)
        }
    }

    private func reason(_ record: BindingRecord, _ requestRecord: RequestRecord, resuming: Bool) -> String? {
        if record.isStanding { return "The user holds this access already; it stays when the lease ends." }
        if requestRecord.leaseStatus == .active { return "Another lease holds the same access; nothing to create." }
        return resuming ? "The request was delivered again after its first delivery was cut off." : nil
    }
}
