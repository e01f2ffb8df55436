// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// What the state and audit tables hold.
struct LedgerTables: Sendable {
    struct UnreadableItem: Sendable {
        let key: String
        let problem: String
        let dueAt: Timestamp
    }

    struct CountedAttempts: Sendable {
        var hour: Timestamp
        var refusals: Int
    }

    var bindings: [Binding: StoredBinding] = [:]
    /// Those of them that somebody has written something into that cannot be understood.
    var spoiledBindings: Set<Binding> = []
    /// Those of them that somebody has taken out of the index.
    var undueBindings: Set<Binding> = []

    /// The requests whose items cannot be understood.
    var spoiledRequests: Set<RequestID> = []

    /// The permission sets whose record of fences cannot be understood.
    var spoiledFences: Set<String> = []
    var ended: [Binding: EndedBinding] = [:]
    var requests: [RequestID: RequestRecord] = [:]
    /// When Revoke must look at the requests that are lent: `due_at` of those in its partition.
    var leasesDue: [RequestID: Timestamp] = [:]
    var customSets: [RequestID: CustomSetRecord] = [:]
    var liveCustomSets: Int64 = 0

    /// Whether that number is none that could be.
    var isCustomSetCountSpoilt = false

    var customSetCount: StoredCount { isCustomSetCountSpoilt ? .unreadable : .count(Int(liveCustomSets)) }

    /// The memories of removals that cannot be understood.
    var spoiltEnded: Set<Binding> = []
    var openCounts: [Caller: StoredCount] = [:]
    var attempts: [String: CountedAttempts] = [:]
    var fenceOrders: [String: FenceOrder] = [:]
    var fences: [String: FenceRecord] = [:]
    var audit: [RequestID: [AuditRecord]] = [:]
    var unreadable: [UnreadableItem] = []
    var unreadableRows: [String] = []
    var sweepLeases: [SweepLease.Sweep: SweepLease] = [:]
    var search: SearchRecord?
    var comparison: ComparisonRecord?
    var reconcile: ReconcileRecord?

    /// What waits for Grant and is no request that can be understood.
    var unreadableRequests: [UnreadableItem] = []

    /// The keys of rows that were taken out of Grant's queue.
    var setAside: Set<String> = []

    /// Requests that somebody has put into Grant's queue, where they have nothing to do.
    var misplaced: Set<RequestID> = []

    var requestSweepPlace: DueCursor?

    /// Requests whose items are as large as items can be.
    var full: Set<RequestID> = []

