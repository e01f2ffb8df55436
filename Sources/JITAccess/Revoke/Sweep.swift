// SPDX-License-Identifier: Apache-2.0

/// One pass over everything that is due.
///
/// Access ends because nothing leaves the due-index but by a conditional write of what has become of it: an item that
/// was not reached, or whose settlement failed or was killed, is found again by the next sweep. The sweep's lease only
/// spares calls; the claims on the items keep two sweeps apart, so a lease that is lost or taken over harms nothing.
///
/// Nothing is first for ever: what cannot be understood is passed by, and what a sweep has died of comes last.
struct Sweep {
    /// Identity Center works on one role of an account at a time and allows few calls a second.
    static let maximumInFlight = 5

    /// With less time left than this, nothing new is begun.
    private static let stopMargin = Duration.seconds(10)

    /// How often others may have changed a binding between reading and settling it.
    private static let maximumReads = 5

    let surroundings: Surroundings
    let remover: any AssignmentRemover
    let setDeleter: any PermissionSetDeleter
    let fencing: Fencing
    let invocation: Invocation
    let marks: SweepMarks

    init(
        surroundings: Surroundings,
        remover: any AssignmentRemover,
        setDeleter: any PermissionSetDeleter,
        fencing: Fencing,
        invocation: Invocation
    ) {
        self.surroundings = surroundings
        self.remover = remover
        self.setDeleter = setDeleter
        self.fencing = fencing
        self.invocation = invocation
        marks = SweepMarks(.access, surroundings, invocation: invocation)
    }

