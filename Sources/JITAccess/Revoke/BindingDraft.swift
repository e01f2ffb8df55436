// SPDX-License-Identifier: Apache-2.0

/// A binding while a sweep or an early revocation decides about it: the next record, and what must be written with it.
struct BindingDraft {
    /// As it was read.
    let original: BindingRecord

    /// As it will be written, its version included.
    private(set) var record: BindingRecord

    private(set) var updates: [RequestUpdate] = []
    private(set) var entries: [LedgerWriter.Entry] = []

    /// - Parameter corrected: What its witnesses say that it should be; nil for what it is.
    init(_ original: BindingRecord, corrected: BindingRecord? = nil) {
        self.original = original
        record = corrected ?? original
        record.version = original.version.nextVersion
    }

    /// Whether something has been decided.
    var isChanged: Bool {
        record.leases != original.leases || record.revocation != original.revocation
            || record.isStanding != original.isStanding
    }

    /// The requests whose access ends with what has been decided. Of no other may anything be written but in its own
    /// trail: no grant is finished whose trail was spoilt.
    var endings: Set<RequestID> {
        Set(
            original.leases.keys.filter { id in
                switch record.leases[id]?.state {
                case .ended, nil: true
                case .granting(let granting): granting.revocation != nil
                case .active: false
                }
            }
        )
    }

    /// Ends a lease whose time is over.
    mutating func expire(_ id: RequestID, at moment: Timestamp) {
        record.leases[id]?.state = .ended(LeaseEnd(.expired, at: moment))
    }

    /// Ends a lease early, or has it end as soon as its grant is finished.
    mutating func revoke(_ id: RequestID, _ end: LeaseEnd) {
        switch record.leases[id]?.state {
        case .active: record.leases[id]?.state = .ended(end)
        case .granting(var granting):
            granting.revocation = end
            record.leases[id]?.state = .granting(granting)
            note(id, AuditEntry(.revoke, .started, subject: record.subject, reason: Self.waiting(end)))
        case .ended, nil: break
        }
    }

    /// Finishes a grant that was cut off: AWS has the assignment.
    mutating func recover(_ id: RequestID, _ lease: Lease, _ granting: Lease.Granting, at moment: Timestamp) {
        if let end = granting.revocation {
            record.leases[id]?.state = .ended(end)
        } else {
            record.leases[id]?.state = .active
            update(lease, RequestUpdate(id, from: [.granting], to: .active, expiresAt: lease.expiresAt))
        }
        let reason = "The invocation that granted it was cut off; the sweep found the assignment."
        note(
            id,
            AuditEntry(.grant, .success, subject: record.subject, expiresAt: lease.expiresAt, reason: reason)
        )
    }

    /// Gives a grant up that was cut off: AWS does not have the assignment.
    mutating func rollBack(_ id: RequestID, _ lease: Lease, _ reason: FailureReason, at moment: Timestamp) {
        record.leases[id]?.state = .ended(LeaseEnd(.failed, at: moment, reason: reason.told))
        update(lease, RequestUpdate(id, from: [.granting], to: .failed, failure: reason.told))
        note(id, AuditEntry(.grant, .error, subject: record.subject, failure: reason))
    }

    /// Looks at a grant again later.
    mutating func postpone(_ id: RequestID, _ granting: Lease.Granting, to moment: Timestamp) {
        var later = granting
        later.recoverAt = moment
        record.leases[id]?.state = .granting(later)
    }

    /// Notes how the ticket of a lease was found.
    mutating func hold(_ id: RequestID, _ ticket: TicketHold) {
        record.leases[id]?.ticket = ticket
    }

    /// Takes the ended leases out; the assignment stays, for others or because it is not ours.
    mutating func release(at moment: Timestamp) {
        for (id, lease, end) in record.endedLeases {
            record.leases[id] = nil
            guard end.kind != .failed else { continue }
            update(lease, RequestUpdate(id, from: [.granting, .active, .revoking], to: LeaseStatus(end.kind)))
            let kept =
                record.isStanding
                ? "The assignment was there before the lease and stays."
                : "The assignment stays, because other leases hold it."
            note(id, entry(.release, .success, lease, end, kept, at: moment))
        }
    }

    /// Claims the removal of the assignment.
    mutating func claim(_ claim: BindingRecord.Claim, at moment: Timestamp) {
        let isNew = record.revocation == nil
        record.revocation = BindingRecord.Revocation(
            claim: claim,
            failedAttempts: record.revocation?.failedAttempts ?? 0,
            nextTryAt: claim.until
        )
        for (id, lease, end) in record.endedLeases {
            // A removal that goes on is on record already, unless somebody has only made it look so.
            if !isNew, case .ended? = original.leases[id]?.state { continue }
            if end.kind != .failed {
                // Should the binding be lost from here on, the request is what ends the access.
                let dueAt = claim.until + RequestLease.margin
                update(lease, RequestUpdate(id, from: [.granting, .active, .revoking], to: .revoking, dueAt: dueAt))
            }
            note(id, AuditEntry(.revoke, .started, subject: record.subject, reason: Self.why(end)))
        }
    }

