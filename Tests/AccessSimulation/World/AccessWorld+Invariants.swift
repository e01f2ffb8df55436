// SPDX-License-Identifier: Apache-2.0

import JITAccess

extension AccessWorld {
    /// Everything that is not as the invariants demand: what was seen as it happened, and what is wrong now.
    public func invariantViolations() -> [String] {
        referee.violations + assignmentProblems() + requestProblems() + auditProblems() + forgeryProblems()
            + selfApprovalProblems() + logProblems() + identityCenter.policyProblems()
            // Who forges fences shuts out whom they like: SECURITY.md says so.
            + (referee.areSurroundingsStolen.get() ? [] : identityCenter.shutOutProblems())
    }

    /// Whether nothing is left that should be over at the end of all leases; quicker than telling what it is.
    var isSettled: Bool {
        ledger.isEmpty && ledger.reconcile?.dueAt == nil && identityCenter.isSettled
            && ledger.read { $0.requests.values.allSatisfy(\.isOver) }
    }

    /// What should be over at the end of all leases, and is still there.
    public func leftovers() -> [String] {
        var left = identityCenter.assignments.filter { $0.value == .lease }.map { "the assignment \($0.key.key)" }
        left += identityCenter.beingCreated.map { "the creation of \($0.key)" }
        left += ledger.bindings.filter { ledger.adoptsRows || !$0.isPublished }.map { "the binding \($0)" }
        left += identityCenter.customSets.sorted().map { "the permission set \($0)" }
        left += ledger.customSets.map { "the item of the permission set \($0.name)" }
        if ledger.customSets.isEmpty, ledger.liveCustomSets != 0 {
            left.append("a count of \(ledger.liveCustomSets) permission sets")
        }
        // What was written by hand, or has a trail that was, is set aside and not counted: whose it was nobody knows.
        let isAnySetAside = ledger.audit.values.joined().contains { $0.text("reason") == "request_not_sealed" }
        if tampered.get().isEmpty, forged.get().isEmpty, !isAnySetAside {
            left += ledger.openCounts.filter { $0.value != .count(0) }.map { "the count \($0.value) of \($0.key)" }
        }
        left += ledger.fenceOrders.map { "the order for the fence \($0.key)" }
        left += ledger.fences.map { "the fences of \($0.permissionSetARN)" }
        if let reconcile = ledger.reconcile, reconcile.dueAt != nil { left.append("the reconcile \(reconcile.id)") }
        left += ledger.requests.filter { !$0.isOver }.map { "the request \($0.id), \($0.state)" }
        // What takes longer to see is looked at when nothing else is left.
        return left.isEmpty ? identityCenter.fencesLeft() + openSessions(grace: .zero) : left
    }

    /// Assignments of ours that have outlived their last lease by more than `grace`.
    public func overdue(grace: Duration) -> [String] {
        identityCenter.assignments.filter { $0.value == .lease }.compactMap { binding, _ in
            let end: Timestamp? =
                switch ledger.stored(binding) {
                case .absent: nil
                case .record(let record): record.expiresAt
                case .published(let row): row.expiresAt
                }
            guard let end, end + grace < now else { return nil }
            return "\(binding.key) is open since \(end.iso8601), and it is \(now.iso8601)"
        }
    }

    /// Sessions that were opened before access ended and are not shut out more than `grace` afterwards.
    public func openSessions(grace: Duration) -> [String] {
        let leftOut = ledger.fences.flatMap { record in
            record.fences.filter { $0.state == .leftOut }.map { referee.binding(of: $0, record.permissionSetARN) }
        }
        return identityCenter.openSessions(grace: grace) { leftOut.contains($0) }
    }

    /// No access without a record.
    private func assignmentProblems() -> [String] {
        let ours = identityCenter.assignments.filter { $0.value == .lease }.keys
        return Set(ours).union(identityCenter.beingCreated).compactMap { binding in
            switch ledger.stored(binding) {
            case .absent: "an assignment without a record: \(binding.key)"
            case .published: nil
            case .record(let record) where record.isStanding: "ours, but recorded as standing: \(binding.key)"
            case .record(let record) where record.leases.isEmpty: "an assignment without a lease: \(binding.key)"
            case .record: nil
            }
        }
    }