    /// Looks at everything but what sweeps have died of: that is in the report, for ``tryAlone(_:)``.
    ///
    /// - Throws: ``LedgerError`` if what is due cannot be read.
    func run() async throws(LedgerError) -> SweepReport {
        let ledger = surroundings.ledger
        let now = surroundings.clock.now()
        var first = try await ledger.due(at: now, after: nil)
        // What comes along with every first page comes before everything else; a short page may end between.
        while first.items.allSatisfy(\.comesAlong), let next = first.next {
            let more = try await ledger.due(at: now, after: next)
            first = DuePage(items: first.items + more.items, next: more.next)
        }
        var report = SweepReport()
        let page = DuePage(items: report.setAside(first.items, at: now), next: first.next)
        // What is due does not wait for the search, which reads the whole table and may take as long as there is time.
        async let search = PublishedRowSearch(surroundings: surroundings, invocation: invocation).run(first.search)
        if !page.items.isEmpty || page.next != nil || !report.leasesDue.isEmpty || !report.fencesDue.isEmpty {
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
        report.legacyRows = found.legacy?.count ?? first.search.record?.legacyRows ?? 0
        let adopted = found.adopted.filter { $0.dueAt <= now }.map(DueItem.binding)
        if !adopted.isEmpty, !report.wasRunningAlready {
            try await sweep(DuePage(items: adopted, next: nil), &report)
        }
        return report
    }

    /// Looks at everything from `page` on, if no other sweep does.
    private func sweep(_ page: DuePage, _ report: inout SweepReport) async throws(LedgerError) {
        let first = page.items + report.leasesDue.map(DueItem.lease)
        guard try await marks.begin(first.prefix(SweepMarks.window).map(\.attemptKey)) else {
            report.wasRunningAlready = true
            return
        }
        await process(page, &report)
        // When every binding has had its turn: most of their ends take these out.
        await process(report.takeLeases(), &report)
        await fence(&report)
        await end()
    }

    private func end() async {
        do {
            try await marks.end()
        } catch {
            surroundings.log.warning("The sweep's lease could not be given back; it runs out by itself.")
        }
    }

    /// Last of what ends access, so that it delays nothing.
    private func compare(_ seen: HourlyWork.Seen<ComparisonRecord>, _ report: inout SweepReport) async {
        guard !report.wasRunningAlready else { return }
        let end = invocation.deadline - Self.stopMargin - (await marks.reserve)
        let comparison = LeaseComparison(surroundings: surroundings, invocation: invocation)
        report.errors += await comparison.run(seen, until: end)
    }

    /// Tries what sweeps have died of: one after another, with nothing else in flight, because this one may die of it too.
    ///
    /// Nothing may be left to be told or done afterwards.
    func tryAlone(_ items: [DueItem]) async -> SweepReport {
        var report = SweepReport()
        // What was listed first comes last: it is what every sweep has begun with.
        for item in items.reversed() {
            guard invocation.deadline - surroundings.clock.now() > Self.stopMargin else {
                report.pending += 1
                continue
            }
            let marks = marks
            let begun = await attempt { () throws(LedgerError) in try await marks.begin([item.attemptKey]) }
            // Another sweep has them, or there is no marking them now: they are found again.
            guard case .success(true) = begun, await marks.mark([item.attemptKey]) else {
                report.pending += 1
                continue
            }
            await tryAlone(item, &report)
            await marks.survived(item.attemptKey)
        }
        await end()
        return report
    }

    private func tryAlone(_ item: DueItem, _ report: inout SweepReport) async {
        async let _ = renewLease()
        if !report.keepsForLater(item) { report.count(await settle(item)) }
        await runFences(&report)
    }

    /// After everything else, so that no fence keeps access open.
    private func fence(_ report: inout SweepReport) async {
        for order in report.fenceOrders where await marks.deaths(on: DueItem.fenceOrder(order).attemptKey) != nil {
            report.fenceOrders.removeAll { $0 == order }
            report.suspects.append(.fenceOrder(order))
        }
        let keys = report.fenceKeys
        guard !keys.isEmpty else { return }
        // If they cannot be marked they are worked on all the same: their sessions are open.
        _ = await marks.mark(keys)
        await runFences(&report)
    }

    private func runFences(_ report: inout SweepReport) async {
        let (orders, due) = report.takeFences()
        guard !orders.isEmpty || !due.isEmpty else { return }
        async let _ = renewLease()
        let pass = FencePass(surroundings: surroundings, fencing: fencing, invocation: invocation)
        report.fences.add(await pass.run(orders, due: due))
    }

    // MARK: In flight

    private func process(_ first: DuePage, _ report: inout SweepReport) async {
        async let _ = renewLease()
        let now = surroundings.clock.now()
        let stop = invocation.deadline - Self.stopMargin - (await marks.reserve)
        var queue = first.items[...]
        var cursor = first.next
        var isStopped = false
        // The leases of one binding have one key.
        var inFlight: [String] = []
        await withTaskGroup(of: (DueItem, Settlement.Settled).self) { group in
            while true {
                var mayBegin = await mayBegin(before: stop)
                while queue.isEmpty, let next = cursor, mayBegin {
                    (queue, cursor) = await nextPage(next, at: now, &report)
                    mayBegin = await self.mayBegin(before: stop)
                }
                if mayBegin, !isStopped, inFlight.count < Self.maximumInFlight, let item = queue.first {
                    let key = item.attemptKey
                    if await marks.deaths(on: key) != nil {
                        report.suspects.append(item)
                    } else if !report.keepsForLater(item) {
                        guard await mark(key, queue.dropFirst(), inFlight) else { continue }
                        inFlight.append(key)
                        group.addTask { (item, await settle(item)) }
                    }
                    queue.removeFirst()
                } else if let (item, settled) = await group.next() {
                    if let index = inFlight.firstIndex(of: item.attemptKey) { inFlight.remove(at: index) }
                    report.count(settled)
                    if settled.outcome.isRevoked, case .binding(let record) = item { report.noteEnd(of: record) }
                    if report.hasTooManyDoubts, case .lease = item { isStopped = true }
                } else {
                    break
                }
            }
        }
        report.pending += queue.count
        if !isStopped, await marks.isOurs, !queue.isEmpty || cursor != nil {
            let more = cursor == nil ? "" : " and more"
            report.errors.append("The time was over: \(queue.count)\(more) items are due and were not reached.")
        }
    }

    /// Whether a further item may be begun: there is time, and no other sweep has taken over.
    private func mayBegin(before stop: Timestamp) async -> Bool {
        guard surroundings.clock.now() < stop else { return false }
        return await marks.isOurs
    }

    /// Has an item marked before it is begun, with those that follow it; false if the lease was lost.
    private func mark(_ key: String, _ following: ArraySlice<DueItem>, _ inFlight: [String]) async -> Bool {
        if await marks.isMarked(key) { return true }
        let next = following.prefix(SweepMarks.window - 1).map(\.attemptKey)
        return await marks.mark(Set(inFlight).union(next).union([key]))
    }

    /// Renews the lease each time that half of it is over, so that it runs out only if this process dies.
    private func renewLease() async {
        while true {
            await surroundings.clock.sleep(for: SweepMarks.leaseLength / 2)
            guard !Task.isCancelled, await marks.renew() else { return }
        }
    }

    private func nextPage(
        _ cursor: DueCursor,
        at now: Timestamp,
        _ report: inout SweepReport
    ) async -> (ArraySlice<DueItem>, DueCursor?) {
        do {
            let page = try await surroundings.ledger.due(at: now, after: cursor)
            return (report.setAside(page.items, at: now)[...], page.next)
        } catch {
            report.errors.append("The next page of what is due could not be read: \(Refusal(error).cause ?? "")")
            return ([], nil)
        }
    }

    // MARK: One item

    private var settlement: Settlement {
        Settlement(surroundings: surroundings, remover: remover, fencing: fencing, invocation: invocation)
    }

    private func settle(_ item: DueItem) async -> Settlement.Settled {
        switch item {
        case .binding(let record): return await settle(record)
        case .lease(let request):
            return await DueLease(surroundings: surroundings, settlement: settlement, invocation: invocation)
                .run(request)
        case .ended(let ended):
            var writer = LedgerWriter(surroundings, invocation: invocation)
            do {
                try await writer.commit([.removeEnded(ended)], [])
            } catch {
                surroundings.log.warning("The memory of a removal could not be deleted; the next sweep tries again.")
            }
            return Settlement.Settled(outcome: .kept)
        case .customSet(let record):
            return await CustomSetRemoval(surroundings: surroundings, deleter: setDeleter, invocation: invocation)
                .run(record)
        // These are kept for afterwards, or set aside: see ``SweepReport/setAside(_:at:)``.
        case .fenceOrder, .fences, .search, .comparison, .reconcile, .unreadable:
            return Settlement.Settled(outcome: .kept)
        }
    }

    /// Settles a binding. The index may be behind, and somebody may be at work on it: then it is read again.
    private func settle(_ listed: BindingRecord) async -> Settlement.Settled {
        let settlement = settlement
        let ledger = surroundings.ledger
        var record = listed
        var result = Settlement.Settled(outcome: .kept)
        for _ in 1...Self.maximumReads {
            let settled = await settlement.settle(record)
            result.successors += settled.successors
            guard settled.outcome == .changed else {
                result.outcome = settled.outcome
                result.doubts = settled.doubts
                return result
            }
            switch await attempt({ () throws(LedgerError) in try await ledger.binding(listed.binding) }) {
            case .success(.record(let again)) where again.dueAt <= surroundings.clock.now(): record = again
            // Somebody has done what was to be done.
            case .success: return result
            case .failure(let error):
                result.outcome = .failed("\(listed.binding.key): \(Refusal(error).cause ?? "it could not be read")")
                return result
            }
        }
        result.outcome = .failed(
            "\(listed.binding.key): somebody has changed it each time that its access was to be ended."
        )
        return result
    }
}

extension DueItem {
    /// How long access has been open that should not be.
    func overdue(at moment: Timestamp) -> Duration {
        guard case .binding(let record) = self, !record.isHeld(at: moment), !record.isStanding else { return .zero }
        return max(.zero, moment - record.expiresAt)
    }

