// SPDX-License-Identifier: Apache-2.0

import JITAccess

extension Referee {
    /// Holds one transaction against the invariants, once it has been written.
    ///
    /// - Parameters:
    ///   - owner: the invocation that wrote it.
    ///   - began: when that began.
    func committed(
        _ transaction: LedgerTransaction,
        _ changes: [BindingChange],
        by owner: String?,
        since began: Timestamp?,
        at moment: Timestamp
    ) {
        let events = transaction.audit.map(AuditEvent.init)
        remember(transaction)
        judgeWords(transaction)
        judgeRefusals(transaction)
        judgeRows(changes)
        for change in changes {
            guard let owner, case .absent = change.before, case .record(let record) = change.after, !record.isStanding
            else { continue }
            identityCenter.merge(record.binding, unseenBy: owner)
        }
        if isStolen.get() {
            for change in changes {
                judgeStanding(change, events)
                judgeQuarantine(change)
            }
        } else {
            for change in changes { judge(change, events, at: moment) }
        }
        for event in events where event.what == "GRANT STARTED" { judgeTicket(of: event.id, since: began) }
        for event in events where event.what == "GRANT STARTED" || event.what == "GRANT SUCCESS" {
            judgeDecision(of: event.id, transaction)
        }
        if !isStolen.get() {
            for case .updateRequest(let update) in transaction.changes { judge(update, at: moment) }
        }
        for record in transaction.audit {
            let previous = ledger.audit(of: record.requestID).last { $0.sequence < record.sequence }
            let problems = AuditTrail.problems(of: record, after: previous)
            for problem in problems { violation(problem) }
            if problems.isEmpty { ledger.hashFits(record) }
        }
        for case .putFences(let record, _) in transaction.changes {
            if record != record.asStored { violation("written with parts of a second: the fences") }
            for fence in record.fences {
                // Those that are said to have been built just now.
                let isNew = events.contains { $0.what == "FENCE SUCCESS" && fence.requestIDs.contains($0.id) }
                guard case .standing = fence.state, isNew else { continue }
                stands(fence, of: record.permissionSetARN, seenBy: owner)
            }
            judgeStanding(record)
        }
        for case .putBinding(let record, _) in transaction.changes where record != record.asStored {
            violation("written with parts of a second: \(record.binding.key)")
        }
    }

    /// Whoever is refused does not write into the trail of a request that waits: what is sealed ends where that ends.
    private func judgeRefusals(_ transaction: LedgerTransaction) {
        for record in transaction.audit where record.text("status") == "DENIED" {
            if ledger.request(record.requestID)?.isWaiting == true {
                violation("a refused attempt is in the trail of \(record.requestID), which waits")
            }
        }
    }

    /// Rows of the published sample are left alone where none is to be adopted.
    private func judgeRows(_ changes: [BindingChange]) {
        if ledger.adoptsRows { return }
        for change in changes where change.before.isPublished {
            violation("a row of the published sample is adopted, and none is to be")
        }
    }

    /// What AWS says stands in `error_message` and nowhere else, and beside it what may be told.
    private func judgeWords(_ transaction: LedgerTransaction) {
        for record in transaction.audit {
            for (name, value) in record.attributes {
                guard case .string(let text) = value, name != "error_message", WordsOfAWS.areTold(in: text) else {
                    continue
                }
                violation("\(AuditEvent(record).what) of \(record.requestID) tells in \(name) what AWS has said")
            }
            if record.attributes["error_message"] != nil, record.attributes["told"] == nil {
                violation("\(AuditEvent(record).what) of \(record.requestID) does not say what may be told")
            }
        }
        for case .updateRequest(let update) in transaction.changes {
            if update.failure.map(WordsOfAWS.areTold) == true { violation("\(update.id) tells what AWS has said") }
        }
        for case .putRequest(let record, _) in transaction.changes {
            if record.lease?.failure.map(WordsOfAWS.areTold) == true {
                violation("\(record.id) tells what AWS has said")
            }
        }
    }

    private func judgeQuarantine(_ change: BindingChange) {
        guard change.before.leases.isEmpty, let binding = change.binding,
            change.after.leases.keys.contains(where: { $0.description.hasPrefix("quarantine-") })
        else { return }
        quarantines(binding)
    }

    /// What we lend is never called somebody's own.
    private func judgeStanding(_ change: BindingChange, _ events: [AuditEvent]) {
        guard let record = change.after.record, record.isStanding else { return }
        let isAnswered = events.contains { $0.what == "GRANT SUCCESS" && record.leases.keys.contains($0.id) }
        if isAnswered, identityCenter.origin(of: record.binding) == .lease {
            violation("access of ours is called standing: \(record.binding.key)")
        }
    }

