// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// Somebody who has taken over the role of one function and writes what it may write.
extension AccessWorld {
    private static let years = Duration.seconds(5 * 366 * 86_400)

    func commit(_ theft: Theft) {
        referee.isStolen.set(true)
        switch theft {
        case .bindingDeleted: if let record = restorable { ledger.removeBinding(record.binding) }
        case .bindingSpoiled: if let record = restorable { ledger.spoil(record.binding) }
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
        case .requestOver: editLease { $0.status = .expired }
        case .requestEndsLater: editLease { $0.expiresAt = $0.expiresAt + Self.years }
        case .requestEndsEarlier: editLease { [now] lease in lease.expiresAt = min(lease.expiresAt, now) }
        case .requestNotDue: if let request = someRequest { ledger.setLeaseDue(request.id, nil) }
        case .requestInvented: inventLease()
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

    /// What is wrong although what is stored need not keep the invariants: see Tests/SimulationTests/README.md.
    func violationsAmongThieves() -> [String] { referee.violations }

    /// Access of ours that no trail shows to be lent any more, for longer than `grace`.
    func overdueAmongThieves(grace: Duration) -> [String] {
        identityCenter.assignments.filter { $0.value == .lease }.compactMap { binding, _ in
            referee.isLentByTrail(binding, at: now - grace)
                ? nil : "\(binding.key) is open, and no trail says that it is lent"
        }
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