    /// What has a next moment and waits for Grant, as the index has it: sorted by that moment.
    var openRequests: [(dueAt: Timestamp, key: String, item: OpenRequestRow.Content)] {
        let genuine = requests.values.compactMap { record in
            record.dueAt.map { ($0, "request#\(record.id)", OpenRequestRow.Content.request(record)) }
        }
        let strayed = misplaced.compactMap { id in
            requests[id].map { (Timestamp(seconds: 0), "request#\(id)", OpenRequestRow.Content.request($0)) }
        }
        let others =
            strayed + unreadableRequests.map { ($0.dueAt, $0.key, OpenRequestRow.Content.unreadable($0.problem)) }
        return (genuine + others).filter { !setAside.contains($0.1) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    }

    /// Everything that Revoke must look at and that has a next moment, as the index has it: sorted by that moment.
    var index: [(dueAt: Timestamp, key: String, item: DueItem)] {
        var entries: [(dueAt: Timestamp, key: String, item: DueItem)] = []
        for stored in bindings.values {
            guard case .record(let record) = stored else { continue }
            let key = record.binding.key
            let item = DueItem.binding(record)
            guard !undueBindings.contains(record.binding) else { continue }
            let isSpoiled = spoiledBindings.contains(record.binding)
            let problem = record.revocation?.failedAttempts == Int.max ? Self.greatNumber : "It was spoiled."
            entries.append((record.dueAt, key, isSpoiled ? .unreadable(key: key, problem: problem) : item))
        }
        for (id, dueAt) in leasesDue {
            if let request = requests[id] { entries.append((dueAt, "request#\(id)", .lease(request))) }
        }
        for item in ended.values { entries.append((item.dueAt, "ended#" + item.binding.key, .ended(item))) }
        for item in customSets.values { entries.append((item.dueAt, "custom#\(item.requestID)", .customSet(item))) }
        for item in fenceOrders.values { entries.append((item.dueAt, "fence#\(item.key)", .fenceOrder(item))) }
        for item in fences.values {
            let key = "fences#\(item.permissionSetARN)"
            let isSpoilt = spoiledFences.contains(item.permissionSetARN)
            entries.append(
                (item.dueAt, key, isSpoilt ? .unreadable(key: key, problem: "It was spoiled.") : .fences(item))
            )
        }
        // Always due, as in the real table.
        if let search { entries.append((Timestamp(seconds: 0), "search#published", .search(search))) }
        if let comparison { entries.append((Timestamp(seconds: 0), "search#leases", .comparison(comparison))) }
        if let reconcile, let dueAt = reconcile.dueAt {
            entries.append((dueAt, "reconcile#last", .reconcile(reconcile)))
        }
        for item in unreadable {
            entries.append((item.dueAt, item.key, .unreadable(key: item.key, problem: item.problem)))
        }
        return entries.sorted { ($0.dueAt, $0.key) < ($1.dueAt, $1.key) }
    }
}

extension LedgerTables {
    /// What is wrong with an item in which a number is outside its bounds.
    static let greatNumber = "A number is outside its bounds."
}

/// A binding before and after a transaction.
struct BindingChange: Sendable {
    let before: StoredBinding
    let after: StoredBinding
}

extension LedgerTables {
    /// DynamoDB takes no more actions in one transaction.
    private static let maximumActions = 100

    /// Makes all changes and appends all records, or throws and changes nothing.
    mutating func commit(
        _ transaction: LedgerTransaction,
        isConditional: Bool = true
    ) throws(LedgerError) -> [BindingChange] {
        try check(transaction)
        var failed: Set<LedgerPart> = []
        for change in transaction.changes {
            if isConditional, !holds(change) { failed.insert(change.part) }
        }
        for record in transaction.audit {
            let chain = audit[record.requestID] ?? []
            if chain.contains(where: { $0.sequence == record.sequence }) { failed.insert(.audit) }
        }
        guard failed.isEmpty else { throw .conflict(failed) }

        var changes: [BindingChange] = []
        for change in transaction.changes {
            guard let binding = change.binding else {
                apply(change)
                continue
            }
            // What cannot be understood counts as nothing.
            let before = spoiledBindings.contains(binding) ? .absent : bindings[binding] ?? .absent
            apply(change)
            changes.append(BindingChange(before: before, after: bindings[binding] ?? .absent))
        }
        for record in transaction.audit { audit[record.requestID, default: []].append(record) }
        return changes
    }

    /// What DynamoDB refuses whatever the tables hold.
    private func check(_ transaction: LedgerTransaction) throws(LedgerError) {
        let count = transaction.changes.count + transaction.audit.count
        guard (1...Self.maximumActions).contains(count) else {
            throw .unavailable("ValidationException: \(count) actions in one transaction", awsRequestID: nil)
        }
        let places = transaction.changes.map(\.place) + transaction.audit.map { "\($0.requestID)#\($0.sequence)" }
        for case .putRequest(let request, _) in transaction.changes where full.contains(request.id) {
            throw .refused("ValidationException: the item \(request.id) is too large", awsRequestID: nil)
        }
        guard Set(places).count == places.count else {
            throw .unavailable("ValidationException: two actions on one item", awsRequestID: nil)
        }
    }

