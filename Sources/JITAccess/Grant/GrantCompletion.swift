// SPDX-License-Identifier: Apache-2.0

/// The second half of a grant: writes down what AWS has said.
///
/// SUCCESS comes after AWS's word and with the lease's new state, in one transaction: the audit tells the truth, once.
/// A crash before it leaves the lease GRANTING and due, so the sweep finds out what AWS has. Each write expects the
/// version that was read last; if the sweep or a revocation was quicker, what it has written decides.
struct GrantCompletion {
    /// How often others may have changed the binding between reading and writing.
    private static let maximumTries = 8

    let surroundings: Surroundings
    var request: RequestRecord

    /// The binding as last written or read.
    var record: BindingRecord

    /// When the event came.
    let began: Timestamp

    var writer: LedgerWriter

    mutating func run(_ outcome: Creation.Outcome) async throws(Refusal) -> Answer {
        let result: Result<Answer, Refusal>
        do throws(LedgerError) {
            switch outcome {
            case .confirmed(let awsRequestID): result = try await activate(awsRequestID)
            case .failed(let reason, let awsRequestID): result = try await rollBack(reason, awsRequestID)
            case .unconfirmed(let creationID, let reason): result = await leave(creationID, reason)
            }
        } catch {
            // The lease stands in the ledger as GRANTING: the sweep finds out what AWS has and writes it down.
            let message = Refusal(error).cause ?? "the binding kept changing"
            surroundings.log.error("The outcome of grant \(request.id) could not be recorded: \(message)")
            await surroundings.alert(.unrecordedOutcome(request, message))
            result = .success(GrantAnswers.underWay(request))
        }
        return try result.get()
    }

    // MARK: Confirmed

    /// The lease counts from now, because now access is usable.
    private mutating func activate(_ awsRequestID: String?) async throws(LedgerError) -> Result<Answer, Refusal> {
        for _ in 1...Self.maximumTries {
            guard let lease = record.leases[request.id] else { return try await secureOrphan() }
            switch lease.state {
            case .active:
                // The sweep was quicker.
                request.move(to: .active, until: lease.expiresAt)
                return .success(GrantAnswers.granted(request))
            case .ended: return .failure(Self.revokedMeanwhile)
            case .granting(let granting):
                if try await confirm(lease, granting, awsRequestID) {
                    return granting.revocation == nil
                        ? .success(GrantAnswers.granted(request)) : .failure(Self.revokedMeanwhile)
                }
            }
        }
        throw .conflict([.binding])
    }

    /// Writes the confirmed lease; false, with the binding read again, if somebody has changed it.
    private mutating func confirm(
        _ lease: Lease,
        _ granting: Lease.Granting,
        _ awsRequestID: String?
    ) async throws(LedgerError) -> Bool {
        let now = surroundings.clock.now()
        var confirmed = lease
        confirmed.state = granting.revocation.map(Lease.State.ended) ?? .active
        let end = (now + .seconds(lease.durationSeconds)).wholeSecond
        confirmed.expiresAt = lease.ticket?.cut(end) ?? end
        let status: LeaseStatus = granting.revocation == nil ? .active : .revoking

        var next = record
        next.version = next.version.nextVersion
        next.leases[request.id] = confirmed
        var moved = request
        moved.move(to: status, until: confirmed.expiresAt, usableFrom: now.wholeSecond)
        let update = RequestUpdate(
            request.id,
            from: [.granting],
            to: status,
            expiresAt: confirmed.expiresAt,
            dueAt: granting.revocation.map { _ in now.wholeSecond + RequestLease.margin },
            usableFrom: now.wholeSecond
        )
        let entry = AuditEntry(
            .grant,
            .success,
            subject: record.subject,
            expiresAt: confirmed.expiresAt,
            reason: granting.revocation == nil ? nil : "Revoked while it was being granted; it will be removed.",
            awsRequestID: awsRequestID,
            usableFrom: now.wholeSecond,
            lastCredentialAt: moved.lease?.lastCredentialAt
        )
        guard try await write(.putBinding(next, expecting: .version(record.version)), update, entry) else {
            return false
        }
        record = next
        request = moved
        surroundings.metrics.record(.granted(after: now - began))
        return true
    }

    private static let revokedMeanwhile = Refusal(
        .revokedWhileGranting,
        "The request was revoked while it was being granted. The access is being removed.",
        isRecorded: true
    )