    /// Whether it only comes along with what is due.
    fileprivate var comesAlong: Bool {
        switch self {
        case .search, .comparison: true
        case .binding, .lease, .ended, .customSet, .fenceOrder, .fences, .reconcile, .unreadable: false
        }
    }

    /// What tells an item from others in the marks of a sweep. A request that is due has its binding settled, and so is one
    /// with it; fences are worked on together, by their permission set.
    var attemptKey: String {
        switch self {
        case .binding(let record): record.binding.key
        case .lease(let request): request.binding?.key ?? "request#\(request.id)"
        case .ended(let ended): "ended#\(ended.binding.key)"
        case .customSet(let record): "custom#\(record.requestID)"
        case .fenceOrder(let order): Self.fenceKey(order.permissionSetARN)
        case .fences(let record): Self.fenceKey(record.permissionSetARN)
        case .search: Self.searchKey
        case .comparison: Self.comparisonKey
        case .reconcile: "reconcile#last"
        case .unreadable(let key, _): key
        }
    }

    fileprivate static let searchKey = "search#published"
    fileprivate static let comparisonKey = "search#leases"

    /// The permission set whose fences have this key; nil for any other key.
    fileprivate static func permissionSetARN(ofFences key: String) -> String? {
        let prefix = fenceKey("")
        guard key.utf8.starts(with: prefix.utf8) else { return nil }
        return String(decoding: key.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    }

    fileprivate static func fenceKey(_ permissionSetARN: String) -> String { "fences#\(permissionSetARN)" }
}

extension DuePage {
    /// How far the search for rows of the published sample is.
    fileprivate var search: HourlyWork.Seen<SearchRecord> {
        seen(DueItem.searchKey) { if case .search(let record) = $0 { record } else { nil } }
    }

