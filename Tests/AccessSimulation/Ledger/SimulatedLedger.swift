// SPDX-License-Identifier: Apache-2.0

public import JITAccess
import Synchronization

/// The ledger in memory, with DynamoDB's semantics: conditional transactions, all or nothing, that report each part
/// whose condition did not hold; an index that may be behind; pages.
public final class SimulatedLedger: Sendable {
    private struct State {
        var tables = LedgerTables()
        /// The tables as they were, oldest first; kept only while the index is behind.
        var history: [(from: Timestamp, tables: LedgerTables)] = []
        var pageSize = 100
        var indexDelay = Duration.zero
        var startsWithEmptyPage = false
        var fillsTrails = false
        var poison: (@Sendable (LedgerTransaction) -> Bool)?
        var revision = 0
        var busyCounts = 0

        /// Keeps the tables as they are now, and none that no index can show any more: of two of one moment the later is.
        mutating func keepTables(at now: Timestamp) {
            while history.count > 1, history[1].from <= now - indexDelay { history.removeFirst() }
            if history.count > 1, history.last?.from == now { history.removeLast() }
            history.append((now, tables))
        }
    }

    private let state = Mutex(State())
    private let simulation: Simulation

    /// The records whose hash was found to fit, the last of each trail. Whoever changes one has all hashed anew.
    private let hashed = Box<[RequestID: Int64]>([:])
    private let changedTrails = Box(0)
    private let adoption = Box(true)

    init(_ simulation: Simulation) {
        self.simulation = simulation
    }

    // MARK: How it behaves

    /// Whether rows of the published sample are to be adopted; where they are not, they stay.
    var adoptsRows: Bool {
        get { adoption.get() }
        set { adoption.set(newValue) }
    }

    /// How many items a page of what is due has.
    public var pageSize: Int {
        get { state.withLock { $0.pageSize } }
        set { state.withLock { $0.pageSize = newValue } }
    }

    /// How far the index behind what is due is behind the table.
    public var indexDelay: Duration {
        get { state.withLock { $0.indexDelay } }
        set {
            state.withLock { state in
                state.indexDelay = newValue
                if state.history.isEmpty { state.history = [(simulation.now, state.tables)] }
            }
        }
    }

    /// Whether what is due begins with a page that has nothing but the place where the next begins.
    public var startsWithEmptyPage: Bool {
        get { state.withLock { $0.startsWithEmptyPage } }
        set { state.withLock { $0.startsWithEmptyPage = newValue } }
    }

    /// Whether somebody adds a record to each trail just before a function does.
    var fillsTrails: Bool {
        get { state.withLock { $0.fillsTrails } }
        set { state.withLock { $0.fillsTrails = newValue } }
    }

    /// Has whoever is about to write such a transaction die, as of a fault in what it computes.
    public func poison(_ matches: (@Sendable (LedgerTransaction) -> Bool)?) {
        state.withLock { $0.poison = matches }
    }

    func isPoisonous(_ transaction: LedgerTransaction) -> Bool {
        state.withLock { $0.poison }?(transaction) ?? false
    }

    // MARK: What it holds

    /// How often a trail was changed otherwise than by what was added to it.
    private(set) var trailChanges: Int {
        get { changedTrails.get() }
        set { changedTrails.set(newValue) }
    }

    /// The hash of a record that was written was found to fit.
    func hashFits(_ record: AuditRecord) { hashed.update { $0[record.requestID] = record.sequence } }

    /// Whether that was found of this record, and none was changed since.
    func isHashed(_ record: AuditRecord) -> Bool { hashed.get()[record.requestID] == record.sequence }

    /// How often anything was written: what has not changed need not be judged again.
    var revision: Int { state.withLock { $0.revision } }

    /// Whether nothing is lent or about to be.
    var isEmpty: Bool {
        read {
            $0.bindings.values.allSatisfy { !adoptsRows && $0.isPublished } && $0.customSets.isEmpty
                && $0.liveCustomSets == 0 && $0.fenceOrders.isEmpty
                && $0.fences.isEmpty
        }
    }

    /// When a function must look at something next; nil if never.
    var nextDue: Timestamp? {
        read { tables in
            let published = adoptsRows && tables.hasPublishedRows
            // No index has them, so they may be found at any time.
            if published { return Timestamp(seconds: 0) }
            let index = tables.index.first { !$0.item.isUpkeep }?.dueAt
            return [index, tables.openRequests.first?.dueAt].compactMap(\.self).min()
        }
    }

    /// What is stored for a binding.
    public func stored(_ binding: Binding) -> StoredBinding { read { $0.bindings[binding] ?? .absent } }

    /// The record of a binding, if there is one.
    public func record(_ binding: Binding) -> BindingRecord? {
        guard case .record(let record) = stored(binding) else { return nil }
        return record
    }