    /// AWS has confirmed an assignment whose lease has gone from the ledger, which takes an invocation that outlives
    /// its own deadline. The assignment gets a record again, one that is due at once.
    private mutating func secureOrphan() async throws(LedgerError) -> Result<Answer, Refusal> {
        let now = surroundings.clock.now().wholeSecond
        if record.leases.isEmpty {
            let end = LeaseEnd(
                .failed,
                at: now,
                reason: "The grant was confirmed after its lease had been rolled back."
            )
            // Ended, not active: whoever asked may have been told that it failed. Conditional on absence, so that a
            // newer binding is never overwritten.
            record.leases[request.id] = Lease(state: .ended(end), durationSeconds: 0, expiresAt: now)
            record.version = BindingRecord.firstVersion(at: now)
            let entry = AuditEntry(
                .grant,
                .error,
                subject: record.subject,
                failure: end.reason.map { FailureReason($0) }
            )
            try await writer.commit(
                [.putBinding(record, expecting: .absent)],
                [LedgerWriter.Entry(request.id, entry)]
            )
        }
        let reason = "The grant took longer than its invocation and was rolled back."
        await surroundings.alert(.grantFailed(request, reason))
        return .failure(Refusal(.grantFailed, reason, isRecorded: true))
    }

    // MARK: Failed

    private mutating func rollBack(
        _ reason: FailureReason,
        _ awsRequestID: String?
    ) async throws(LedgerError) -> Result<Answer, Refusal> {
        for _ in 1...Self.maximumTries {
            guard record.leases[request.id] != nil else { break }
            let update = RequestUpdate(request.id, from: [.granting], to: .failed, failure: reason.told)
            let entry = AuditEntry(
                .grant,
                .error,
                subject: record.subject,
                failure: reason,
                awsRequestID: awsRequestID
            )
            if try await write(withoutLease(reason.told), update, entry) { break }
        }
        await surroundings.alert(.grantFailed(request, reason.full))
        let message = "AWS did not create the assignment: \(reason.told)"
        return .failure(
            Refusal(.grantFailed, message, awsRequestID: awsRequestID, cause: reason.full, isRecorded: true)
        )
    }

    /// The binding without the lease that failed. If nothing else holds it, the lease stays, ended, so that the sweep
    /// removes what AWS, or a lease that was let go meanwhile, may have left: no listing tells for certain.
    ///
    /// - Parameter reason: As it may be told: the record of that end shows it to others than those who run this.
    private func withoutLease(_ reason: String) -> LedgerChange {
        let now = surroundings.clock.now().wholeSecond
        var next = record
        next.version = next.version.nextVersion
        next.leases[request.id] = nil
        if !next.isHeld(at: now) {
            var lease = record.leases[request.id]
            lease?.state = .ended(LeaseEnd(.failed, at: now, reason: reason))
            next.leases[request.id] = lease
        }
        return .putBinding(next, expecting: .version(record.version))
    }

    // MARK: Unconfirmed

    /// Leaves the lease to the sweep, with the id under which it can ask how the creation went.
    private mutating func leave(_ creationID: String?, _ reason: String) async -> Result<Answer, Refusal> {
        surroundings.log.warning("Grant \(request.id) is left to the sweep: \(reason)")
        if let creationID, case .granting(var granting)? = record.leases[request.id]?.state {
            granting.creationID = creationID
            var next = record
            next.version = next.version.nextVersion
            next.leases[request.id]?.state = .granting(granting)
            let change = LedgerChange.putBinding(next, expecting: .version(record.version))
            // Without the id the sweep asks for the assignment itself, so nothing is lost but precision.
            do {
                try await writer.commit([change], [])
            } catch {
                surroundings.log.warning("The id of the creation for \(request.id) could not be kept.")
            }
        }
        return .success(GrantAnswers.underWay(request))
    }

    // MARK: Writing

    /// Writes one step; false, with the binding read again, if somebody has changed it.
    private mutating func write(
        _ change: LedgerChange,
        _ update: RequestUpdate,
        _ entry: AuditEntry
    ) async throws(LedgerError) -> Bool {
        do {
            try await writer.commit([change, .updateRequest(update)], [LedgerWriter.Entry(request.id, entry)])
            return true
        } catch .conflict {
            if case .record(var current) = try await surroundings.ledger.binding(record.binding) {
                // This invocation has decided how long the lease is and with which ticket it ends: whoever may write bindings may
                // change that there, and no other function does.
                if let own = record.leases[request.id] {
                    current.leases[request.id]?.durationSeconds = own.durationSeconds
                    current.leases[request.id]?.ticket = own.ticket
                }
                record = current
            } else {
                record.leases = [:]
            }
            return false
        }
    }
}