    private func holds(_ change: LedgerChange) -> Bool {
        switch change {
        case .putBinding(let record, .absent): return bindings[record.binding] == nil
        case .putBinding(let record, .version(let version)): return has(record.binding, version)
        case .putBinding(let record, .published(let row)): return bindings[record.binding] == .published(row)
        case .putBinding(let record, .unreadable(let item)):
            guard spoiledBindings.contains(record.binding), let version = item.version.flatMap(Int64.init) else {
                return false
            }
            return has(record.binding, version)
        case .removeBinding(let binding, let version): return has(binding, version)
        case .putRequest(let request, .absent): return requests[request.id] == nil
        case .putRequest(let request, .version(let version)): return requests[request.id]?.version == version
        case .updateRequest(let update):
            // Into what is full nothing more fits: that looks as if it were not as expected.
            return !full.contains(update.id) && (requests[update.id]?.lease?.status).map(update.from.contains) ?? false
        case .setRowAside(let place):
            return openRequests.contains { $0.key == place.key && $0.dueAt == place.dueAt }
        case .putRequestSweepPlace: return true
        case .putEnded(let new):
            return ended[new.binding].map { old in
                old.endedAt <= new.endedAt || old.endedAt > new.endedAt + .seconds(60)
            } ?? true
        case .removeEnded(let old): return ended[old.binding].map { $0.endedAt == old.endedAt } ?? true
        case .putCustomSet(let record, .absent): return customSets[record.requestID] == nil
        case .putCustomSet(let record, .version(let version)):
            return customSets[record.requestID]?.version == version
        case .removeCustomSet(let id, let version): return customSets[id]?.version == version
        case .putFenceOrder(let order, .absent): return fenceOrders[order.key] == nil
        case .putFenceOrder(let order, .version(let version)): return fenceOrders[order.key]?.version == version
        case .removeFenceOrder(let order): return fenceOrders[order.key]?.version == order.version
        case .putFences(let record, .absent): return fences[record.permissionSetARN] == nil
        case .putFences(let record, .version(let version)):
            return fences[record.permissionSetARN]?.version == version
        case .putFences(let record, .unreadable(let item)): return isSpoilt(record.permissionSetARN, item)
        case .putFences(_, .published): return false
        case .removeUnreadableFences(let arn, let item): return isSpoilt(arn, item)
        case .removeFences(let arn, let version): return fences[arn]?.version == version
        case .noteLastCredential(let id, _): return requests[id]?.lease != nil
        case .countCustomSets(let difference):
            guard !isCustomSetCountSpoilt else { return false }
            return difference < 0 ? liveCustomSets > 0 : (0..<CustomPermissionSet.maximumLive).contains(liveCustomSets)
        case .correctCustomSets(_, let stored): return customSetCount == stored
        case .countOpenRequests(let caller, let change): return holds(change, openCounts[caller] ?? .absent)
        case .countAttempt(let count, let change): return holds(change, count)
        case .lookAtLease(let id, _): return requests[id]?.leaseDueAt != nil
        case .dismissLease(let id, _):
            return leasesDue[id] != nil && requests[id].map { $0.leaseDueAt == nil } ?? false
        case .endStanding(let id): return requests[id]?.lease != nil
        case .putComparison(_, .absent): return comparison == nil && !isUnreadable("search#leases")
        case .putSearch(_, .absent): return search == nil && !isUnreadable("search#published")
        case .putComparison(_, .unreadable), .putSearch(_, .unreadable): return true
        case .putComparison(_, .version(let version)): return comparison?.version == version
        case .putSearch(_, .version(let version)): return search?.version == version
        case .putReconcile(_, .absent): return reconcile == nil
        case .putReconcile(_, .version(let version)): return reconcile?.version == version
        case .putReconcile(_, .unreadable): return true
        }
    }

    private func isSpoilt(_ arn: String, _ item: SpoiltItem) -> Bool {
        spoiledFences.contains(arn) && item.version == (fences[arn]?.version).map { "\($0)" }
    }

    private func isUnreadable(_ key: String) -> Bool { unreadable.contains { $0.key == key } }

    private func holds(_ change: OpenCountChange, _ stored: StoredCount) -> Bool {
        switch (change, stored) {
        case (.opened, .absent): true
        case (.opened(let limit), .count(let count)): count < limit
        case (.closed, .count(let count)): count >= 1
        case (.corrected(_, .unreadable), _): stored != .absent
        case (.corrected(_, let read), _): stored == read
        case (.opened, .unreadable), (.closed, .absent), (.closed, .unreadable): false
        }
    }