    /// Every binding's item.
    public var bindings: [StoredBinding] { read { Array($0.bindings.values) } }

    /// The memory of a removal.
    public func ended(_ binding: Binding) -> EndedBinding? { read { $0.ended[binding] } }

    /// A request; without its entry point, the only one that was given this id.
    public func request(_ id: RequestID) -> RequestRecord? { read { $0.requests[$0.whole(id)] } }

    /// Whether a request says that a binding is lent.
    func isLent(_ binding: Binding) -> Bool {
        read { tables in tables.requests.values.contains { $0.leaseDueAt != nil && $0.binding == binding } }
    }

    /// Whether Grant must look at a request until then, or at all.
    func hasRequests(dueBy moment: Timestamp?) -> Bool {
        read { tables in
            tables.requests.values.contains { request in
                request.dueAt.map { dueAt in moment.map { dueAt <= $0 } ?? true } ?? false
            }
        }
    }

    /// Every request.
    public var requests: [RequestRecord] { read { $0.requests.values.sorted { $0.id < $1.id } } }

    /// The custom permission set of a request; see ``request(_:)``.
    public func customSet(of id: RequestID) -> CustomSetRecord? { read { $0.customSets[$0.whole(id)] } }

    /// Every custom permission set.
    public var customSets: [CustomSetRecord] { read { Array($0.customSets.values) } }

    /// The fences of a permission set.
    public func fences(of permissionSetARN: String) -> FenceRecord? { read { $0.fences[permissionSetARN] } }

    /// Every permission set that has fences.
    public var fences: [FenceRecord] { read { Array($0.fences.values) } }

    /// Every order for a fence.
    public var fenceOrders: [FenceOrder] { read { Array($0.fenceOrders.values) } }

    /// Puts fences there, as another version of this program, or another time, might have left them.
    public func put(_ record: FenceRecord) { write { $0.fences[record.permissionSetARN] = record.asStored } }

    /// How far the search for rows of the published sample is.
    public var search: SearchRecord? { read { $0.search } }

    /// The last reconcile.
    public var reconcile: ReconcileRecord? { read { $0.reconcile } }

    /// How many custom permission sets are counted.
    public var liveCustomSets: Int64 { read { $0.liveCustomSets } }

    /// Counts as if there were so many.
    public func setLiveCustomSets(_ count: Int64) { write { $0.liveCustomSets = count } }

    /// Makes of that number something that is none.
    public func spoilLiveCustomSets() { write { $0.isCustomSetCountSpoilt = true } }

    /// Makes of the memory of a removal something that cannot be understood.
    public func spoilEnded(_ binding: Binding) { write { _ = $0.spoiltEnded.insert(binding) } }

    /// How many requests are counted as open: by the name of the caller, none left out that has an item.
    public var openCounts: [String: StoredCount] {
        read { Dictionary(uniqueKeysWithValues: $0.openCounts.map { ($0.key.name, $0.value) }) }
    }

    /// Counts as if a caller, who has been counted before, had so many open requests.
    public func setOpenCount(_ name: String, _ count: StoredCount) {
        write { tables in
            for caller in tables.openCounts.keys where caller.name == name { tables.openCounts[caller] = count }
        }
    }

    /// Others are changing the same numbers of callers, the next so many times that they are written.
    public func keepCountsBusy(times: Int) { state.withLock { $0.busyCounts = times } }

    /// Whether others are changing the numbers that `transaction` writes.
    func isBusy(_ transaction: LedgerTransaction) -> Bool {
        let counts: Set<LedgerPart> = [.openRequestLimit, .attemptLimit]
        guard transaction.changes.contains(where: { counts.contains($0.part) }) else { return false }
        return state.withLock { state in
            guard state.busyCounts > 0 else { return false }
            state.busyCounts -= 1
            return true
        }
    }

    /// How many refused attempts are counted in the last hour in which there were any, by the name of the caller.
    public var attempts: [String: Int] { read { $0.attempts.mapValues(\.refusals) } }

    /// The audit chain of a request; see ``request(_:)``.
    public func audit(of id: RequestID) -> [AuditRecord] { read { $0.audit[$0.whole(id)] ?? [] } }

    /// Every audit chain.
    public var audit: [RequestID: [AuditRecord]] { read { $0.audit } }

    // MARK: What others put there

    /// A row of the published sample.
    public func put(_ row: PublishedRow) { write { $0.bindings[row.binding] = .published(row) } }

    /// A row of the published sample that cannot be understood.
    public func putUnreadableRow(_ key: String) { write { $0.unreadableRows.append(key) } }