    /// How far the comparison of requests and bindings is.
    fileprivate var comparison: HourlyWork.Seen<ComparisonRecord> {
        seen(DueItem.comparisonKey) { if case .comparison(let record) = $0 { record } else { nil } }
    }

    private func seen<Record>(_ key: String, _ read: (DueItem) -> Record?) -> HourlyWork.Seen<Record> {
        for item in items {
            if let record = read(item) { return .record(record) }
            if case .unreadable(key, _) = item { return .unreadable }
        }
        // Always due, so always first: whoever has put something before it must not keep the work from being done.
        return next == nil ? .absent : .unreadable
    }
}

extension Settlement.Outcome {
    fileprivate var isRevoked: Bool {
        if case .revoked = self { true } else { false }
    }
}

extension SweepReport {
    /// What the sweep itself has to do, without what only comes along with what is due, and what cannot be understood.
    fileprivate mutating func setAside(_ items: [DueItem], at moment: Timestamp) -> [DueItem] {
        items.filter { item in
            oldestOverdue = max(oldestOverdue, item.overdue(at: moment))
            switch item {
            case .reconcile(let record):
                reconcile = record
                return false
            case .unreadable(let key, let problem):
                unreadable.add("The item \(key) of the state table cannot be understood: \(problem)")
                if let arn = DueItem.permissionSetARN(ofFences: key) { fencesDue.insert(arn) }
                return false
            case .search, .comparison: return false
            case .lease(let request):
                leasesDue.append(request)
                return false
            case .binding, .ended, .customSet, .fenceOrder, .fences: return true
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
        successors += settled.successors
        switch settled.outcome {
        case .revoked(let fence):
            revoked += 1
            if let fence { fenceOrders.append(fence) }
        case .kept: break
        case .pending, .changed: pending += 1
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

    fileprivate mutating func takeFences() -> ([FenceOrder], Set<String>) {
        defer { (fenceOrders, fencesDue) = ([], []) }
        return (fenceOrders.sorted { $0.key < $1.key }, fencesDue)
    }

    fileprivate var fenceKeys: Set<String> {
        Set(fencesDue.union(fenceOrders.map(\.permissionSetARN)).map(DueItem.fenceKey))
    }
}