    private func holds(_ change: AttemptChange, _ count: AttemptCount) -> Bool {
        let stored = attempts[count.name]
        switch change {
        case .first(let hour):
            return stored.map { $0.hour != hour || !(1...count.limit + 1).contains($0.refusals) } ?? true
        case .further(let hour):
            return stored.map { $0.hour == hour && (1..<count.limit).contains($0.refusals) } ?? false
        case .last(let hour): return stored.map { $0.hour == hour && $0.refusals == count.limit } ?? false
        case .check(let hour): return stored.map { $0.hour != hour || $0.refusals < count.limit } ?? true
        }
    }

    /// Writes a binding as an item of its own: what somebody has made of the one before is gone.
    mutating func put(_ record: BindingRecord) {
        removeBinding(record.binding)
        bindings[record.binding] = .record(record.asStored)
    }

    mutating func removeBinding(_ binding: Binding) {
        bindings[binding] = nil
        spoiledBindings.remove(binding)
        undueBindings.remove(binding)
    }

    /// Writes a request with the attributes that make it due.
    mutating func put(_ request: RequestRecord) {
        requests[request.id] = request.asStored
        leasesDue[request.id] = request.asStored.leaseDueAt
    }

    private func has(_ binding: Binding, _ version: Int64) -> Bool {
        guard case .record(let record)? = bindings[binding] else { return false }
        return record.version == version
    }

    private mutating func apply(_ change: LedgerChange) {
        switch change {
        case .putBinding(let record, _):
            put(record)
        case .removeBinding(let binding, _): removeBinding(binding)
        case .putRequest(let request, _): put(request)
        case .updateRequest(let update):
            guard var request = requests[update.id], var lease = request.lease else { return }
            lease.status = update.status
            if let expiresAt = update.expiresAt { lease.expiresAt = expiresAt.asStored }
            if let failure = update.failure { lease.failure = failure }
            if let usableFrom = update.usableFrom { lease.usableFrom = usableFrom.asStored }
            if let last = update.lastCredentialAt { lease.endOfSessions = last.asStored }
            request.state = .leased(lease)
            requests[update.id] = request
            if let dueAt = update.dueAt { leasesDue[update.id] = dueAt.asStored }
            if update.isFinal { leasesDue[update.id] = nil }
        case .setRowAside(let place): setAside.insert(place.key)
        case .putRequestSweepPlace(let place): requestSweepPlace = place
        case .lookAtLease(let id, let moment):
            leasesDue[id] = moment.asStored
            misplaced.remove(id)
        case .dismissLease(let id, _): leasesDue[id] = nil
        case .endStanding(let id):
            guard var request = requests[id], var lease = request.lease else { return }
            lease.isStanding = false
            request.state = .leased(lease)
            requests[id] = request
        case .putEnded(let new): ended[new.binding] = new.asStored
        case .removeEnded(let old): ended[old.binding] = nil
        case .putCustomSet(let record, _): customSets[record.requestID] = record.asStored
        case .removeCustomSet(let id, _): customSets[id] = nil
        case .countCustomSets(let difference): liveCustomSets += difference
        case .correctCustomSets(let count, _):
            liveCustomSets = Int64(count)
            isCustomSetCountSpoilt = false
        case .putFenceOrder(let order, _): fenceOrders[order.key] = order.asStored
        case .removeFenceOrder(let order): fenceOrders[order.key] = nil
        case .putFences(let record, _):
            fences[record.permissionSetARN] = record.asStored
            spoiledFences.remove(record.permissionSetARN)
        case .removeUnreadableFences(let arn, _):
            fences[arn] = nil
            spoiledFences.remove(arn)
        case .removeFences(let arn, _): fences[arn] = nil
        case .noteLastCredential(let id, let moment):
            guard var request = requests[id], var lease = request.lease else { return }
            lease.endOfSessions = moment.asStored
            request.state = .leased(lease)
            requests[id] = request
        case .countOpenRequests(let caller, let change): apply(change, of: caller)
        case .countAttempt(let count, .first(let hour)):
            attempts[count.name] = CountedAttempts(hour: hour, refusals: 1)
        case .countAttempt(let count, .further), .countAttempt(let count, .last):
            attempts[count.name]?.refusals += 1
        case .countAttempt(_, .check): break
        case .putSearch(let record, _):
            search = record
            unreadable.removeAll { $0.key == "search#published" }
        case .putComparison(let record, _):
            comparison = record
            unreadable.removeAll { $0.key == "search#leases" }
        case .putReconcile(let record, _): reconcile = record
        }
    }
}

extension LedgerTables {
    private mutating func apply(_ change: OpenCountChange, of caller: Caller) {
        let count = if case .count(let count)? = openCounts[caller] { count } else { 0 }
        switch change {
        case .opened: openCounts[caller] = .count(count + 1)
        case .closed: openCounts[caller] = .count(count - 1)
        case .corrected(let corrected, _): openCounts[caller] = .count(corrected)
        }
    }
}

extension LedgerChange {
    /// What a conflict over it is about.
    var part: LedgerPart {
        switch self {
        case .putBinding, .removeBinding: .binding
        case .putRequest, .updateRequest, .setRowAside, .putRequestSweepPlace, .lookAtLease, .dismissLease,
            .endStanding:
            .request
        case .putEnded, .removeEnded: .endedBinding
        case .putCustomSet, .removeCustomSet: .customSet
        case .countCustomSets, .correctCustomSets: .customSetLimit
        case .putFenceOrder, .removeFenceOrder: .fenceOrder
        case .putFences, .removeFences, .removeUnreadableFences: .fences
        case .noteLastCredential: .request
        case .countOpenRequests: .openRequestLimit
        case .countAttempt: .attemptLimit
        case .putSearch: .search
        case .putComparison: .comparison
        case .putReconcile: .reconcile
        }
    }