    /// An item that is due and cannot be understood.
    public func putUnreadable(key: String, problem: String, dueAt: Timestamp) {
        write { tables in
            if key == "search#leases" { tables.comparison = nil }
            if key == "search#published" { tables.search = nil }
            tables.unreadable.append(LedgerTables.UnreadableItem(key: key, problem: problem, dueAt: dueAt))
        }
    }

    /// An item that waits for Grant and cannot be understood.
    public func putUnreadableRequest(key: String, problem: String, dueAt: Timestamp) {
        write { $0.unreadableRequests.append(LedgerTables.UnreadableItem(key: key, problem: problem, dueAt: dueAt)) }
    }

    /// The keys of rows that were taken out of Grant's queue, and of nothing else.
    public var setAside: Set<String> { read { $0.setAside } }

    /// These items are as large as items can be: nothing more can be written into them.
    public func fill(_ ids: Set<RequestID>) { write { $0.full = ids } }

    /// A binding, as another version of this program might have left it.
    public func put(_ record: BindingRecord) {
        write { $0.put(record) }
    }

    /// Puts a request into Grant's queue, whatever its state.
    public func misplace(_ id: RequestID) { write { _ = $0.misplaced.insert($0.whole(id)) } }

    /// A reconcile, as only somebody who writes to the table directly can leave it.
    public func put(_ record: ReconcileRecord) { write { $0.reconcile = record } }

    /// Makes of a binding's item something that cannot be understood.
    public func spoil(_ binding: Binding) {
        write { if $0.bindings[binding] != nil { $0.spoiledBindings.insert(binding) } }
    }

    /// Makes of a request's item something that cannot be understood.
    public func spoil(_ id: RequestID) { write { _ = $0.spoiledRequests.insert($0.whole(id)) } }

    /// Makes of the fences of a permission set something that cannot be understood.
    public func spoilFences(of permissionSetARN: String) {
        write { if $0.fences[permissionSetARN] != nil { $0.spoiledFences.insert(permissionSetARN) } }
    }

    /// An order for a fence, as only somebody who writes to the table directly can leave it.
    public func put(_ order: FenceOrder) { write { $0.fenceOrders[order.key] = order.asStored } }

    /// The memory of a removal, as only somebody who writes to the table directly can leave it.
    public func put(_ ended: EndedBinding) { write { $0.ended[ended.binding] = ended.asStored } }

    /// The lease of a sweep, as one that has died may have left it, or somebody who writes to the table directly.
    public func leave(_ lease: SweepLease) { write { $0.sweepLeases[lease.sweep] = lease.asStored } }

    /// A request, as only somebody who writes to the table directly can leave it.
    public func put(_ request: RequestRecord) { write { $0.put(request) } }

    /// Takes a request out, as no function can.
    public func removeRequest(_ id: RequestID) {
        write { tables in
            let id = tables.whole(id)
            tables.requests[id] = nil
            tables.leasesDue[id] = nil
        }
    }

    /// Takes a binding out, as Revoke's role can.
    public func removeBinding(_ binding: Binding) {
        write { $0.removeBinding(binding) }
    }

    /// Takes a binding out of the index, and leaves it in the table.
    func hide(_ binding: Binding) { write { if $0.bindings[binding] != nil { $0.undueBindings.insert(binding) } } }

    /// Whether any removal is remembered.
    var hasRemovals: Bool { read { !$0.ended.isEmpty } }

    /// Somebody else's hand on what surrounds the leases.
    func edit(_ change: (inout LedgerTables) -> Void) { write { change(&$0) } }

    /// When Revoke must look at a request that is lent; nil if the index does not have it.
    public func leaseDue(_ id: RequestID) -> Timestamp? { read { $0.leasesDue[$0.whole(id)] } }

    /// Has the index show a request for Revoke at this moment, or not at all.
    public func setLeaseDue(_ id: RequestID, _ moment: Timestamp?) {
        write { $0.leasesDue[$0.whole(id)] = moment?.asStored }
    }

    /// Has the sweep's lease belong to somebody until then.
    public func takeSweepLease(until moment: Timestamp) {
        leave(
            SweepLease(sweep: .access, owner: "somebody", run: "somebody", until: moment, attempts: SweepAttempts())
        )
    }

    /// Puts another record where one is, as only a forger can.
    public func forge(_ id: RequestID, _ chain: [AuditRecord]) {
        hashed.set([:])
        trailChanges += 1
        write { $0.audit[$0.whole(id)] = chain }
    }

    /// Adds a record to a trail, past the functions.
    func append(_ record: AuditRecord) { write { $0.audit[record.requestID, default: []].append(record) } }

    // MARK: Access

    func read<Value: Sendable>(_ body: (LedgerTables) -> Value) -> Value {
        state.withLock { body($0.tables) }
    }

