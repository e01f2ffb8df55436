// SPDX-License-Identifier: Apache-2.0

/// One pass over everything that is due.
///
/// Access ends because nothing leaves the due-index but by a conditional write of what has become of it: an item that
/// was not reached, or whose settlement failed or was killed, is found again by the next sweep. The sweep's lease only
/// spares calls; the claims on the items keep two sweeps apart, so a lease that is lost or taken over harms nothing.
struct Sweep {
    /// Identity Center works on one role of an account at a time and allows few calls a second.
    static let maximumInFlight = 5

    /// With less time left than this, nothing new is begun.
    private static let stopMargin = Duration.seconds(10)

    /// How long the sweep's lease lasts unless it is renewed.
    private static let leaseLength = Duration.seconds(45)

    let surroundings: Surroundings
    let remover: any AssignmentRemover
    let setDeleter: any PermissionSetDeleter
    let publishedRows: PublishedRowSearch
    let invocation: Invocation

    /// - Throws: ``LedgerError`` if what is due cannot be read.
    func run() async throws(LedgerError) -> SweepReport {
        let ledger = surroundings.ledger
        let now = surroundings.clock.now()
        // What is due does not wait for the search, which reads the whole table and may take as long as there is time.
        async let search = publishedRows.run(surroundings, invocation: invocation)
        let page = try await ledger.due(at: now, after: nil)
        var report = SweepReport()
        if !page.items.isEmpty || page.next != nil {
            if invocation.deadline - now > Self.stopMargin {
                try await sweep(page, &report)
            } else {
                report.errors.append("The function's time-out leaves no time to begin. Raise it to a minute or more.")
            }
        }

        let found = await search
        report.errors += found.errors
        let adopted = found.adopted.filter { $0.dueAt <= now }.map(DueItem.binding)
        if !adopted.isEmpty, !report.wasRunningAlready {
            try await sweep(DuePage(items: adopted, next: nil), &report)
        }
        return report
    }

    /// Looks at everything from `page` on, if no other sweep does.
    private func sweep(_ page: DuePage, _ report: inout SweepReport) async throws(LedgerError) {
        let ledger = surroundings.ledger
        let now = surroundings.clock.now()
        let owner = invocation.requestID
        guard try await ledger.takeSweepLease(owner: owner, until: now + Self.leaseLength, at: now) else {
            report.wasRunningAlready = true
            return
        }
        report.oldestOverdue = max(report.oldestOverdue, page.items.map { $0.overdue(at: now) }.max() ?? .zero)
        await process(page, &report)
        do {
            try await ledger.releaseSweepLease(owner: owner)
        } catch {
            surroundings.log.warning("The sweep's lease could not be given back; it runs out by itself.")
        }
    }

    private func process(_ first: DuePage, _ report: inout SweepReport) async {
        let now = surroundings.clock.now()
        var queue = first.items[...]
        var cursor = first.next
        var isStopped = false
        var renewAt = now + Self.leaseLength / 2

        await withTaskGroup(of: Settlement.Outcome.self) { group in
            var inFlight = 0
            while true {
                while queue.isEmpty, let next = cursor, !isStopped {
                    (queue, cursor) = await nextPage(next, at: now, &report)
                }
                if !isStopped { isStopped = await mustStop(&renewAt) }
                if !isStopped, inFlight < Self.maximumInFlight, let item = queue.popFirst() {
                    inFlight += 1
                    group.addTask { await settle(item) }
                } else if let outcome = await group.next() {
                    inFlight -= 1
                    report.count(outcome)
                } else {
                    break
                }
            }
        }
        report.pending += queue.count
    }

    private func nextPage(
        _ cursor: DueCursor,
        at now: Timestamp,
        _ report: inout SweepReport
    ) async -> (ArraySlice<DueItem>, DueCursor?) {
        do {
            let page = try await surroundings.ledger.due(at: now, after: cursor)
            return (page.items[...], page.next)
        } catch {
            report.errors.append("The next page of what is due could not be read: \(Refusal(error).cause ?? "")")
            return ([], nil)
        }
    }

    /// Whether no further item may be begun: the time is nearly over, or another sweep has taken over.
    private func mustStop(_ renewAt: inout Timestamp) async -> Bool {
        let now = surroundings.clock.now()
        guard invocation.deadline - now > Self.stopMargin else { return true }
        guard now >= renewAt else { return false }
        renewAt = now + Self.leaseLength / 2
        let ledger = surroundings.ledger
        let owner = invocation.requestID
        let renewed = await attempt { () throws(LedgerError) in
            try await ledger.takeSweepLease(owner: owner, until: now + Self.leaseLength, at: now)
        }
        return renewed != .success(true)
    }

    private func settle(_ item: DueItem) async -> Settlement.Outcome {
        switch item {
        case .binding(let record):
            return await Settlement(surroundings: surroundings, remover: remover, invocation: invocation).run(record)
        case .ended(let ended):
            var writer = LedgerWriter(surroundings, invocation: invocation)
            do {
                try await writer.commit([.removeEnded(ended)], [])
            } catch {
                surroundings.log.warning("The memory of a removal could not be deleted; the next sweep tries again.")
            }
            return .kept
        case .customSet(let record):
            return await CustomSetRemoval(surroundings: surroundings, deleter: setDeleter, invocation: invocation)
                .run(record)
        case .unreadable(let key, let problem):
            return .failed("The item \(key) of the state table cannot be understood: \(problem)")
        }
    }
}

extension DueItem {
    /// How long access has been open that should not be; the due-index lists the oldest first.
    fileprivate func overdue(at moment: Timestamp) -> Duration {
        guard case .binding(let record) = self, !record.isHeld(at: moment), !record.isStanding else { return .zero }
        return max(.zero, moment - record.expiresAt)
    }
}

extension SweepReport {
    fileprivate mutating func count(_ outcome: Settlement.Outcome) {
        switch outcome {
        case .revoked: revoked += 1
        case .kept: break
        case .pending: pending += 1
        case .failed(let reason): errors.append(reason)
        }
    }
}
