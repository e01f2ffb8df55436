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
            let stored = try await stored(permissionSetARN)
            let verdicts = try await verdicts(permissionSetARN, orders, stored)
            let believed = try await believed(orders, verdicts, &writer, &report)
            let claim = FenceClaim(surroundings: surroundings, invocation: invocation)
            guard let claimed = try await claim.claim(permissionSetARN, stored, believed, &writer, &report) else {
                return report
            }
            try await work(claimed, verdicts, &writer, &report)
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

    // MARK: What is believed

    private typealias Verdicts = [Fence.Identity: FenceWitnesses.Verdict]

    private func stored(_ arn: String) async throws(LedgerError) -> FenceClaim.Stored {
        let ledger = surroundings.ledger
        do {
            return try await ledger.fences(of: arn).map(FenceClaim.Stored.record) ?? .absent
        } catch .unreadable {
            return try await unreadable(arn)
        }
    }

    private func unreadable(_ arn: String) async throws(LedgerError) -> FenceClaim.Stored {
        let ledger = surroundings.ledger
        // Somebody may have put it right meanwhile.
        guard let item = try await ledger.unreadableFences(of: arn) else { throw .conflict([.fences]) }
        do throws(DirectoryError) {
            // A permission set that is gone has no policy, and nobody has a session of it.
            guard try await fencing.fencer.facts(about: arn) != nil else { return .unreadable(item, []) }
            return .unreadable(item, try await policyWriter.policy(of: arn).ours)
        } catch {
            throw .unavailable(error.message, awsRequestID: error.awsRequestID)
        }
    }

    private func verdicts(_ arn: String, _ orders: [FenceOrder], _ stored: FenceClaim.Stored) async throws(LedgerError)
        -> Verdicts
    {
        var fences = orders.map(\.fence)
        if case .record(let record) = stored { fences += record.fences }
        return try await FenceWitnesses(ledger: surroundings.ledger)
            .examine(fences, of: arn, at: surroundings.clock.now())
    }

    /// The orders that are borne out; the others are taken out of the table, and told.
    private func believed(
        _ orders: [FenceOrder],
        _ verdicts: Verdicts,
        _ writer: inout LedgerWriter,
        _ report: inout FenceReport
    ) async throws(LedgerError) -> [FenceOrder] {
        var believed: [FenceOrder] = []
        for order in orders {
            if case .borneOut? = verdicts[order.fence.identity] {
                believed.append(order)
                continue
            }
            try await writer.commit([.removeFenceOrder(order)], [])
            report.doubts.append(order.fence.doubt(about: order.permissionSetARN))
        }
        return believed
    }

    // MARK: Work

    private func work(
        _ claimed: FenceRecord,
        _ verdicts: Verdicts,
        _ writer: inout LedgerWriter,
        _ report: inout FenceReport
    ) async throws(LedgerError) {
        var view = View(record: claimed, verdicts: verdicts, isOn: fencing.mode == .on)
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

        /// What the trails say of each fence; nothing of one that was read back from the policy just now.
        let verdicts: Verdicts

        /// Whether the permission set may have fences.
        var isOn: Bool

        /// When to look again, if nothing fails.
        var nextLook: Timestamp?

        /// Whether a fence may be told of in the trails of the requests that it names.
        func mayRecord(_ fence: Fence) -> Bool {
            if case .borneOut? = verdicts[fence.identity] { true } else { fence.requestIDs.isEmpty }
        }

        /// The places of those that neither a trail nor the policy bears out, for the permission set of this name.
        func forged(named name: String, _ writer: FencePolicyWriter) async throws(FenceObstacle) -> Set<Int> {
            let arn = record.permissionSetARN
            var policy: FencedPolicy?
            if record.fences.contains(where: \.requestIDs.isEmpty) {
                policy = try await FenceObstacle.directory { () throws(DirectoryError) in
                    try await writer.policy(of: arn)
                }
            }
            return Set(
                record.fences.indices.filter { index in
                    let fence = record.fences[index]
                    return switch verdicts[fence.identity] {
                    case .borneOut(let evidence)?: !evidence.permissionSets.isSubset(of: [name, arn])
                    case .fromPolicy?, nil: !fence.requestIDs.isEmpty || policy?.covers(fence) != true
                    case .forged?: true
                    }
                }
            )
        }

        /// Has each fence shut out whoever the trails say that it should.
        mutating func correct() {
            for index in record.fences.indices {
                guard case .borneOut(let evidence)? = verdicts[record.fences[index].identity],
                    let endedAt = evidence.endedAt
                else { continue }
                record.fences[index].endedAt = endedAt
            }
        }
    }

    /// Does what is to be done in Identity Center, and tells what has become of each fence for which something has.
    private func decide(_ view: inout View) async throws(FenceObstacle) -> [FenceStep] {
        let arn = view.record.permissionSetARN
        let fencer = fencing.fencer
        let found = try await FenceObstacle.directory { () throws(DirectoryError) in
            try await fencer.facts(about: arn)
        }
        guard let facts = found else { return gone(view) }
        let forged = try await view.forged(named: facts.name, policyWriter)
        view.correct()
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
        for (index, fence) in view.record.fences.enumerated() {
            if forged.contains(index) { sorting.drop(fence) } else { sorting.take(fence) }
        }
        view.nextLook = sorting.nextLook

        let writer = policyWriter
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

    private var policyWriter: FencePolicyWriter {
        FencePolicyWriter(fencer: fencing.fencer, patience: patience, limit: fencing.policyLimit)
    }

    /// The permission set has been deleted.
    private func gone(_ view: View) -> [FenceStep] {
        let now = surroundings.clock.now().roundedUp
        let reason = "The permission set has been deleted: its roles, and every session of them, have gone."
        return view.record.fences.map { fence in
            guard view.mayRecord(fence) else { return FenceStep(fence, .forged) }
            return FenceStep(fence, fence.isStanding ? .lifted(reason, awsRequestID: nil) : .needless(at: now, reason))
        }
    }

    /// Nothing could be done.
    private func failed(_ view: View, _ error: DirectoryError) -> [FenceStep] {
        let now = surroundings.clock.now()
        return view.record.fences.compactMap { fence in
            // Of others nothing is known before Identity Center answers.
            guard view.mayRecord(fence) else { return nil }
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