    private func judge(_ change: BindingChange, _ events: [AuditEvent], at moment: Timestamp) {
        let before = change.before.leases
        let after = change.after.leases
        if case .record(let record) = change.after {
            if record.leases.isEmpty { violation("a binding without a lease: \(record.binding.key)") }
            if record.dueAt > max(record.expiresAt, moment + .seconds(7200)) {
                violation("nobody will look in time at \(record.binding.key)")
            }
            if case .record(let old) = change.before, record.version != old.version + 1 {
                violation("the version jumps from \(old.version) to \(record.version): \(record.binding.key)")
            }
        }
        judgeQuarantine(change)
        for id in Set(before.keys).union(after.keys) {
            let step = LeaseStep(before[id]?.state, after[id]?.state)
            if let allowed = step.events, !events.contains(where: { $0.id == id && allowed.contains($0.what) }) {
                violation("\(step) of \(id) without its audit record; there were \(events.map(\.what))")
            }
            if let old = before[id], let new = after[id], new.state == .active, new.expiresAt < old.expiresAt {
                violation("the lease \(id) was shortened")
            }
            if let new = after[id], new.state != before[id]?.state || new.expiresAt != before[id]?.expiresAt {
                judgeWindow(of: id, new)
            }
        }
        for event in events { judge(event, change, at: moment) }
    }

    /// SUCCESS is only for what Identity Center has.
    private func judge(_ event: AuditEvent, _ change: BindingChange, at moment: Timestamp) {
        guard let binding = change.binding, change.leaseIDs.contains(event.id) else { return }
        switch event.what {
        case "GRANT SUCCESS":
            guard let record = change.after.record else { break }
            let origin = identityCenter.origin(of: binding)
            // What an administrator takes away past the functions no function can know at once.
            let isWithdrawn = identityCenter.isWithdrawnByHand(binding)
            if record.isStanding, origin != .hand, !isWithdrawn {
                violation("\(event.id) is called standing, and is not")
            }
            if origin == nil, !isWithdrawn { violation("GRANT SUCCESS of \(event.id) without an assignment") }
            judgeApprovals(of: event.id)
            if identityCenter.beingRemoved.contains(binding), !record.isStanding {
                violation("GRANT SUCCESS of \(event.id) while the assignment is being removed")
            }
        case "GRANT STARTED": judgeApprovals(of: event.id)
        case "RECONCILE STARTED" where event.reason.hasPrefix("Missing") && identityCenter.origin(of: binding) != nil:
            violation("\(event.id) is closed as missing, and has its access")
        case "REVOKE SUCCESS" where identityCenter.origin(of: binding) == .lease:
            violation("REVOKE SUCCESS of \(event.id) while there is an assignment")
        case "RELEASE SUCCESS":
            let isKept = change.after.record.map { !$0.leases.isEmpty } ?? change.before.record?.isStanding
            if isKept != true { violation("RELEASE of \(event.id) although nothing keeps the assignment") }
        default: break
        }
    }

    /// Whether as many people have approved what a person asked for as the policy of the histories demands.
    private func judgeApprovals(of id: RequestID) {
        guard let request = ledger.request(id), request.path == .console else { return }
        let demanded = ["AdministratorAccess": 2, "Billing": 2][request.request.permissionSet] ?? 0
        if request.approvals.count < demanded {
            violation("\(id) is granted with \(request.approvals.count) of \(demanded) approvals")
        }
    }

    // MARK: What was really decided

    /// Remembers what is asked and approved: from the functions' own transactions, whatever is in the table.
    private func remember(_ transaction: LedgerTransaction) {
        for case .putRequest(let record, .absent) in transaction.changes {
            decisions.update { $0[record.id] = Decided(request: record.request, userID: record.userID) }
        }
        for record in transaction.audit where AuditEvent.what(record) == "APPROVE SUCCESS" {
            decisions.update { _ = $0[record.requestID]?.approvers.insert(record.text("actor")) }
        }
    }

