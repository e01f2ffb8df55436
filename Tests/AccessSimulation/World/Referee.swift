// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// Watches every transaction and every change in Identity Center as it happens, and holds them against the invariants.
final class Referee: Sendable {
    let ledger: SimulatedLedger
    let identityCenter: SimulatedIdentityCenter
    let simulation: Simulation
    let tickets: SimulatedTickets

    /// What was asked, as the function that was asked has written it, and who has approved it by a decision of their own.
    let decisions = Box<[RequestID: Decided]>([:])

    /// See ``decisions``.
    struct Decided {
        let request: AccessRequest
        let userID: String
        var approvers: Set<String> = []
    }

    /// Whether somebody writes to the table with the role of a function: then what is stored need not keep the invariants by
    /// itself, and is not held against them; what becomes of access is.
    let isStolen = Box(false)

    /// Whether they write to what surrounds the leases and to nothing else: then everything is held against the invariants but
    /// fences, permission sets that were made for requests, and numbers.
    let areSurroundingsStolen = Box(false)

    private let found = Box<[String]>([])

    /// The fences that are on record as standing, and how often an administrator had written the policy when they came to.
    private let standing = Box<[String: [(fence: Fence, writes: Int)]]>([:])

    /// The foreign assignments that somebody has asked to be taken away; nil for whatever there is.
    private let quarantinable = Box<Set<Binding>?>([])

    init(
        _ ledger: SimulatedLedger,
        _ identityCenter: SimulatedIdentityCenter,
        _ tickets: SimulatedTickets,
        _ simulation: Simulation
    ) {
        self.tickets = tickets
        self.ledger = ledger
        self.identityCenter = identityCenter
        self.simulation = simulation
    }

    /// What was not as it must be, in order.
    var violations: [String] { found.get() }

    func violation(_ sentence: String) {
        found.update { $0.append("\(simulation.now.iso8601): \(sentence)") }
    }

    // MARK: Reconcile

    /// - Parameter bindings: nil for all.
    func allowQuarantine(of bindings: [Binding]?) {
        quarantinable.update { allowed in
            allowed = bindings.flatMap { allowed?.union($0) }
        }
    }

    /// A foreign assignment is taken into the ledger: from now on it is ours to remove.
    func quarantines(_ binding: Binding) {
        guard quarantinable.get()?.contains(binding) ?? true else {
            return violation("quarantined, and nobody asked for that: \(binding.key)")
        }
        identityCenter.takeOver(binding)
    }

    // MARK: Identity Center

    /// Somebody asks for an assignment to be created.
    ///
    /// - Parameter began: when their invocation began.
    func creates(_ binding: Binding, since began: Timestamp?) {
        // Who looked before it was suspended could not know.
        if let began, let suspended = identityCenter.suspension(of: binding.accountID), suspended < began {
            violation("created on an account that was suspended long before: \(binding.key)")
        }
        if isStolen.get() { return }
        guard let record = ledger.record(binding) else {
            return violation("created without a record: \(binding.key)")
        }
        if record.isStanding { violation("created although it is standing: \(binding.key)") }
        let isGranting = record.leases.values.contains { if case .granting = $0.state { true } else { false } }
        if !isGranting { violation("created without a lease that is being granted: \(binding.key)") }
    }

    /// Somebody asks for an assignment to be removed.
    func removes(_ binding: Binding, owner: String?) {
        if isStolen.get() { return }
        guard let record = ledger.record(binding) else {
            return violation("removed without a record: \(binding.key)")
        }
        if record.isStanding { violation("removes what is recorded as standing: \(binding.key)") }
        if record.revocation?.claim?.owner != owner { violation("removes without the claim: \(binding.key)") }
        if holds(record) { violation("removes what a lease holds: \(binding.key)") }
    }

    /// An assignment has gone, or a removal found none.
    func removed(_ binding: Binding, _ origin: AssignmentOrigin?) {
        if origin == .hand { violation("standing access was removed: \(binding.key)") }
        if isStolen.get() {
            // What is being granted is looked for again before anybody is told.
            if origin == .lease, isLentByTrail(binding, at: simulation.now, isConfirmed: true) {
                violation("a lease was cut short, by its trail: \(binding.key)")
            }
            return
        }
        let isCutShort = ledger.record(binding)?.leases.values.contains {
            $0.state == .active && $0.expiresAt > simulation.now
        }
        if origin == .lease, isCutShort == true { violation("a lease was cut short: \(binding.key)") }
    }

