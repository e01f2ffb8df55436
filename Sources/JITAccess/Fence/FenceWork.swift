// SPDX-License-Identifier: Apache-2.0

/// Brings the fences of one permission set to where they should be: claims them, derives the denies from the ledger, puts
/// them into the policy, brings the accounts to it, and records what AWS has confirmed.
///
/// A crash after any line leaves the record, due when its claim ends, and whoever finds it does all of it again: what has
/// been done already is then found done.
struct FenceWork {
    let surroundings: Surroundings
    let fencing: Fencing
    let invocation: Invocation

    /// Works on the permission set's fences.
    ///
    /// - Parameter orders: further fences of this permission set, at most ``FenceClaim/maximumOrders``.
    func run(_ permissionSetARN: String, _ orders: [FenceOrder]) async -> FenceReport {
        var report = FenceReport()
        var writer = LedgerWriter(surroundings, invocation: invocation)
        do throws(LedgerError) {
            let claim = FenceClaim(surroundings: surroundings, invocation: invocation)
            guard let claimed = try await claim.claim(permissionSetARN, orders, &writer, &report) else { return report }
            try await work(claimed, &writer, &report)
        } catch {
            switch error {
            case .conflict: report.pending += 1
            case .unavailable(let message, _), .refused(let message, _), .unreadable(let message):
                report.errors.append("\(permissionSetARN): \(message)")
            case .unsealed(let error): report.errors.append("\(permissionSetARN): \(error.message)")
            }
        }
        report.successors = writer.begun
        return report
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
        try await FenceRecording(surroundings: surroundings)
            .write(view.record, steps, nextLook: view.nextLook, &writer, &report)
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

        let writer = FencePolicyWriter(fencer: fencer, patience: patience, limit: fencing.policyLimit)
        let ledger = surroundings.ledger
        let hold = { (target: Fence.Target) async throws(LedgerError) -> Fence.Hold in
            let binding = Binding(userID: target.userID, accountID: target.accountID, permissionSetARN: arn)
            return Fence.Hold(try await ledger.binding(binding))
        }
        if sorting.standing.contains(where: \.isStanding) {
            let policy = try await FenceObstacle.directory { () throws(DirectoryError) in
                try await writer.policy(of: arn)
            }
            let lost = sorting.lost(from: policy)
            guard lost.isEmpty else { return lost }
            let displaced = sorting.displaced(by: try await writer.plan(sorting.standing, policy, hold))
            guard displaced.isEmpty else { return displaced }
        }
        let plan = try await writer.run(arn, sorting.standing, hold: hold)
        let results = await FenceProvisioning(fencer: fencer, patience: patience)
            .run(arn, to: sorting.toProvision(plan))
        // An account is brought to what the policy says just then, and somebody may have written it since we have.
        let policy = await attempt { () throws(DirectoryError) in
            results.isEmpty ? nil : try await writer.policy(of: arn)
        }
        return sorting.steps(plan, results, policy, at: surroundings.clock.now().roundedUp)
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
                isOver
                    ? .givenUp(FailureReason(error)) : .failed(FailureReason(error), awsRequestID: error.awsRequestID)
            )
        }
    }
}

extension Fence.Hold {
    /// What a binding that is stored says of it.
    init(_ stored: StoredBinding) {
        switch stored {
        case .absent: self = .none
        case .published: self = .unknown
        case .record(let record):
            let isOurs = !record.isStanding && !record.leases.values.contains(where: \.isAdopted)
            self = isOurs ? .since(record.createdAt) : .unknown
        }
    }
}
