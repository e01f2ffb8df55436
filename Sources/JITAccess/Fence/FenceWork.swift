// SPDX-License-Identifier: Apache-2.0

/// Brings the fences of one permission set to where they should be: claims them, derives the denies from the ledger, puts
/// them into the policy, brings the accounts to it, and records what AWS has confirmed.
///
/// A crash after any line leaves the record, due when its claim ends, and whoever finds it does all of it again: what has
/// been done already is then found done.
struct FenceWork {
    /// The most orders that one transaction takes up: each is an item that it removes.
    static let maximumOrders = 80

    /// How long the claim outlives the invocation.
    private static let claimMargin = Duration.seconds(30)

    /// How long an order for which the record has no room waits.
    private static let pauseWithoutRoom = Duration.seconds(600)

    let surroundings: Surroundings
    let fencing: Fencing
    let invocation: Invocation

    /// Works on the permission set's fences.
    ///
    /// - Parameter orders: further fences of this permission set, at most ``maximumOrders``.
    func run(_ permissionSetARN: String, _ orders: [FenceOrder]) async -> FenceReport {
        var report = FenceReport()
        var writer = LedgerWriter(surroundings, invocation: invocation)
        do throws(LedgerError) {
            guard let claimed = try await claim(permissionSetARN, orders, &writer, &report) else { return report }
            try await work(claimed, &writer, &report)
        } catch {
            switch error {
            case .conflict: report.pending += 1
            case .unavailable(let message, _): report.errors.append("\(permissionSetARN): \(message)")
            }
        }
        return report
    }

    // MARK: Claim

    /// Takes up the orders and claims the record; nil if somebody else has it, or there is nothing to do.
    private func claim(
        _ permissionSetARN: String,
        _ orders: [FenceOrder],
        _ writer: inout LedgerWriter,
        _ report: inout FenceReport
    ) async throws(LedgerError) -> FenceRecord? {
        let now = surroundings.clock.now()
        let stored = try await surroundings.ledger.fences(of: permissionSetARN)
        guard stored?.isClaimed(at: now) != true else {
            report.pending += 1
            return nil
        }
        var next =
            stored
            ?? FenceRecord(
                permissionSetARN: permissionSetARN,
                permissionSet: nil,
                version: BindingRecord.firstVersion(at: now)
            )
        if stored != nil { next.version += 1 }
        var changes: [LedgerChange] = []
        for order in orders {
            guard next.takes(order.fence) else {
                try await postpone(order, &writer, &report)
                continue
            }
            next.fences.append(order.fence)
            next.permissionSet = next.permissionSet ?? order.permissionSet
            changes.append(.removeFenceOrder(order))
        }
        guard !next.fences.isEmpty else { return nil }
        next.claim = BindingRecord.Claim(
            owner: invocation.requestID,
            until: (invocation.deadline + Self.claimMargin).wholeSecond
        )
        changes.append(.putFences(next, expecting: stored.map { .version($0.version) } ?? .absent))
        try await writer.commit(changes, [])
        return next
    }

    /// Leaves an order for later, or gives it up when it has no use any more.
    private func postpone(
        _ order: FenceOrder,
        _ writer: inout LedgerWriter,
        _ report: inout FenceReport
    ) async throws(LedgerError) {
        let now = surroundings.clock.now()
        let reason = "There are too many fences of this permission set."
        let isOver = order.fence.liftAt <= now
        let step = FenceStep(order.fence, isOver ? .givenUp(reason) : .failed(reason, awsRequestID: nil))
        let subject = AuditSubject(
            userID: order.fence.userID,
            userEmail: order.fence.userEmail,
            accountID: order.fence.accountID,
            permissionSet: order.permissionSet ?? order.permissionSetARN
        )
        var next = order
        next.dueAt = (now + Self.pauseWithoutRoom).wholeSecond
        next.version += 1
        try await writer.commit(
            [isOver ? .removeFenceOrder(order) : .putFenceOrder(next, expecting: .version(order.version))],
            step.entries(subject)
        )
        surroundings.metrics.record(.fenceFailed)
        if let trouble = step.trouble(subject) { report.errors.append(trouble) }
    }

    // MARK: Work

    private func work(
        _ claimed: FenceRecord,
        _ writer: inout LedgerWriter,
        _ report: inout FenceReport
    ) async throws(LedgerError) {
        var view = View(record: claimed, isOn: fencing.mode == .on)
        let steps: [FenceStep]
        do throws(FenceObstacle) {
            steps = try await decide(&view)
        } catch {
            switch error {
            case .directory(let error): steps = failed(view, error)
            case .ledger(let error): throw error
            }
        }
        try await write(view, steps, &writer, &report)
    }

    /// What is known while the work goes on.
    private struct View {
        var record: FenceRecord

        /// Whether the permission set may have fences.
        var isOn: Bool

        /// When to look again, if nothing fails.
        var nextLook: Timestamp?
    }

