// SPDX-License-Identifier: Apache-2.0

/// What to do about a new lease, decided from what the ledger and Identity Center show. Pure, so that every case can
/// be tested as a row of a table.
enum GrantPlan: Equatable {
    /// The assignment is there and ours: the lease only has to be written.
    case hold(BindingRecord)
    /// The assignment was there before us: the lease is written, and ends without removing it.
    case standing(BindingRecord)
    /// The assignment is to be created once this is written.
    case create(BindingRecord)
    /// It is being removed just now: look again later.
    case wait
    /// There is a row of the published sample: it becomes a lease first.
    case adopt(PublishedRow)
    /// There are too many leases already.
    case tooManyLeases
    /// What is recorded of the access was deleted or changed past the functions: a sweep restores it first.
    case lost

    /// What is known when the decision is made.
    struct Situation {
        let stored: StoredBinding
        let ended: EndedBinding?
        let isAssigned: Bool

        /// The requests by which the access is lent although no binding says so.
        var lending: [RequestID] = []

        /// What of the binding was not believed, a sentence each; see ``LeaseWitnesses``.
        var doubts: [String] = []

        /// Whether there is a binding and nobody has granted anything on it.
        var isForged = false
    }

    /// The lease that is asked for.
    struct NewLease {
        let id: RequestID
        let duration: LeaseDuration
        let userEmail: String
        let permissionSet: PermissionSet
        let binding: Binding
        /// When the sweep takes over, if this invocation does not finish.
        let recoverAt: Timestamp
        /// The lease that is prolonged: the new one adds its time to the end of that.
        let extends: RequestID?
        /// The ticket with which it ends.
        var ticket: TicketHold?

        /// How long the lease lasts from `now` on, beside what is stored.
        func length(beside record: BindingRecord, at now: Timestamp) -> Duration {
            LeaseSpan(duration, extending: extends.flatMap { record.leases[$0] }, since: nil, at: now).fromNow
        }
    }

    /// Decides at `now`.
    static func decide(_ situation: Situation, _ new: NewLease, now: Timestamp) -> GrantPlan {
        // Right after a removal of ours the listing may still show what is gone.
        let isAssigned = situation.isAssigned && situation.ended?.isRecent(at: now) != true

        // Never answered as standing: somebody's lease would go on for ever.
        guard situation.lending.isEmpty, !situation.isForged else { return .lost }
        var record: BindingRecord
        switch situation.stored {
        case .published(let row): return .adopt(row)
        case .absent:
            record = BindingRecord(
                binding: new.binding,
                userEmail: new.userEmail,
                permissionSet: new.permissionSet.name,
                createdAt: now,
                isStanding: isAssigned,
                version: BindingRecord.firstVersion(at: now)
            )
        case .record(let stored):
            guard !stored.isClaimed(at: now) else { return .wait }
            guard stored.leases.count < BindingRecord.maximumLeases || stored.leases[new.id] != nil else {
                return .tooManyLeases
            }
            record = stored
            record.userEmail = new.userEmail
            record.permissionSet = new.permissionSet.name
            // Standing access that has gone meanwhile is nobody's: what is created now is ours.
            record.isStanding = stored.isStanding && isAssigned
        }

        // One that was cut off has its own already.
        let ticket = new.ticket ?? record.leases[new.id]?.ticket
        let wanted = new.length(beside: record, at: now)
        let length = ticket.map { max(.zero, $0.cut(now + wanted) - now) } ?? wanted
        func lease(_ state: Lease.State) -> Lease {
            // A lease that is being granted gets its whole seconds anew when it is confirmed, and never fewer than now.
            let known = state == .active ? length : .seconds(length.components.seconds)
            return Lease(
                state: state,
                durationSeconds: length.components.seconds,
                expiresAt: (now + known).wholeSecond,
                ticket: ticket
            )
        }
        record.version = record.version.nextVersion
        if record.isStanding {
            record.leases[new.id] = lease(.active)
            return .standing(record)
        }
        // A removal that was begun and not finished may still take effect: only a new creation is certain then. Nor is
        // anything certain beside a lease that is itself being granted.
        let isBeingRemoved = record.revocation != nil
        record.revocation = nil
        if isAssigned, !isBeingRemoved, record.hasUsableLease(at: now) {
            record.leases[new.id] = lease(.active)
            return .hold(record)
        }
        record.leases[new.id] = lease(.granting(Lease.Granting(recoverAt: new.recoverAt)))
        return .create(record)
    }
}