    /// A request's status is that of its lease.
    private func requestProblems() -> [String] {
        let tampered = tampered.get()
        return ledger.read { tables in
            tables.requests.values.compactMap { request in
                if tampered.contains(request.id) { return nil }
                let lease = request.binding.flatMap { tables.bindings[$0]?.record }?.leases[request.id]
                switch (request.lease?.status, lease?.state) {
                case (nil, nil): return nil
                case (.granting, .granting), (.active, .active), (.revoking, .ended): return nil
                case (.expired, nil), (.revoked, nil), (.failed, nil), (.failed, .ended): return nil
                default:
                    let state = lease.map { "\($0.state)" } ?? "gone"
                    return "the request \(request.id) is \(request.state), its lease is \(state)"
                }
            }
        }
    }

    /// The trail tells each thing once. That it is whole was seen as each record came.
    private func auditProblems() -> [String] {
        let summary = trails.update { [ledger] summary in
            summary.update(ledger.audit, changes: ledger.trailChanges)
            return summary
        }
        return summary.events.flatMap { id, events in
            var problems: [String] = []
            for event in ["GRANT SUCCESS", "REVOKE SUCCESS", "RELEASE SUCCESS"] {
                if let count = events[event], count > 1 { problems.append("\(id) has \(count) times \(event)") }
            }
            guard let request = ledger.request(id), !tampered.get().contains(id) else { return problems }
            let isEnded = events["REVOKE SUCCESS"] != nil || events["RELEASE SUCCESS"] != nil
            switch request.lease?.status {
            case .expired, .revoked: if !isEnded { problems.append("\(id) is over without a record of its end") }
            case .failed:
                if events["GRANT ERROR"] == nil, events["GRANT DENIED"] == nil {
                    problems.append("\(id) failed without a record")
                }
            case .active: if events["GRANT SUCCESS"] == nil { problems.append("\(id) is active without a record") }
            case .granting, .revoking: break
            case nil: problems += decisionProblems(request, summary)
            }
            return problems + approvalProblems(request, events)
        }
    }
}

extension AccessWorld {
    /// What was decided is on record, once.
    private func decisionProblems(_ request: RequestRecord, _ trails: TrailSummary) -> [String] {
        guard case .closed(let closing) = request.state, forged.get()[request.id] == nil else { return [] }
        // Whose trail is not as it was sealed is closed elsewhere, on record there.
        if trails.setAside.contains(request.id.description) { return [] }
        let event =
            switch closing.kind {
            case .rejected: "REJECT SUCCESS"
            case .cancelled: "CANCEL SUCCESS"
            case .timedOut: "TIME_OUT SUCCESS"
            }
        return trails.events[request.id]?[event] == 1 ? [] : ["\(request.id) is \(closing.kind) without one \(event)"]
    }

    /// Nobody approves their own request or approves twice, and each approval is on record.
    private func approvalProblems(_ request: RequestRecord, _ events: [String: Int]) -> [String] {
        let approvers = request.approvals.map(\.by.userID)
        var problems: [String] = []
        if Set(approvers).count != approvers.count { problems.append("\(request.id): an approver counts twice") }
        if approvers.contains(nil) || approvers.contains(request.userID)
            || (request.requestedBy.userID.map(approvers.contains) ?? false)
        {
            problems.append("\(request.id): approved by somebody who may not")
        }
        if events["APPROVE SUCCESS"] ?? 0 != approvers.count {
            problems.append("\(request.id) has \(approvers.count) approvals and another number of records of them")
        }
        return problems
    }
}

extension RequestRecord {
    /// Whether nothing more will happen.
    var isOver: Bool {
        switch state {
        case .pending, .approved: false
        case .closed: true
        case .leased(let lease):
            switch lease.status {
            case .granting, .active, .revoking: false
            case .expired, .revoked, .failed: true
            }
        }
    }
}