    /// Notes for each ended lease that its assignment has gone.
    ///
    /// - Parameter sessionSeconds: How long a session that is open may go on; nil if it is not known.
    mutating func finish(at moment: Timestamp, sessionSeconds: Int64?, awsRequestID: String?) {
        let last = sessionSeconds.map { moment.roundedUp + .seconds($0) }
        for (id, lease, end) in record.endedLeases {
            if end.kind != .failed {
                let status = LeaseStatus(end.kind)
                let from: Set<LeaseStatus> = [.granting, .active, .revoking]
                update(lease, RequestUpdate(id, from: from, to: status, lastCredentialAt: last))
            }
            var done = entry(.revoke, .success, lease, end, nil, at: moment)
            done.lastCredentialAt = last
            done.awsRequestID = awsRequestID
            note(id, done)
        }
    }

    /// The fence that the end of the assignment needs.
    func fence(from moment: Timestamp, sessionSeconds: Int64?) -> FenceOrder {
        let endedAt = moment.roundedUp
        return FenceOrder(
            permissionSetARN: record.binding.permissionSetARN,
            permissionSet: record.permissionSet,
            fence: Fence(
                userID: record.binding.userID,
                accountID: record.binding.accountID,
                userEmail: record.userEmail,
                requestIDs: record.endedLeases.map(\.id),
                endedAt: endedAt,
                sessionSeconds: sessionSeconds
            ),
            dueAt: endedAt
        )
    }

    /// Leaves it as it is for a while.
    mutating func pause(until moment: Timestamp) {
        record.revocation = BindingRecord.Revocation(
            claim: nil,
            failedAttempts: record.revocation?.failedAttempts ?? 0,
            nextTryAt: moment
        )
    }

    /// Notes a try that has failed, and when the next is due.
    mutating func fail(_ reason: FailureReason, awsRequestID: String?, nextTryAt: Timestamp) {
        record.revocation = BindingRecord.Revocation(
            claim: nil,
            failedAttempts: (record.revocation?.failedAttempts ?? 0).oneMore,
            nextTryAt: nextTryAt
        )
        for (id, _, end) in record.endedLeases {
            note(
                id,
                AuditEntry(
                    .revoke,
                    .error,
                    subject: record.subject,
                    reason: Self.why(end),
                    failure: reason,
                    awsRequestID: awsRequestID
                )
            )
        }
    }

    /// Has the trail of each lease that has ended say why this is done.
    mutating func remark(_ entry: AuditEntry) {
        for (id, _, _) in record.endedLeases { note(id, entry) }
    }

    /// How long the assignment has outlived the lease that ended last.
    func lateness(at moment: Timestamp) -> Duration {
        let ends = record.endedLeases.map { $0.end.kind == .expired ? $0.lease.expiresAt : $0.end.at }
        return max(.zero, moment - (ends.max() ?? moment))
    }

    // MARK: Parts

    /// Adopted leases have no request to move on. A transaction writes an item once: the later step stands for both.
    private mutating func update(_ lease: Lease, _ update: RequestUpdate) {
        guard !lease.isAdopted else { return }
        updates.removeAll { $0.id == update.id }
        updates.append(update)
    }

    private mutating func note(_ id: RequestID, _ entry: AuditEntry) {
        entries.append(LedgerWriter.Entry(id, entry))
    }

    private func entry(
        _ action: AuditEntry.Action,
        _ status: AuditEntry.Status,
        _ lease: Lease,
        _ end: LeaseEnd,
        _ addition: String?,
        at moment: Timestamp
    ) -> AuditEntry {
        AuditEntry(
            action,
            status,
            subject: record.subject,
            expiresAt: lease.expiresAt,
            reason: [Self.why(end), addition].compactMap(\.self).joined(separator: " "),
            lateness: end.kind == .expired ? max(.zero, moment - lease.expiresAt) : moment - end.at
        )
    }

    private static func why(_ end: LeaseEnd) -> String {
        switch end.kind {
        case .expired: "The lease has expired."
        case .revoked: "Revoked early: \(end.reason ?? "no reason was given")."
        case .failed: "What a failed grant may have left is removed."
        }
    }

    private static func waiting(_ end: LeaseEnd) -> String {
        "\(why(end)) It is still being granted and ends when that is finished."
    }
}