    fileprivate var binding: Binding? {
        switch self {
        case .putBinding(let record, _): record.binding
        case .removeBinding(let binding, _): binding
        case .putRequest, .updateRequest, .putEnded, .removeEnded, .putCustomSet, .removeCustomSet,
            .countCustomSets, .correctCustomSets, .putFenceOrder, .removeFenceOrder, .putFences, .removeFences,
            .removeUnreadableFences,
            .noteLastCredential,
            .putSearch, .putReconcile, .putComparison, .countOpenRequests, .countAttempt, .setRowAside,
            .putRequestSweepPlace, .lookAtLease, .dismissLease, .endStanding:
            nil
        }
    }

    /// The key of the item it writes.
    fileprivate var place: String {
        switch self {
        case .putBinding(let record, _): record.binding.key
        case .removeBinding(let binding, _): binding.key
        case .putRequest(let request, _): "request#\(request.id)"
        case .updateRequest(let update): "request#\(update.id)"
        case .setRowAside(let place): place.key
        case .putRequestSweepPlace: "requestsweep#last"
        case .putEnded(let item), .removeEnded(let item): "ended#" + item.binding.key
        case .putCustomSet(let record, _): "custom#\(record.requestID)"
        case .removeCustomSet(let id, _): "custom#\(id)"
        case .countCustomSets, .correctCustomSets: "customsets#live"
        case .putFenceOrder(let order, _), .removeFenceOrder(let order): "fence#\(order.key)"
        case .putFences(let record, _): "fences#\(record.permissionSetARN)"
        case .removeFences(let arn, _), .removeUnreadableFences(let arn, _): "fences#\(arn)"
        case .noteLastCredential(let id, _): "request#\(id)"
        case .countOpenRequests(let caller, _): "open#\(caller.name)"
        case .countAttempt(let count, _): "attempts#\(count.name)"
        case .lookAtLease(let id, _), .dismissLease(let id, _), .endStanding(let id): "request#\(id)"
        case .putSearch: "search#published"
        case .putComparison: "search#leases"
        case .putReconcile: "reconcile#last"
        }
    }
}

extension LedgerTables {
    /// For tests, which need not say by what a request was made: the whole id of the only request that was given this one.
    func whole(_ id: RequestID) -> RequestID {
        guard id.entryPoint == nil, requests[id] == nil, audit[id] == nil else { return id }
        let known = Set(requests.keys).union(audit.keys).filter { $0.given == id.given }
        return known.count == 1 ? known.first ?? id : id
    }
}
