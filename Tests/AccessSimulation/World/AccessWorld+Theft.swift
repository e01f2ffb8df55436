// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// Somebody who has taken over the role of one function and writes what it may write.
extension AccessWorld {
    static let years = Duration.seconds(5 * 366 * 86_400)

    func commit(_ theft: Theft) {
        let before = ledger.revision
        write(theft)
        if ledger.revision != before { thefts.update { _ = $0.insert(theft) } }
    }

    private func write(_ theft: Theft) {
        if theft.isOfSurroundings {
            referee.areSurroundingsStolen.set(true)
            return commitAround(theft)
        }
        referee.isStolen.set(true)
        switch theft {
        case .bindingDeleted: if let record = restorable { ledger.removeBinding(record.binding) }
        case .bindingSpoiled: if let record = restorable { ledger.spoil(record.binding) }
        case .numberTooGreat:
            guard var record = restorable else { return }
            record.revocation = .init(claim: nil, failedAttempts: .max, nextTryAt: now)
            ledger.put(record)
            // As the adapter does: what is outside its bounds is not read.
            ledger.spoil(record.binding)
        case .bindingNotDue: if let record = restorable { ledger.hide(record.binding) }
        case .leaseEnded: editLeases { [now] lease in lease.state = .ended(LeaseEnd(.expired, at: now)) }
        case .leaseGranting:
            editLeases { [now] lease in lease.state = .granting(.init(recoverAt: now + .seconds(300))) }
        case .adoptedLeaseInvented:
            let until = now + Self.years
            guard let id = RequestID("adopted-\(String(repeating: "0", count: 32))") else { return }
            editBinding { record in
                record.leases[id] = Lease(state: .active, durationSeconds: 60, expiresAt: until, isAdopted: true)
            }
        case .removalForgotten: if ledger.hasRemovals { ledger.edit { $0.ended = [:] } }
        case .bindingEndsLater:
            editBinding { record in
                for (id, lease) in record.leases where lease.state == .active {
                    record.leases[id]?.expiresAt = lease.expiresAt + Self.years
                }
            }
        case .bindingStanding: editBinding { record in record.isStanding = true }
        case .bindingClaimed, .bindingPaused:
            let until = now + Self.years
            let claim = theft == .bindingClaimed ? BindingRecord.Claim(owner: "thief", until: until) : nil
            editBinding { $0.revocation = .init(claim: claim, failedAttempts: 0, nextTryAt: until) }
        case .leaseInvented:
            let until = now + Self.years
            guard let id = RequestID("stolen") else { return }
            editBinding { $0.leases[id] = Lease(state: .active, durationSeconds: 60, expiresAt: until) }
        case .bindingInvented:
            guard let id = ledger.requests.first?.id, ledger.stored(History.stranger) == .absent else { return }
            ledger.put(
                BindingRecord(
                    binding: History.stranger,
                    userEmail: nil,
                    permissionSet: nil,
                    createdAt: now,
                    leases: [id: Lease(state: .active, durationSeconds: 60, expiresAt: now)],
                    version: now.milliseconds
                )
            )
        case .removalInFuture:
            let moment = now + Self.years
            ledger.put(EndedBinding(binding: Example.binding, endedAt: moment, dueAt: moment))
        case .removalInvented:
            let ids = ledger.requests.map(\.id)
            ledger.put(
                EndedBinding(binding: Example.binding, requestIDs: ids, endedAt: now, dueAt: now + .seconds(600))
            )
        case .requestOver: editLease { $0.status = .expired }
        case .requestFailed: editLease { $0.status = .failed }
        case .requestGranting: editLease { $0.status = .granting }
        case .requestRevoking: editLease { $0.status = .revoking }
        case .requestStanding: editLease { $0.isStanding = true }
        case .requestDueLater: if let request = someRequest { ledger.setLeaseDue(request.id, now + Self.years) }
        case .requestEndsLater: editLease { $0.expiresAt = $0.expiresAt + Self.years }
        case .requestEndsEarlier: editLease { [now] lease in lease.expiresAt = min(lease.expiresAt, now) }
        case .requestNotDue: if let request = someRequest { ledger.setLeaseDue(request.id, nil) }
        case .requestInvented: inventLease()
        default: break
        }
    }