    /// Somebody makes the permission set of a request.
    func makesSet(named name: String, for request: RequestID) {
        guard case .making? = ledger.customSet(of: request)?.state else {
            return violation("the permission set of \(request) is made without a record")
        }
    }

    /// Somebody deletes the permission set of a request.
    func deletesSet(_ arn: String?, of request: RequestID) {
        if isStolen.get() || areSurroundingsStolen.get() { return }
        guard let record = ledger.customSet(of: request) else {
            return violation("the permission set of \(request) is deleted without a record")
        }
        if record.arn != arn { violation("another permission set than that of \(request) is deleted") }
        let isHeld = ledger.bindings.contains { stored in
            if case .record(let record) = stored { record.binding.permissionSetARN == arn } else { false }
        }
        if isHeld { violation("the permission set of \(request) is deleted while a binding holds it") }
    }

    /// Somebody of us writes the inline policy of a permission set.
    func writesPolicy(of permissionSetARN: String, _ text: String?, limit: Int, owner: String?) {
        let length = (text ?? "").unicodeScalars.filter { !$0.properties.isWhitespace }.count
        if length > limit { violation("the policy of \(permissionSetARN) is longer than it may be: \(length)") }
        if areSurroundingsStolen.get() { return }
        guard let record = ledger.fences(of: permissionSetARN) else {
            return violation("the policy of \(permissionSetARN) is written without a record")
        }
        if record.claim?.owner != owner { violation("the policy of \(permissionSetARN) is written without the claim") }
        let old = identityCenter.access { $0.contents.policies[permissionSetARN] }
        for fence in record.fences {
            guard case .standing = fence.state,
                simulation.now < fence.endedAt + .seconds(fence.sessionSeconds ?? 43_200)
            else { continue }
            let binding = binding(of: fence, permissionSetARN)
            let moment = fence.endedAt - .milliseconds(1)
            if PolicyOracle.denies(old, binding, sessionOpenedAt: moment),
                !PolicyOracle.denies(text, binding, sessionOpenedAt: moment)
            {
                violation("the fence of \(binding.key) stands, and is taken out of the policy")
            }
        }
    }

    /// What stands is given up for want of room only if an administrator has taken the room, or if the user has the access
    /// again.
    func judgeStanding(_ record: FenceRecord) {
        if areSurroundingsStolen.get() { return }
        let arn = record.permissionSetARN
        let writes = identityCenter.writesByHand(of: arn)
        let before = standing.get()[arn] ?? []
        for fence in record.fences where fence.state == .leftOut {
            guard let known = before.first(where: { Self.isSame($0.fence, fence) }), known.writes == writes,
                ledger.stored(binding(of: fence, arn)) == .absent
            else { continue }
            violation("the fence of \(binding(of: fence, arn).key) stood, and has to give way")
        }
        standing.update { all in
            all[arn] = record.fences.compactMap { fence in
                guard case .standing = fence.state else { return nil }
                return before.first { Self.isSame($0.fence, fence) } ?? (fence, writes)
            }
        }
    }

    private static func isSame(_ first: Fence, _ second: Fence) -> Bool {
        first.userID == second.userID && first.accountID == second.accountID && first.endedAt == second.endedAt
            && first.requestIDs == second.requestIDs
    }

    /// The binding after whose end a fence was wanted.
    func binding(of fence: Fence, _ permissionSetARN: String) -> Binding {
        Binding(userID: fence.userID, accountID: fence.accountID, permissionSetARN: permissionSetARN)
    }

    /// A fence is recorded as standing.
    ///
    /// - Parameter owner: the invocation that says so. What an administrator writes after its last look at the policy it
    ///   cannot know.
    func stands(_ fence: Fence, of permissionSetARN: String, seenBy owner: String?) {
        if areSurroundingsStolen.get() { return }
        if let owner, identityCenter.isPolicyUnseen(of: permissionSetARN, by: owner) { return }
        let binding = binding(of: fence, permissionSetARN)
        if !identityCenter.isDenied(binding, sessionOpenedAt: fence.endedAt - .milliseconds(1)) {
            violation("FENCE SUCCESS for \(binding.key), whose sessions of before are not shut out")
        }
    }

    private func holds(_ record: BindingRecord) -> Bool {
        record.leases.values.contains { lease in
            switch lease.state {
            case .granting: true
            case .active: lease.expiresAt > simulation.now
            case .ended: false
            }
        }
    }
}
