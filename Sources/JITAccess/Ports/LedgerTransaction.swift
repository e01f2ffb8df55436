// SPDX-License-Identifier: Apache-2.0

/// Changes and their audit records, written together or not at all.
public struct LedgerTransaction: Sendable, Equatable {
    public let changes: [LedgerChange]

    /// Each is put on condition that no record has its place yet.
    public let audit: [AuditRecord]

    /// Creates a transaction.
    public init(changes: [LedgerChange], audit: [AuditRecord]) {
        self.changes = changes
        self.audit = audit
    }
}

/// One conditional write to the state table.
public enum LedgerChange: Sendable, Equatable {
    /// Writes a binding as it is given, its version included.
    case putBinding(BindingRecord, expecting: ExpectedBinding)

    /// Removes a binding that still has this version.
    case removeBinding(Binding, version: Int64)

    /// Writes a request as it is given, its version included.
    case putRequest(RequestRecord, expecting: ExpectedRequest)

    /// Takes a row that nobody can believe out of Grant's queue, and changes nothing else of it: if it is still at this place.
    case setRowAside(DueCursor)

    /// Writes where Grant's sweep stopped.
    case putRequestSweepPlace(DueCursor)

    /// Moves the lease of a request on from one of the given statuses.
    case updateRequest(RequestUpdate)

    /// Has Revoke's sweep look at the lease of a request at this moment, if it is lent.
    case lookAtLease(RequestID, at: Timestamp)

    /// Takes a request that lends nothing out of what Revoke looks at, and back to Grant if that must look at it.
    case dismissLease(RequestID, grantLooksAt: Timestamp?)

    /// Notes for a request that has a lease that its access has become ours: what was there before it has gone.
    case endStanding(RequestID)

    /// Remembers a removal, unless a later one is remembered already.
    case putEnded(EndedBinding)

    /// Forgets a removal that has not been followed by another.
    case removeEnded(EndedBinding)

    /// Writes a custom permission set as it is given, its version included.
    case putCustomSet(CustomSetRecord, expecting: ExpectedRequest)

    /// Removes a custom permission set that still has this version.
    case removeCustomSet(RequestID, version: Int64)

    /// Writes an order for a fence as it is given, its version included.
    case putFenceOrder(FenceOrder, expecting: ExpectedRequest)

    /// Removes an order that still has this version: its fence has been taken up, or is of no use any more.
    case removeFenceOrder(FenceOrder)

    /// Writes the fences of a permission set as they are given, their version included.
    case putFences(FenceRecord, expecting: ExpectedBinding)

    /// Removes what is stored for the fences of a permission set and cannot be understood, unless its version has changed.
    case removeUnreadableFences(String, SpoiltItem)

    /// Removes the record of a permission set that has no fences any more, if it still has this version.
    case removeFences(String, version: Int64)

    /// Notes for a request that has a lease from when on no session of it is of use.
    case noteLastCredential(RequestID, at: Timestamp)

    /// Counts a custom permission set that comes (1) or goes (-1); there are at most
    /// ``CustomPermissionSet/maximumLive``.
    case countCustomSets(by: Int64)

    /// Writes how many custom permission sets there are, if what is stored is still so.
    case correctCustomSets(to: Int, from: StoredCount)

    /// Counts an open request of a caller that comes or goes.
    case countOpenRequests(of: Caller, OpenCountChange)

    /// Counts an attempt that was refused, or wants that there were not too many.
    case countAttempt(AttemptCount, AttemptChange)

    /// Writes how far the search for rows of the published sample is.
    case putSearch(SearchRecord, expecting: ExpectedProgress)

    /// Writes how far the comparison of requests and bindings is.
    case putComparison(ComparisonRecord, expecting: ExpectedProgress)

    /// Writes how far a reconcile is.
    case putReconcile(ReconcileRecord, expecting: ExpectedProgress)
}

/// What must be stored under the key for a binding, or for the fences of a permission set, to be written.
public enum ExpectedBinding: Sendable, Equatable {
    case absent
    case version(Int64)
    /// The row of the published sample, unchanged.
    case published(PublishedRow)
    /// What could not be understood, unless its version has changed.
    case unreadable(SpoiltItem)
}

/// What must be stored under a key for a request, or another item that has a version, to be written.
public enum ExpectedRequest: Sendable, Equatable {
    case absent
    case version(Int64)
}

/// What must have been found of how far a search, a comparison or a reconcile is, for it to be written. The first two are always
/// due: what the index does not show is not there, or somebody has taken it out of the index, and neither may keep the work from
/// being done.
public enum ExpectedProgress: Sendable, Equatable {
    case absent
    case version(Int64)
    /// There is something that cannot be understood, and it is written over.
    case unreadable
}

/// How the lease of a request moves on.
public struct RequestUpdate: Sendable, Equatable {
    public let id: RequestID
    public let from: Set<LeaseStatus>
    public let status: LeaseStatus

    /// The new end; nil leaves it.
    public let expiresAt: Timestamp?

    /// Why it failed; nil leaves it.
    public let failure: String?

    /// When access became usable; nil leaves it.
    public let usableFrom: Timestamp?

    /// From when on no session of it is of use; nil leaves it.
    public let lastCredentialAt: Timestamp?

    /// When Revoke's sweep looks at it; nil leaves it. What has come to its end is looked at no more.
    public let dueAt: Timestamp?

    /// Whether nothing more will happen.
    public var isFinal: Bool { status.isFinal }

    /// Creates an update.
    ///
    /// - Parameter dueAt: nil for a while after the new end, if one is given.
    public init(
        _ id: RequestID,
        from: Set<LeaseStatus>,
        to status: LeaseStatus,
        expiresAt: Timestamp? = nil,
        dueAt: Timestamp? = nil,
        failure: String? = nil,
        usableFrom: Timestamp? = nil,
        lastCredentialAt: Timestamp? = nil
    ) {
        self.id = id
        self.from = from
        self.status = status
        self.expiresAt = expiresAt
        self.dueAt = status.isFinal ? nil : dueAt ?? expiresAt.map { $0 + RequestLease.margin }
        self.failure = failure
        self.usableFrom = usableFrom
        self.lastCredentialAt = lastCredentialAt
    }
}