    private var someBinding: BindingRecord? {
        ledger.bindings.compactMap { if case .record(let record) = $0 { record } else { nil } }
            .min { $0.binding.key < $1.binding.key }
    }

    /// What was adopted has no request from which it could be restored: SECURITY.md says so.
    private var restorable: BindingRecord? {
        someBinding.flatMap { $0.leases.values.contains(where: \.isAdopted) ? nil : $0 }
    }

    private var someRequest: RequestRecord? { ledger.requests.first { $0.leaseDueAt != nil } }

    private func editBinding(_ change: (inout BindingRecord) -> Void) {
        guard var record = someBinding else { return }
        change(&record)
        ledger.put(record)
    }

    private func editLeases(_ change: (inout Lease) -> Void) {
        guard var record = restorable else { return }
        for (id, lease) in record.leases where lease.state == .active {
            var edited = lease
            change(&edited)
            record.leases[id] = edited
        }
        ledger.put(record)
    }

    private func editLease(_ change: (inout RequestLease) -> Void) {
        guard var request = someRequest, var lease = request.lease else { return }
        change(&lease)
        request.state = .leased(lease)
        tampered.update { _ = $0.insert(request.id) }
        ledger.put(request)
    }

    private func inventLease() {
        guard let known = ledger.requests.first, let id = RequestID("stolen"), ledger.request(id) == nil else { return }
        let asked = known.request
        ledger.put(
            RequestRecord(
                request: AccessRequest(
                    id: id,
                    userEmail: asked.userEmail,
                    accountID: History.stranger.accountID,
                    permissionSet: Example.permissionSet.name,
                    duration: asked.duration
                ),
                digest: known.digest,
                requestedBy: known.requestedBy,
                path: known.path,
                userID: History.stranger.userID,
                permissionSetARN: History.stranger.permissionSetARN,
                createdAt: now,
                policy: known.policy,
                state: .leased(RequestLease(status: .active, expiresAt: now, isStanding: false))
            )
        )
    }

    // MARK: What must hold all the same

    /// Access of ours that no trail shows to be lent any more, for longer than `grace`.
    func overdueAmongThieves(grace: Duration) -> [String] {
        identityCenter.assignments.filter { $0.value == .lease }.compactMap { binding, _ in
            referee.isLentByTrail(binding, at: now - grace)
                ? nil : "\(binding.key) is open, and no trail says that it is lent"
        }
    }

    /// What is still there when all leases are over and what surrounds them is not as the functions wrote it.
    func leftoversOfAccess() -> [String] {
        leftoversAmongThieves()
            + ledger.bindings.filter { ledger.adoptsRows || !$0.isPublished }.map { "the binding \($0)" }
            + ledger.requests.filter { !$0.isOver }.map { "the request \($0.id), \($0.state)" }
    }

    /// What is still there when all leases are over. Items that a thief has left are a person's to delete.
    func leftoversAmongThieves() -> [String] {
        identityCenter.assignments.filter { $0.value == .lease }.map { "the assignment \($0.key.key)" }
            + identityCenter.beingCreated.map { "the creation of \($0.key)" }
    }
}

extension Referee {
    /// Whether a trail says that somebody has the binding at `moment`, or has begun to get it: the trails are not written to by
    /// the thieves.
    ///
    /// - Parameter isConfirmed: whether only those count to whom it was said.
    func isLentByTrail(_ binding: Binding, at moment: Timestamp, isConfirmed: Bool = false) -> Bool {
        ledger.requests.contains { request in
            guard request.binding == binding else { return false }
            // Whoever deletes a lease from a binding that others hold cuts it short with them: SECURITY.md says so.
            if isConfirmed, let record = ledger.record(binding), record.leases[request.id] == nil { return false }
            var isLent = false
            for record in ledger.audit(of: request.id) {
                switch AuditEvent(record).what {
                case "GRANT STARTED" where isConfirmed: continue
                case "GRANT STARTED", "GRANT SUCCESS":
                    guard case .integer(let end)? = record.attributes["expires_at"] else { continue }
                    isLent = Timestamp(seconds: end) > moment
                case "REVOKE STARTED", "REVOKE SUCCESS", "RELEASE SUCCESS", "GRANT ERROR": isLent = false
                default: break
                }
            }
            return isLent
        }
    }
}
