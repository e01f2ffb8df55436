// SPDX-License-Identifier: Apache-2.0

/// The state and audit tables. Every write is conditional, and what belongs together is one transaction.
public protocol Ledger: Sendable {
    /// What the state table holds for a binding, read consistently.
    func binding(_ binding: Binding) async throws(LedgerError) -> StoredBinding

    /// What is stored for a binding and cannot be understood, read consistently; nil if it can be, or there is nothing.
    func unreadableBinding(_ binding: Binding) async throws(LedgerError) -> SpoiltItem?

    /// Whether an assignment of ours was removed lately, read consistently.
    func endedBinding(_ binding: Binding) async throws(LedgerError) -> EndedBinding?

    /// The request with this id, read consistently; nil if there is none.
    func request(_ id: RequestID) async throws(LedgerError) -> RequestRecord?

    /// The custom permission set of a request, read consistently; nil if it has none.
    func customSet(of id: RequestID) async throws(LedgerError) -> CustomSetRecord?

    /// How many custom permission sets there are, as it is stored, read consistently.
    func customSetCount() async throws(LedgerError) -> StoredCount

    /// The fences of a permission set, read consistently; nil if it has none.
    func fences(of permissionSetARN: String) async throws(LedgerError) -> FenceRecord?

    /// What is stored for the fences of a permission set and cannot be understood, read consistently; nil if it can be, or
    /// there is nothing.
    func unreadableFences(of permissionSetARN: String) async throws(LedgerError) -> SpoiltItem?

    /// The end of a request's audit chain, read consistently.
    ///
    /// - Throws: ``LedgerError/unreadable(_:)`` if its last record was changed, or no record can follow it.
    func auditTail(of id: RequestID) async throws(LedgerError) -> AuditTail

    /// The first and the last record of an audit chain, read consistently, and not verified; nil if it has none.
    func auditEnds(of id: RequestID) async throws(LedgerError) -> AuditEnds?

    /// Every record of a request's audit chain as it is stored, read consistently, and not verified.
    ///
    /// - Throws: ``LedgerError/unavailable(_:awsRequestID:)`` also if there are more than
    ///   ``AuditChain/longestTrail``.
    func auditTrail(of id: RequestID) async throws(LedgerError) -> [AuditChain.Attributes]

    /// What the end of a request's audit trail tells of its lease, read consistently.
    func leaseTrail(of id: RequestID) async throws(LedgerError) -> LeaseTrail

    /// The requests that say that this binding is lent, by an index that may be a little behind the table.
    func requests(lending binding: Binding) async throws(LedgerError) -> LendingRequests

    /// One page of what Revoke must look at by `moment`, the oldest first. The index behind it may be a little behind
    /// the table.
    func due(at moment: Timestamp, after cursor: DueCursor?) async throws(LedgerError) -> DuePage

    /// One page of the requests that Grant must look at by `moment`, the oldest first: those whose time to be decided is
    /// over, and those whose access is to begin. With the latest moment there is: all that are open. The index may be a
    /// little behind the table.
    func openRequests(
        dueBy moment: Timestamp,
        after cursor: DueCursor?,
        _ order: DueOrder
    ) async throws(LedgerError) -> OpenRequestPage

    /// Where Grant's last sweep stopped that did not come to the end of its queue; nil if there is no such place.
    func requestSweepPlace() async throws(LedgerError) -> DueCursor?

    /// The ids of the latest requests for access of this user, the one that changed last first, by the audit trail. The index
    /// behind it may be a little behind.
    func requestIDs(of userID: String, limit: Int) async throws(LedgerError) -> [RequestID]

    /// How many requests of a caller are open, as it is stored, read consistently.
    func openRequestCount(of caller: Caller) async throws(LedgerError) -> StoredCount

    /// The last reconcile, read consistently; nil if there has been none.
    func reconcile() async throws(LedgerError) -> ReconcileRecord?

    /// One page of the whole table: the rows that the published sample has written, which no index knows, and how many
    /// leases are active.
    func publishedRows(after key: String?, activeAt moment: Timestamp) async throws(LedgerError) -> PublishedRowPage

    /// Makes all changes and appends all audit records, or none.
    ///
    /// - Throws: ``LedgerError/conflict(_:)`` if something is no longer as expected and nothing was written;
    ///   ``LedgerError/unavailable(_:awsRequestID:)`` if it may or may not have been written.
    func commit(_ transaction: LedgerTransaction) async throws(LedgerError)

    /// Takes or renews the lease of a sweep, with what it is about to work on, and says what was there before. One that
    /// claims to last for much longer than a lease lasts is none.
    func takeSweepLease(_ lease: SweepLease, at moment: Timestamp) async throws(LedgerError) -> SweepTaking

    /// Gives a lease back, if its run still has it. What is in its attempts stays for the next.
    func releaseSweepLease(_ lease: SweepLease) async throws(LedgerError)
}

/// What is stored under a binding's key.
public enum StoredBinding: Sendable, Equatable {
    case absent
    case record(BindingRecord)
    case published(PublishedRow)
}

/// The two ends of an audit chain; the same record if it has only one.
public struct AuditEnds: Sendable, Equatable {
    public let first: AuditChain.Attributes
    public let last: AuditChain.Attributes

    /// Creates them.
    public init(first: AuditChain.Attributes, last: AuditChain.Attributes) {
        self.first = first
        self.last = last
    }
}

/// An item that cannot be understood. Whoever may write items under its key can write it.
public struct SpoiltItem: Sendable, Equatable {
    /// Its version as it is stored, if that is a number: what must still be there when the item is replaced.
    public let version: String?

    /// Creates one.
    public init(version: String?) {
        self.version = version
    }
}

