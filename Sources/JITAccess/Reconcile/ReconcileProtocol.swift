// SPDX-License-Identifier: Apache-2.0

/// Begins reconciles, goes on with one that is under way, and shows how far it is.
struct ReconcileProtocol {
    /// How much of a sweep's invocation a reconcile may take: the next sweep comes in a minute, and goes on.
    private static let sweepShare = Duration.seconds(30)

    let surroundings: Surroundings
    let survey: any AssignmentSurvey
    let remover: any AssignmentRemover
    let fencing: Fencing
    let policy: PolicyInForce
    let defaultPermissionSet: String?
    let invocation: Invocation

    func run(_ command: ReconcileCommand) async throws(Refusal) -> Answer {
        let ledger = surroundings.ledger
        let read = await attempt { () throws(LedgerError) in try await ledger.reconcile() }
        switch command {
        case .status:
            guard let last = try refusing(read) else {
                throw Refusal(.reconcileNotFound, "There has been no reconcile yet. Begin one: hourglass reconcile.")
            }
            return last.answer
        case .run(let order):
            // Before anything is begun.
            _ = try managed
            // What cannot be understood is begun anew: nobody goes on with it.
            if case .failure(.unreadable) = read {
                return try await go(on: begin(order, over: .unreadable))
            }
            let current = try await current(order, after: try refusing(read))
            return try await go(on: current)
        }
    }

    /// Goes on with one that a sweep has found, for a while.
    func resume(_ found: ReconcileRecord) async {
        let end = min(surroundings.clock.now() + Self.sweepShare, invocation.deadline - Reconciliation.reserve)
        guard surroundings.clock.now() < end else { return }
        do {
            guard try await isBorneOut(found) else { return try await giveUp(found) }
            guard let reconciliation = try? reconciliation else {
                surroundings.log.warning("The reconcile \(found.id) goes on when the policy is whole again.")
                return
            }
            _ = try await reconciliation.run(found, until: end)
        } catch {
            surroundings.log.warning("The reconcile \(found.id) could not go on: \(Refusal(error).cause ?? "conflict")")
        }
    }

    /// Whether the trail says that this was ordered, and not that it is over: a sweep goes on with nothing that only an item
    /// says, because what it takes away may be anybody's.
    private func isBorneOut(_ found: ReconcileRecord) async throws(LedgerError) -> Bool {
        guard let ends = try await surroundings.ledger.auditEnds(of: found.id) else { return false }
        return ends.first.step == AuditStep(action: .reconcile, status: .started)
            && ends.first.text("reason") == ReconcileText.begun(found.order)
            && !ReconcileText.isOver(ends.last.text("reason") ?? "")
    }

    /// Puts one aside that nobody has ordered.
    private func giveUp(_ found: ReconcileRecord) async throws(LedgerError) {
        let reason = "The item says what its trail does not."
        await surroundings.alert(.reconcileForged(found))
        let now = surroundings.clock.now().wholeSecond
        let change = LedgerChange.putReconcile(
            found.next { $0.state = .abandoned(at: now, reason: reason) },
            expecting: .version(found.version)
        )
        try await surroundings.ledger.commitIfCurrent(change)
    }

    /// The one that is under way, if it is for the same order, or a new one.
    private func current(
        _ order: ReconcileOrder,
        after last: ReconcileRecord?
    ) async throws(Refusal) -> ReconcileRecord {
        let now = surroundings.clock.now()
        let id = RequestID(lambdaRequestID: invocation.requestID)
        // The same event again, after it has been served.
        if let last, last.id == id { return last }
        // One that is to go on later than any does was written past the functions.
        if let last, case .running = last.state, !last.isImpossible(at: now) {
            guard last.order == order, !last.isClaimed(at: now) else { throw Self.underWay(last) }
            return last
        }
        return try await begin(order, over: last.map { .version($0.version) } ?? .absent)
    }

    private func begin(
        _ order: ReconcileOrder,
        over expected: ExpectedProgress
    ) async throws(Refusal) -> ReconcileRecord {
        var version: Int64 = 1
        if case .version(let last) = expected { version = last + 1 }
        let now = surroundings.clock.now()
        let record = ReconcileRecord(
            id: RequestID(lambdaRequestID: invocation.requestID),
            order: order,
            askedBy: invocation.speaker.name,
            startedAt: now.wholeSecond,
            state: .running(claim: nil, nextTryAt: now.wholeSecond),
            version: version
        )
        var writer = LedgerWriter(surroundings, invocation: invocation)
        let entry = AuditEntry(
            .reconcile,
            .started,
            subject: AuditSubject(),
            reason: ReconcileText.begun(order)
        )
        do {
            try await writer.commit(
                [.putReconcile(record, expecting: expected)],
                [LedgerWriter.Entry(record.id, entry)]
            )
        } catch .conflict {
            throw Self.underWay(nil)
        } catch {
            throw Refusal(error)
        }
        await LegacyRowGlance(surroundings: surroundings).report()
        return record
    }

    private func go(on record: ReconcileRecord) async throws(Refusal) -> Answer {
        guard record.dueAt != nil else { return record.answer }
        let reconciliation = try reconciliation
        let end = invocation.deadline - Reconciliation.reserve
        let result = await attempt { () throws(LedgerError) in try await reconciliation.run(record, until: end) }
        switch try refusing(result) {
        case .over(let last), .goesOn(let last): return last.answer
        case .taken: throw Self.underWay(record)
        case .troubled(let last, let reason):
            throw Refusal(
                .directoryUnavailable,
                "The reconcile \(last.id) could not go on for now; a sweep tries again. Ask for its status.",
                cause: reason.full
            )
        }
    }

    /// Which permission sets are looked at. Without the policy some would be missed, and nobody would know.
    private var managed: ManagedPermissionSets {
        get throws(Refusal) {
            guard case .whole(let policy) = policy, let defaultPermissionSet else {
                throw .policyInvalid("Which permission sets are to be compared cannot be told.")
            }
            return ManagedPermissionSets(policy: policy, defaultPermissionSet: defaultPermissionSet)
        }
    }

    private var reconciliation: Reconciliation {
        get throws(Refusal) {
            Reconciliation(
                surroundings: surroundings,
                survey: survey,
                repair: ReconcileRepair(
                    surroundings: surroundings,
                    remover: remover,
                    fencing: fencing,
                    invocation: invocation
                ),
                managed: try managed,
                invocation: invocation
            )
        }
    }

    private static func underWay(_ record: ReconcileRecord?) -> Refusal {
        let which = record.map { "The reconcile \($0.id) (\($0.order.mode.rawValue))" } ?? "Another reconcile"
        return Refusal(
            .reconcileInProgress,
            "\(which) is under way; there is one at a time. Ask for its status, and again when it is over."
        )
    }
}