    /// Does what is to be done in Identity Center, and tells what has become of each fence for which something has.
    private func decide(_ view: inout View) async throws(FenceObstacle) -> [FenceStep] {
        let arn = view.record.permissionSetARN
        let fencer = fencing.fencer
        let found = try await FenceObstacle.directory { () throws(DirectoryError) in
            try await fencer.facts(about: arn)
        }
        guard let facts = found else { return gone(view.record) }
        view.isOn = view.isOn && facts.isFenced
        for index in view.record.fences.indices {
            // The longer of what was true then and now: sessions of either kind may be open.
            let known = view.record.fences[index].sessionSeconds ?? facts.sessionSeconds
            view.record.fences[index].sessionSeconds = max(known, facts.sessionSeconds)
        }
        let now = surroundings.clock.now()
        let isOver = view.record.fences.contains { $0.isStanding && $0.liftAt <= now }
        if !view.isOn, !isOver {
            return view.record.fences.filter { !$0.isStanding }.map { FenceStep($0, .notMeant) }
        }
        let accounts = try await FenceObstacle.directory { () throws(DirectoryError) in
            try await fencer.accounts(with: arn)
        }
        var sorting = FenceSorting(isOn: view.isOn, accounts: accounts, at: now)
        for fence in view.record.fences { sorting.take(fence) }
        view.nextLook = sorting.nextLook

        let writer = FencePolicyWriter(fencer: fencer, patience: patience)
        if sorting.standing.contains(where: \.isStanding) {
            let lost = sorting.lost(from: try await writer.policy(of: arn))
            guard lost.isEmpty else { return lost }
        }
        let ledger = surroundings.ledger
        let plan = try await writer.run(arn, sorting.standing) { target throws(LedgerError) in
            let binding = Binding(userID: target.userID, accountID: target.accountID, permissionSetARN: arn)
            return try await ledger.binding(binding) != .absent
        }
        let results = await FenceProvisioning(fencer: fencer, patience: patience)
            .run(arn, to: sorting.toProvision(plan))
        return sorting.steps(plan, results, at: surroundings.clock.now().roundedUp)
    }

    private var patience: Patience { Patience(surroundings, invocation: invocation) }

    /// The permission set has been deleted.
    private func gone(_ record: FenceRecord) -> [FenceStep] {
        let now = surroundings.clock.now().roundedUp
        let reason = "The permission set has been deleted: its roles, and every session of them, have gone."
        return record.fences.map { fence in
            FenceStep(fence, fence.isStanding ? .lifted(reason, awsRequestID: nil) : .needless(at: now, reason))
        }
    }

    /// Nothing could be done.
    private func failed(_ view: View, _ error: DirectoryError) -> [FenceStep] {
        let now = surroundings.clock.now()
        return view.record.fences.compactMap { fence in
            let isOver = fence.liftAt <= now
            if fence.isStanding { return isOver ? .unlifted(fence, error, isOn: view.isOn) : nil }
            return FenceStep(
                fence,
                isOver ? .givenUp(error.message) : .failed(error.message, awsRequestID: error.awsRequestID)
            )
        }
    }

    // MARK: Writing

    /// Writes each step in a transaction of its own, and gives the claim back with the last.
    private func write(
        _ view: View,
        _ steps: [FenceStep],
        _ writer: inout LedgerWriter,
        _ report: inout FenceReport
    ) async throws(LedgerError) {
        var record = view.record
        let hasFailed = steps.contains { $0.isFailure }
        for index in 0..<max(steps.count, 1) {
            let step = steps.indices.contains(index) ? steps[index] : nil
            var next = record
            next.version += 1
            if let step, let place = next.fences.firstIndex(where: { $0.isSame(as: step.fence) }) {
                next.fences.remove(at: place)
                if let kept = step.next { next.fences.insert(kept, at: place) }
            }
            if index + 1 >= steps.count {
                next.claim = nil
                next.failedAttempts = hasFailed ? next.failedAttempts + 1 : 0
                let pause = BackOff.pause(afterFailures: record.failedAttempts, surroundings.random)
                next.nextTryAt = hasFailed ? (surroundings.clock.now() + pause).wholeSecond : view.nextLook
            }
            let change: LedgerChange =
                next.fences.isEmpty
                ? .removeFences(record.permissionSetARN, version: record.version)
                : .putFences(next, expecting: .version(record.version))
            try await commit(change, step, next.subject, &writer)
            if let step { count(step, record, &report) }
            record = next
        }
    }

    /// Writes a step. A request that is not as expected must not keep a fence from being recorded.
    private func commit(
        _ change: LedgerChange,
        _ step: FenceStep?,
        _ subject: (Fence) -> AuditSubject,
        _ writer: inout LedgerWriter
    ) async throws(LedgerError) {
        guard let step else { return try await writer.commit([change], []) }
        let entries = step.entries(subject(step.fence))
        let notes = step.lastCredentialAt.map { moment in
            step.fence.requestIDs.map { LedgerChange.noteLastCredential($0, at: moment) }
        }
        do {
            try await writer.commit([change] + (notes ?? []), entries)
        } catch .conflict(let parts) where parts == [.request] {
            // Adopted leases have no request.
            try await writer.commit([change], entries)
        }
    }

    private func count(_ step: FenceStep, _ record: FenceRecord, _ report: inout FenceReport) {
        switch step.change {
        case .built(let moment, _), .needless(let moment, _):
            report.fenced += 1
            surroundings.metrics.record(.fenced(after: max(.zero, moment - step.fence.endedAt)))
        case .notMeant, .lifted: break
        case .leftOut, .failed, .lost, .givenUp, .stays, .abandoned: surroundings.metrics.record(.fenceFailed)
        }
        if let trouble = step.trouble(record.subject(of: step.fence)) { report.errors.append(trouble) }
    }
}
