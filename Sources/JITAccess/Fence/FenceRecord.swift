// SPDX-License-Identifier: Apache-2.0

/// The fences of one permission set as the ledger keeps them. The denies in its policy are derived from this, never
/// edited in place: whoever is cut off leaves nothing that the next one does not put right.
public struct FenceRecord: Sendable, Equatable {
    /// The most fences of one permission set: an item must hold them.
    static let maximumFences = 500

    /// The most fences of one user: nobody fills a record alone.
    static let maximumOfOneUser = 400

    /// The most requests they are about.
    static let maximumRequests = 1500

    public let permissionSetARN: String

    /// Its name; unknown if only adopted rows were about it.
    public var permissionSet: String?

    public var fences: [Fence]

    /// Who works on it; nobody between two tries.
    public var claim: BindingRecord.Claim?

    /// How many tries in a row have failed.
    public var failedAttempts: Int

    /// When to try again, or to look again; nil if there is nothing to do before a fence is to be lifted.
    public var nextTryAt: Timestamp?

    /// Goes up by one with each write, from the milliseconds of the clock: an old page never fits a new record.
    public var version: Int64

    /// Creates a record.
    public init(
        permissionSetARN: String,
        permissionSet: String?,
        fences: [Fence] = [],
        claim: BindingRecord.Claim? = nil,
        failedAttempts: Int = 0,
        nextTryAt: Timestamp? = nil,
        version: Int64
    ) {
        self.permissionSetARN = permissionSetARN
        self.permissionSet = permissionSet
        self.fences = fences
        self.claim = claim
        self.failedAttempts = failedAttempts
        self.nextTryAt = nextTryAt
        self.version = version
    }

    /// When the sweep must look at it next.
    public var dueAt: Timestamp {
        if let claim { return claim.until }
        let nextLift = fences.map(\.liftAt).min() ?? nextTryAt ?? Timestamp(milliseconds: version)
        // After a failure the lift waits too: it is what failed, or would fail alike.
        if let nextTryAt { return failedAttempts > 0 ? nextTryAt : min(nextTryAt, nextLift) }
        return nextLift
    }

    /// What people call it.
    var name: String { permissionSet ?? permissionSetARN }

    /// Whether somebody else works on it.
    func isClaimed(at moment: Timestamp) -> Bool { claim?.holds(at: moment) ?? false }

    /// Whether there is room for another.
    func takes(_ fence: Fence) -> Bool {
        fences.count < Self.maximumFences
            && fences.count { $0.userID == fence.userID } < Self.maximumOfOneUser
            && fences.reduce(fence.requestIDs.count) { $0 + $1.requestIDs.count } <= Self.maximumRequests
    }

    /// What audit records about one of its fences say.
    func subject(of fence: Fence) -> AuditSubject {
        AuditSubject(
            userID: fence.userID,
            userEmail: fence.userEmail,
            accountID: fence.accountID,
            permissionSet: name
        )
    }
}
