// SPDX-License-Identifier: Apache-2.0

/// Ends the access of a request that has come due: a binding whose end was carried out would have taken it out of the index.
///
/// So the binding was deleted or changed past the functions, or its removal is still being tried. What was deleted is
/// restored from the requests and then settled like any other: an item that is missing delays an end and does not prevent it.
struct DueLease {
    /// How long one is left alone that nobody has granted.
    private static let pause = BackOff.longest

    let surroundings: Surroundings
    let settlement: Settlement
    let invocation: Invocation

    /// - Parameter seen: as the index shows it.
    func run(_ seen: RequestRecord) async -> Settlement.Settled {
        do {
            return try await look(seen)
        } catch .conflict {
            return Settlement.Settled(outcome: .pending)
        } catch {
            return Settlement.Settled(outcome: failure(seen, Refusal(error).cause ?? "The ledger does not answer."))
        }
    }

    private var ledger: any Ledger { surroundings.ledger }

    private func look(_ seen: RequestRecord) async throws(LedgerError) -> Settlement.Settled {
        // In this order: an end changes both at once, and an index that is behind shows what was before.
        var stored = StoredBinding.absent
        var unreadable: SpoiltItem?
        if let binding = seen.binding {
            do {
                stored = try await ledger.binding(binding)
            } catch .unreadable(let problem) {
                unreadable = try await ledger.unreadableBinding(binding)
                // Somebody has mended it in between: it is looked at again.
                if unreadable == nil { throw .unreadable(problem) }
            }
        }
        guard let request = try await ledger.request(seen.id) else { return Settlement.Settled(outcome: .kept) }
        guard let binding = request.binding, binding == seen.binding, request.lends(binding) else {
            try await ledger.commitIfCurrent(.dismissLease(request.id, grantLooksAt: request.dueAt))
            return Settlement.Settled(outcome: .kept)
        }
        if let unreadable { return try await restore(request, binding, into: nil, expecting: .unreadable(unreadable)) }
        let now = surroundings.clock.now()
        switch stored {
        case .record(let record) where record.leases[request.id] != nil:
            // Somebody is at work on it, or waits to try again. Whoever ends a lease says so in its request, in one transaction.
            if request.lease?.status != .active, record.isClaimed(at: now) || record.isPaused(at: now) {
                try await lookAgain(request, at: record.dueAt)
                return Settlement.Settled(outcome: .kept)
            }
            return try await settle(record, request)
        case .record(let record):
            return try await restore(request, binding, into: record, expecting: .version(record.version))
        case .absent: return try await restore(request, binding, into: nil, expecting: .absent)
        case .published(let row):
            // Whoever has put that there knows no lease of ours, and so ends nothing.
            return try await restore(request, binding, into: nil, expecting: .published(row))
        }
    }

    /// Settles a binding, and has the request looked at again where its lease goes on.
    private func settle(
        _ record: BindingRecord,
        _ request: RequestRecord
    ) async throws(LedgerError) -> Settlement.Settled {
        let result = await settlement.settle(record)
        guard result.outcome == .kept, case .record(let kept) = try await ledger.binding(record.binding),
            let lease = kept.leases[request.id]
        else { return result }
        // At the end of the lease, which is as its witnesses say by now, whatever the binding says of when it is due; and soon
        // if it is no longer active.
        let latest = surroundings.clock.now() + BackOff.longest
        try await lookAgain(request, at: lease.state == .active ? lease.expiresAt : min(kept.dueAt, latest))
        return result
    }

    // MARK: Restoring

    private func restore(
        _ request: RequestRecord,
        _ binding: Binding,
        into stored: BindingRecord?,
        expecting expected: ExpectedBinding
    ) async throws(LedgerError) -> Settlement.Settled {
        // The others that are lent there too: no lease is cut short by another.
        let others = try await ledger.requests(lending: binding).requests.filter { other in
            other.id != request.id && stored?.leases[other.id] == nil
        }
        let now = surroundings.clock.now()
        guard let own = try await restored(request, binding, at: now) else {
            return try await doubt(request, binding)
        }
        var record =
            stored
            ?? BindingRecord(
                binding: binding,
                userEmail: request.request.userEmail,
                permissionSet: request.request.permissionSet,
                createdAt: now,
                isStanding: true,
                version: BindingRecord.firstVersion(at: now)
            )
        if stored != nil { record.version = record.version.nextVersion }
        record.leases[request.id] = own.lease
        var standing = [own.isStanding]
        let room = BindingRecord.maximumLeases - record.leases.count
        for seen in others.sorted(by: { $0.laterEnd($1) }).prefix(max(0, room)) {
            // The index may be behind.
            guard let other = try await ledger.request(seen.id), other.lends(binding),
                let found = try await restored(other, binding, at: now)
            else { continue }
            record.leases[other.id] = found.lease
            standing.append(found.isStanding)
        }
        if stored == nil { record.isStanding = !standing.contains(false) }

        let ids = record.leases.keys.filter { stored?.leases[$0] == nil }.sorted()
        let entry = AuditEntry(
            .reconcile,
            .pending,
            subject: record.subject,
            reason: "The binding of this lease was deleted or changed past Hourglass. It is restored from the request."
        )
        var writer = LedgerWriter(surroundings, invocation: invocation)
        // It grants nothing, and no trail holds up an end.
        writer.insist(on: Set(ids))
        try await writer.commit(
            [.putBinding(record, expecting: expected)],
            ids.map { LedgerWriter.Entry($0, entry) }
        )
        var result = try await settle(record, request)
        result.successors += writer.begun
        let what = ids.map(\.description).joined(separator: ", ")
        result.doubts.insert("\(binding.key): the binding of \(what) was deleted or changed. It was restored.", at: 0)
        return result
    }