    func write<Value: Sendable, Failure: Error>(
        _ body: (inout LedgerTables) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        // `withLock` has no typed throws, so the outcome comes out as a value.
        let outcome = state.withLock { state -> Result<Value, Failure> in
            do throws(Failure) {
                let value = try body(&state.tables)
                state.revision += 1
                if !state.history.isEmpty { state.keepTables(at: simulation.now) }
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    /// A page of the index, which may be behind.
    func due(at moment: Timestamp, after cursor: DueCursor?) -> DuePage {
        state.withLock { state in
            let (page, next) = page(of: seenTables(state).index, dueBy: moment, after: cursor, .oldestFirst, state)
            return DuePage(items: page.map(\.item), next: next)
        }
    }

    /// A page of the open requests, by an index that may be behind.
    func openRequests(dueBy moment: Timestamp, after cursor: DueCursor?, _ order: DueOrder) -> OpenRequestPage {
        state.withLock { state in
            var entries = seenTables(state).openRequests
            if order == .newestFirst { entries.reverse() }
            let (page, next) = page(of: entries, dueBy: moment, after: cursor, order, state)
            let rows = page.map { row in
                OpenRequestRow(place: DueCursor(key: row.key, dueAt: row.dueAt), content: row.item)
            }
            return OpenRequestPage(rows: rows, next: next)
        }
    }

    /// The latest requests about a user, by an index of the trail.
    func requestIDs(of userID: String, limit: Int) -> [RequestID] {
        state.withLock { state in
            let records = seenTables(state).audit.values.joined().filter { $0.text("user_id") == userID }
            var ids: [RequestID] = []
            for record in records.sorted(by: { $0.text("timestamp") > $1.text("timestamp") })
            where !ids.contains(record.requestID) {
                ids.append(record.requestID)
            }
            return Array(ids.prefix(limit))
        }
    }

    /// The requests that are lent on a binding, by an index that may be behind.
    func requests(lending binding: Binding) -> LendingRequests {
        state.withLock { state in
            let tables = seenTables(state)
            let found = tables.requests.values.filter { request in
                tables.leasesDue[request.id] != nil && request.leaseDueAt != nil && request.binding == binding
            }
            return LendingRequests(requests: found.sorted { $0.id < $1.id })
        }
    }

    /// A page of the table itself: as many bindings as a page of the index has.
    func publishedRows(after key: String?, activeAt moment: Timestamp) -> PublishedRowPage {
        state.withLock { state in
            let all = state.tables.bindings.sorted { $0.key.key < $1.key.key }
            let rest = all.filter { binding, _ in key.map { $0 < binding.key } ?? true }
            let page = rest.prefix(state.pageSize)
            var rows: [PublishedRow] = []
            var activeLeases = 0
            for (_, stored) in page {
                switch stored {
                case .absent: break
                case .record(let record): activeLeases += record.activeLeases(at: moment)
                case .published(let row):
                    rows.append(row)
                    if row.expiresAt > moment { activeLeases += 1 }
                }
            }
            return PublishedRowPage(
                rows: rows,
                unreadable: key == nil ? state.tables.unreadableRows : [],
                activeLeases: activeLeases,
                next: rest.count > page.count ? page.last?.key.key : nil
            )
        }
    }

    private func seenTables(_ state: State) -> LedgerTables {
        let seen = simulation.now - state.indexDelay
        return state.history.last { $0.from <= seen }?.tables ?? state.history.first?.tables ?? state.tables
    }

    private func page<Item>(
        of entries: [(dueAt: Timestamp, key: String, item: Item)],
        dueBy moment: Timestamp,
        after cursor: DueCursor?,
        _ order: DueOrder,
        _ state: State
    ) -> (ArraySlice<(dueAt: Timestamp, key: String, item: Item)>, DueCursor?) {
        let due = entries.filter { entry in
            guard entry.dueAt <= moment else { return false }
            guard let cursor else { return true }
            let (last, this) = ((cursor.dueAt, cursor.key), (entry.dueAt, entry.key))
            return order == .oldestFirst ? last < this : last > this
        }
        if cursor == nil, state.startsWithEmptyPage, let first = due.first {
            return ([], DueCursor(key: "", dueAt: first.dueAt))
        }
        let page = due.prefix(state.pageSize)
        let next = due.count > page.count ? page.last.map { DueCursor(key: $0.key, dueAt: $0.dueAt) } : nil
        return (page, next)
    }
}

extension DueItem {
    /// Whether it only comes along with what is due.
    fileprivate var isUpkeep: Bool {
        switch self {
        case .search, .comparison: true
        default: false
        }
    }
}

extension StoredBinding {
    /// Whether it is a row of the published sample.
    var isPublished: Bool { if case .published = self { true } else { false } }
}

extension LedgerTables {
    fileprivate var hasPublishedRows: Bool { bindings.values.contains(where: \.isPublished) }
}