    /// Whether what is granted is what was asked for, by as many approvals as the policy of the histories demands.
    private func judgeDecision(of id: RequestID, _ transaction: LedgerTransaction) {
        // Rows of the published sample, and assignments that are quarantined, have no request.
        guard let decided = decisions.get()[id], let request = ledger.request(id) else { return }
        for case .putBinding(let record, _) in transaction.changes {
            guard let lease = record.leases[id] else { continue }
            if record.binding.userID != decided.userID || record.binding.accountID != decided.request.accountID {
                violation("\(id) is granted to somebody else than asked: \(record.binding.key)")
            }
            let extended = decided.request.extends.flatMap { record.leases[$0] }
            let rest = extended.map { max(.zero, $0.expiresAt - simulation.now) } ?? .zero
            // What is left of the old lease shrinks while this one is being written.
            let writing = Duration.seconds(extended == nil ? 1 : 300)
            if lease.durationSeconds > (rest + decided.request.duration.duration + writing).components.seconds {
                violation("\(id) is granted for longer than was asked for")
            }
        }
        guard request.path == .console else { return }
        let demanded = ["AdministratorAccess": 2, "Billing": 2][decided.request.permissionSet] ?? 0
        if decided.approvers.count < demanded {
            violation("\(id) is granted by \(decided.approvers.count) of \(demanded) people")
        }
    }

    private func judge(_ update: RequestUpdate, at moment: Timestamp) {
        let final: Set<LeaseStatus> = [.expired, .revoked, .failed]
        if !final.isDisjoint(with: update.from) { violation("the request \(update.id) may come back from the dead") }
        if update.status == .expired, let lease = ledger.request(update.id)?.lease, lease.expiresAt > moment {
            violation("the request \(update.id) is EXPIRED before its time")
        }
    }
}

/// The action and the status of an audit record, such as `GRANT SUCCESS`.
struct AuditEvent: Hashable {
    let id: RequestID
    let what: String
    let reason: String

    init(_ record: AuditRecord) {
        // Where a trail could not be continued, its records go on in another.
        id = record.requestID.predecessor ?? record.requestID
        what = Self.what(record)
        reason = record.text("reason")
    }

    static func what(_ record: AuditRecord) -> String { record.text("action") + " " + record.text("status") }
}

extension AuditRecord {
    func text(_ name: String) -> String {
        if case .string(let text) = attributes[name] { text } else { "" }
    }
}

/// How a lease moved on.
private struct LeaseStep: CustomStringConvertible {
    enum Place: String { case absent, granting, active, ended, failed }

    let from: Place
    let to: Place

    init(_ before: Lease.State?, _ after: Lease.State?) {
        from = Self.place(before)
        to = Self.place(after)
    }

    var description: String { "\(from) -> \(to)" }

    /// The audit records of which one must come with it; nil if none must.
    var events: [String]? {
        switch (from, to) {
        // What was deleted past the functions is restored with a record that says so.
        case (.absent, .granting): ["GRANT STARTED", "RECONCILE PENDING"]
        case (.absent, .active): ["GRANT SUCCESS", "ADOPT SUCCESS", "RECONCILE PENDING"]
        case (.granting, .active): ["GRANT SUCCESS"]
        case (.granting, .ended): ["GRANT SUCCESS"]
        case (.active, .ended): ["REVOKE STARTED"]
        // Only what is quarantined or restored begins with its end.
        case (.absent, .ended): ["RECONCILE STARTED", "RECONCILE PENDING"]
        case (.granting, .absent): ["GRANT ERROR", "RELEASE SUCCESS"]
        case (.active, .absent): ["RELEASE SUCCESS"]
        case (.ended, .absent): ["RELEASE SUCCESS", "REVOKE SUCCESS"]
        case (.ended, .granting), (.ended, .active), (.active, .granting): ["nothing allows this"]
        case (.failed, .granting), (.failed, .active): ["nothing allows this"]
        case (.absent, .failed), (.granting, .failed): ["GRANT ERROR"]
        case (.active, .failed), (.ended, .failed), (.failed, .ended): ["nothing allows this"]
        // The record of what has failed is there already.
        case (.failed, .absent), (.failed, .failed): nil
        case (.absent, .absent), (.granting, .granting), (.active, .active), (.ended, .ended): nil
        }
    }

    private static func place(_ state: Lease.State?) -> Place {
        switch state {
        case nil: .absent
        case .granting: .granting
        case .active: .active
        case .ended(let end): end.kind == .failed ? .failed : .ended
        }
    }
}

extension StoredBinding {
    var record: BindingRecord? {
        if case .record(let record) = self { record } else { nil }
    }

    fileprivate var leases: [RequestID: Lease] { record?.leases ?? [:] }
}

extension BindingChange {
    fileprivate var binding: Binding? { after.record?.binding ?? before.record?.binding }

    fileprivate var leaseIDs: Set<RequestID> { Set(before.leases.keys).union(after.leases.keys) }
}