    /// The lease as request and trail tell it; nil unless the trail shows that it is lent.
    private func restored(
        _ request: RequestRecord,
        _ binding: Binding,
        at now: Timestamp
    ) async throws(LedgerError) -> (lease: Lease, isStanding: Bool)? {
        guard let told = request.lease else { return nil }
        let trail = try await ledger.leaseTrail(of: request.id)
        let witnesses = LeaseWitnesses(ledger: ledger, directory: surroundings.directory)
        let isLent: Bool
        do {
            isLent = try await witnesses.lends(trail, binding).get()
        } catch {
            throw .unavailable(error.message, awsRequestID: error.awsRequestID)
        }
        guard isLent, !trail.hasEnded, let lending = trail.lending else { return nil }
        // The earlier one: nothing that was written later may prolong it.
        let end = lending.expiresAt.map { min($0, told.expiresAt) } ?? told.expiresAt
        let state: Lease.State
        switch told.status {
        case .granting: state = .granting(Lease.Granting(recoverAt: min(end, now + Lease.Granting.margin).wholeSecond))
        case .revoking:
            let over = LeaseEnd(.revoked, at: now.wholeSecond, reason: "what was left of its removal was lost")
            state = .ended(end <= now ? LeaseEnd(.expired, at: end) : over)
        case .active, .expired, .revoked, .failed: state = .active
        }
        let lease = Lease(state: state, durationSeconds: request.request.duration.seconds, expiresAt: end)
        return (lease, told.isStanding)
    }

    /// A request that says that it lends, and no trail that bears it out: somebody may have written it over standing access,
    /// so nothing is taken away.
    private func doubt(_ request: RequestRecord, _ binding: Binding) async throws(LedgerError) -> Settlement.Settled {
        let assigned: Bool
        do {
            assigned = try await surroundings.directory.isAssigned(binding)
        } catch {
            throw .unavailable(error.message, awsRequestID: error.awsRequestID)
        }
        if assigned {
            try await lookAgain(request, at: surroundings.clock.now() + Self.pause)
        } else {
            let failure = "Nothing shows that it was ever granted."
            try await ledger.commitIfCurrent(
                .updateRequest(RequestUpdate(request.id, from: LeaseStatus.open, to: .failed, failure: failure))
            )
        }
        let rest = assigned ? "The access that is there is left alone." : "There is no such access; it is closed."
        let sentence = "\(binding.key): the request \(request.id) says that it is lent, and its trail does not. \(rest)"
        return Settlement.Settled(outcome: .kept, doubts: [sentence])
    }

    // MARK: Parts

    private func lookAgain(_ request: RequestRecord, at moment: Timestamp) async throws(LedgerError) {
        let next = max(moment, surroundings.clock.now()) + RequestLease.margin
        try await ledger.commitIfCurrent(.lookAtLease(request.id, at: next.wholeSecond))
    }

    private func failure(_ request: RequestRecord, _ reason: String) -> Settlement.Outcome {
        let lent = request.request
        return .failed("\(lent.userEmail), \(lent.permissionSet) on account \(lent.accountID): \(reason)")
    }
}

extension RequestRecord {
    fileprivate func laterEnd(_ other: RequestRecord) -> Bool {
        let (own, others) = (lease?.expiresAt ?? createdAt, other.lease?.expiresAt ?? other.createdAt)
        return own == others ? id < other.id : own > others
    }
}

extension Alert {
    /// Items that were deleted, changed or invented past the functions; nil if there are none.
    static func doubted(_ doubts: [String]) -> Alert? {
        guard !doubts.isEmpty else { return nil }
        return Alert(
            subject: "Hourglass: \(doubts.count) records of leases were deleted or changed",
            message: """
                Bindings, requests or fences in the state table are not as Hourglass has written them. Access ends by what \
                two of binding, request and audit trail say; what none of the others bears out ends nothing and keeps nothing.

                \(list(doubts, most: examples))

                What to do: find out in CloudTrail (DynamoDB data events) who has written to the state table, and take \
                that right away. Look in IAM Identity Center at whatever access was left alone, and delete items that nobody has \
                granted.
                """
        )
    }
}
