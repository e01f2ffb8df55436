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
    let fencing: Fencing
    let invocation: Invocation

    /// - Throws: ``LedgerError`` if what is due cannot be read.
    func run() async throws(LedgerError) -> SweepReport {
        let ledger = surroundings.ledger
        let now = surroundings.clock.now()
        let first = try await ledger.due(at: now, after: nil)
        var report = SweepReport()
        let page = DuePage(items: report.setAside(first.items), next: first.next)
        // What is due does not wait for the search, which reads the whole table and may take as long as there is time.
        async let search = PublishedRowSearch(surroundings: surroundings, invocation: invocation).run(first.search)
        if !page.items.isEmpty || page.next != nil || !report.leasesDue.isEmpty {
            if invocation.deadline - now > Self.stopMargin {
                try await sweep(page, &report)
            } else {
                report.errors.append("The function's time-out leaves no time to begin. Raise it to a minute or more.")
            }
        }

        let found = await search
        await compare(first.comparison, &report)
        report.errors += found.errors
        report.legacy = found.legacy
        report.legacyRows = found.legacy?.count ?? first.search?.legacyRows ?? 0
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
        // When every binding has had its turn: most of their ends take these out.
        await process(report.takeLeases(), &report)
        await fence(&report)
        do {
            try await ledger.releaseSweepLease(owner: owner)
        } catch {
            surroundings.log.warning("The sweep's lease could not be given back; it runs out by itself.")
        }
    }

    /// Last of what ends access, so that it delays nothing; whoever is at work on something has its claim.
    private func compare(_ known: ComparisonRecord?, _ report: inout SweepReport) async {
        guard !report.wasRunningAlready else { return }
        let end = invocation.deadline - Self.stopMargin
        let comparison = LeaseComparison(surroundings: surroundings, settlement: settlement, invocation: invocation)
        let found = await comparison.run(known, until: end)
        for settled in found.settled { report.count(settled) }
        report.errors += found.errors
        await fence(&report)
    }

    /// After everything else, so that no fence keeps access open.
    private func fence(_ report: inout SweepReport) async {
        let pass = FencePass(surroundings: surroundings, fencing: fencing, invocation: invocation)
        let orders = report.fenceOrders.sorted { $0.key < $1.key }
        report.fences.add(await pass.run(orders, due: report.fencesDue))
        (report.fenceOrders, report.fencesDue) = ([], [])
    }

    private func process(_ first: DuePage, _ report: inout SweepReport) async {
        let now = surroundings.clock.now()
        var queue = first.items[...]
        var cursor = first.next
        var isStopped = false
        var renewAt = now + Self.leaseLength / 2

        await withTaskGroup(of: (DueItem, Settlement.Settled).self) { group in
            var inFlight = 0
            while true {
                while queue.isEmpty, let next = cursor, !isStopped {
                    (queue, cursor) = await nextPage(next, at: now, &report)
                }
                if !isStopped { isStopped = await mustStop(&renewAt) }
                if !isStopped, inFlight < Self.maximumInFlight, let item = queue.popFirst() {
                    guard !report.keepsForLater(item) else { continue }
                    inFlight += 1
                    group.addTask { (item, await settle(item)) }
                } else if let (item, settled) = await group.next() {
                    inFlight -= 1
                    report.count(settled)
                    if settled.outcome.isRevoked, case .binding(let record) = item { report.noteEnd(of: record) }
                    if report.hasTooManyDoubts, case .lease = item { isStopped = true }
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
            return (report.setAside(page.items)[...], page.next)
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

    private var settlement: Settlement {
        Settlement(surroundings: surroundings, remover: remover, fencing: fencing, invocation: invocation)
    }

    private func settle(_ item: DueItem) async -> Settlement.Settled {
        switch item {
        case .binding(let record): return await settlement.settle(record)
        case .lease(let request):
            return await DueLease(surroundings: surroundings, settlement: settlement, invocation: invocation)
                .run(request)
        default: return Settlement.Settled(outcome: await settleOther(item))
        }
    }

    private func settleOther(_ item: DueItem) async -> Settlement.Outcome {
        switch item {
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
        // These are kept for afterwards.
        case .fenceOrder, .fences: return .kept
        // Set aside: see ``SweepReport/setAside(_:)``; and what is no other.
        case .search, .comparison, .reconcile, .binding, .lease: return .kept
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

extension DuePage {
    /// How far the search for rows of the published sample is.
    fileprivate var search: SearchRecord? {
        for case .search(let record) in items { return record }
        return nil
    }
}

extension DuePage {
    /// How far the comparison of requests and bindings is.
    fileprivate var comparison: ComparisonRecord? {
        for case .comparison(let record) in items { return record }
        return nil
    }
}

extension Settlement.Outcome {
    fileprivate var isRevoked: Bool {
        if case .revoked = self { true } else { false }
    }
}

extension SweepReport {
    /// What the sweep itself has to do, without what only comes along with what is due.
    fileprivate mutating func setAside(_ items: [DueItem]) -> [DueItem] {
        items.filter { item in
            switch item {
            case .reconcile(let record):
                reconcile = record
                return false
            case .search, .comparison: return false
            case .lease(let request):
                leasesDue.append(request)
                return false
            case .binding, .ended, .customSet, .fenceOrder, .fences, .unreadable: return true
            }
        }
    }

    /// The requests that are due for Revoke, but for those whose bindings have ended just now.
    fileprivate mutating func takeLeases() -> DuePage {
        let left = leasesDue.filter { !endedLeases.contains($0.id) }
        (leasesDue, endedLeases) = ([], [])
        return DuePage(items: left.map(DueItem.lease), next: nil)
    }

    /// Their requests need not be looked at, as far as they have come due.
    fileprivate mutating func noteEnd(of record: BindingRecord) {
        endedLeases.formUnion(record.leases.keys)
    }

    fileprivate mutating func count(_ settled: Settlement.Settled) {
        doubts += settled.doubts
        switch settled.outcome {
        case .revoked(let fence):
            revoked += 1
            if let fence { fenceOrders.append(fence) }
        case .kept: break
        case .pending: pending += 1
        case .failed(let reason): errors.append(reason)
        }
    }

    /// Whether it is about a fence, which is looked at when access has ended.
    fileprivate mutating func keepsForLater(_ item: DueItem) -> Bool {
        switch item {
        case .fenceOrder(let order): fenceOrders.append(order)
        case .fences(let record): fencesDue.insert(record.permissionSetARN)
        case .binding, .lease, .ended, .customSet, .search, .comparison, .reconcile, .unreadable: return false
        }
        return true
    }
}