/// A page of the state table, as far as a search for rows of the published sample cares.
public struct PublishedRowPage: Sendable, Equatable {
    public let rows: [PublishedRow]

    /// The keys of rows that cannot be understood; a person must look at them.
    public let unreadable: [String]

    /// How many leases on this page are active, those of the rows included.
    public let activeLeases: Int

    /// The key after which the next page begins; nil after the last.
    public let next: String?

    /// Creates a page.
    public init(rows: [PublishedRow], unreadable: [String] = [], activeLeases: Int, next: String? = nil) {
        self.rows = rows
        self.unreadable = unreadable
        self.activeLeases = activeLeases
        self.next = next
    }
}

/// An item whose moment has come.
public enum DueItem: Sendable, Equatable {
    case binding(BindingRecord)
    /// A request whose lease should have ended by now: its end would have taken it out of the index.
    case lease(RequestRecord)
    case ended(EndedBinding)
    case customSet(CustomSetRecord)
    case fenceOrder(FenceOrder)
    case fences(FenceRecord)
    /// How far the search for rows of the published sample is: there on every first page.
    case search(SearchRecord)
    /// How far the comparison of requests and bindings is: there on every first page.
    case comparison(ComparisonRecord)
    /// A reconcile that is to go on.
    case reconcile(ReconcileRecord)
    /// An item that cannot be understood: reported on every sweep, never dropped.
    case unreadable(key: String, problem: String)
}

/// What says of a binding that it is lent.
public struct LendingRequests: Sendable, Equatable {
    public let requests: [RequestRecord]

    /// The keys of those that cannot be understood, with the problem.
    public let unreadable: [String]

    /// Creates the requests of a binding.
    public init(requests: [RequestRecord] = [], unreadable: [String] = []) {
        self.requests = requests
        self.unreadable = unreadable
    }
}

/// A page of due items.
public struct DuePage: Sendable, Equatable {
    public let items: [DueItem]

    /// Where the next page begins; nil after the last.
    public let next: DueCursor?

    /// Creates a page.
    public init(items: [DueItem], next: DueCursor?) {
        self.items = items
        self.next = next
    }
}

/// In which order what is due is read.
public enum DueOrder: Sendable { case oldestFirst, newestFirst }

extension Ledger {
    /// Makes one change that no record goes with. If what it is about has changed or gone meanwhile, there is nothing to be
    /// done.
    func commitIfCurrent(_ change: LedgerChange) async throws(LedgerError) {
        do {
            try await commit(LedgerTransaction(changes: [change], audit: []))
        } catch .conflict {
            return
        }
    }

    /// The same, the oldest first.
    public func openRequests(
        dueBy moment: Timestamp,
        after cursor: DueCursor?
    ) async throws(LedgerError) -> OpenRequestPage {
        try await openRequests(dueBy: moment, after: cursor, .oldestFirst)
    }
}

/// A row of Grant's queue, whatever it holds.
public struct OpenRequestRow: Sendable, Equatable {
    public enum Content: Sendable, Equatable {
        case request(RequestRecord)
        /// It cannot be understood, for this reason.
        case unreadable(String)
    }

    /// Where it is, as the index has it.
    public let place: DueCursor

    public let content: Content

    /// Creates a row.
    public init(place: DueCursor, content: Content) {
        self.place = place
        self.content = content
    }
}

/// A page of open requests.
public struct OpenRequestPage: Sendable, Equatable {
    public let rows: [OpenRequestRow]

    /// Where the next page begins; nil after the last.
    public let next: DueCursor?

    /// Creates a page.
    public init(rows: [OpenRequestRow], next: DueCursor?) {
        self.rows = rows
        self.next = next
    }

    /// Those that can be understood.
    public var requests: [RequestRecord] {
        rows.compactMap { if case .request(let record) = $0.content { record } else { nil } }
    }
}

/// A place in the order of due items.
public struct DueCursor: Sendable, Equatable {
    public let key: String
    public let dueAt: Timestamp

    /// The moment as it is stored, where that is no moment; the place is found by it all the same.
    public let storedDueAt: String?

    /// Creates a cursor after the item with this key and moment.
    public init(key: String, dueAt: Timestamp, storedDueAt: String? = nil) {
        self.key = key
        self.dueAt = dueAt
        self.storedDueAt = storedDueAt
    }
}

/// Why the ledger did not do what was asked.
public enum LedgerError: Error, Sendable, Equatable {
    /// Something is no longer as expected; nothing was written. Read again and decide again.
    case conflict(Set<LedgerPart>)
    /// The ledger cannot be reached or refuses; a write may have taken effect all the same.
    case unavailable(String, awsRequestID: String?)
    /// The ledger does not take the change as it is, an item that would be too large for one: nothing was written, and the
    /// same change is refused again.
    case refused(String, awsRequestID: String?)
    /// What is stored cannot be understood. It stays so until a person mends it.
    case unreadable(String)
    /// What a later invocation has to believe could not be sealed; nothing was written.
    case unsealed(SealError)
}

/// The part of a transaction whose condition did not hold.
public enum LedgerPart: Sendable, Hashable, CaseIterable {
    case binding
    case endedBinding
    case request
    case customSet
    /// There are as many custom permission sets as there may be.
    case customSetLimit
    /// A caller has as many open requests as there may be, or the number is none that could be.
    case openRequestLimit
    /// As many attempts of a caller were refused in this hour as are put on record.
    case attemptLimit
    /// Another transaction is just changing the same number of a caller; nothing else is in doubt.
    case count
    case fenceOrder
    case fences
    case search
    case comparison
    case reconcile
    case audit
}
