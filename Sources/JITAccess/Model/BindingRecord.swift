// SPDX-License-Identifier: Apache-2.0

/// A binding as the ledger holds it: every lease on it, and how far its revocation is.
public struct BindingRecord: Sendable, Equatable {
    /// The most leases on one binding: all of them must fit into one transaction when they end together.
    public static let maximumLeases = 20

    /// The status as the state table shows it; derived, so that it cannot disagree with the leases.
    public enum Status: String, Sendable {
        case granting = "GRANTING"
        case active = "ACTIVE"
        case revoking = "REVOKING"
    }

    /// A removal that has begun.
    public struct Revocation: Sendable, Equatable {
        /// Who works on it; nobody between two tries.
        public var claim: Claim?

        /// How many tries have failed.
        public var failedAttempts: Int

        /// When the next try is due, if nobody works on it.
        public var nextTryAt: Timestamp

        /// Creates the state of a removal.
        public init(claim: Claim?, failedAttempts: Int, nextTryAt: Timestamp) {
            self.claim = claim
            self.failedAttempts = failedAttempts
            self.nextTryAt = nextTryAt
        }
    }

    /// The right of one invocation to remove the assignment, until it ends.
    public struct Claim: Sendable, Equatable {
        public let owner: String
        public let until: Timestamp

        /// Creates a claim.
        public init(owner: String, until: Timestamp) {
            self.owner = owner
            self.until = until
        }

        /// How long it outlives its invocation, so that what that has asked AWS for has arrived when another begins.
        static let margin = Duration.seconds(30)

        /// Whether it keeps others away. One that no invocation could have taken keeps nobody away: it was written past
        /// the functions.
        func holds(at moment: Timestamp) -> Bool { until > moment && !isImpossible(at: moment) }

        /// Whether it ends later than that of any invocation.
        func isImpossible(at moment: Timestamp) -> Bool { until > moment + Invocation.longest + Self.margin }
    }

    public let binding: Binding

    /// Unknown for adopted rows.
    public var userEmail: String?

    /// Its name; unknown for adopted rows.
    public var permissionSet: String?

    public let createdAt: Timestamp

    /// Whether the assignment was there before us and stays when the leases have ended.
    public var isStanding: Bool

    public var leases: [RequestID: Lease]

    public var revocation: Revocation?

    /// Goes up by one with each write, from ``firstVersion(at:)``.
    public var version: Int64

    /// Creates a record.
    public init(
        binding: Binding,
        userEmail: String?,
        permissionSet: String?,
        createdAt: Timestamp,
        isStanding: Bool = false,
        leases: [RequestID: Lease] = [:],
        revocation: Revocation? = nil,
        version: Int64 = 0
    ) {
        self.binding = binding
        self.userEmail = userEmail
        self.permissionSet = permissionSet
        self.createdAt = createdAt
        self.isStanding = isStanding
        self.leases = leases
        self.revocation = revocation
        self.version = version
    }

    /// The version of a binding that is written for the first time at `moment`.
    ///
    /// It is no small number, because a binding goes and comes again: whoever still holds the old one, such as a sweep
    /// with an old page, must not find its version on the new one.
    static func firstVersion(at moment: Timestamp) -> Int64 {
        moment.milliseconds
    }

    /// The status for people and queries.
    public var status: Status {
        if revocation != nil { return .revoking }
        return leases.values.contains { $0.state == .active } ? .active : .granting
    }

    /// When the last lease ends.
    public var expiresAt: Timestamp {
        leases.values.map(\.expiresAt).max() ?? createdAt
    }

    /// When the sweep must look at it next.
    public var dueAt: Timestamp {
        if let revocation {
            return revocation.claim?.until ?? revocation.nextTryAt
        }
        return leases.values.map(\.nextMoment).min() ?? createdAt
    }

    /// The latest moment at which the assignment may have been created, as far as the leases tell.
    var lastCreation: Timestamp {
        leases.values.map { $0.isAdopted ? createdAt : $0.expiresAt - .seconds($0.durationSeconds) }.max() ?? createdAt
    }

    /// What audit records say it is about.
    var subject: AuditSubject {
        AuditSubject(
            userID: binding.userID,
            userEmail: userEmail,
            accountID: binding.accountID,
            permissionSet: permissionSet ?? binding.permissionSetARN
        )
    }

    /// Whether another invocation is removing the assignment just now. Nobody removes what a lease holds: a claim beside one
    /// was written past the functions.
    func isClaimed(at moment: Timestamp) -> Bool {
        !isLent && revocation?.claim?.holds(at: moment) ?? false
    }

    /// Whether one of its leases has not ended.
    var isLent: Bool { leases.values.contains { !$0.isEnded } }

    /// Whether it waits for its next try to remove the assignment, after one that has failed.
    func isPaused(at moment: Timestamp) -> Bool {
        guard !isLent, let revocation, revocation.claim == nil else { return false }
        return revocation.nextTryAt > moment && revocation.nextTryAt <= moment + BackOff.longest + Invocation.skew
    }

    /// What of it no function can have written: each moment that is later than any of theirs, in words.
    func impossibilities(at moment: Timestamp) -> [String] {
        var found: [String] = []
        if let revocation {
            if revocation.claim?.isImpossible(at: moment) == true {
                found.append("is claimed for longer than any invocation lasts")
            }
            if revocation.claim == nil, revocation.nextTryAt > moment, !isPaused(at: moment) {
                found.append("is to be tried again later than any try")
            }
        }
        let isRecoveryImpossible = leases.values.contains { lease in
            if case .granting(let granting) = lease.state { granting.isImpossible(at: moment) } else { false }
        }
        if isRecoveryImpossible { found.append("is being granted for longer than any invocation lasts") }
        return found
    }

    /// Whether a lease keeps the assignment.
    func isHeld(at moment: Timestamp) -> Bool {
        leases.values.contains { $0.holds(at: moment) }
    }

    /// Whether a lease is active, so that AWS has confirmed the assignment.
    func hasUsableLease(at moment: Timestamp) -> Bool {
        leases.values.contains { $0.isUsable(at: moment) }
    }

    /// How many leases give access at `moment`.
    public func activeLeases(at moment: Timestamp) -> Int {
        leases.values.count { $0.isUsable(at: moment) }
    }

    /// The leases that will have ended once it has been looked at at `moment`.
    func ending(at moment: Timestamp) -> Set<RequestID> {
        Set(leases.filter { !$0.value.holds(at: moment) }.keys)
    }

    /// The leases that have ended, in a fixed order.
    var endedLeases: [(id: RequestID, lease: Lease, end: LeaseEnd)] {
        leases.sorted { $0.key < $1.key }.compactMap { id, lease in
            guard case .ended(let end) = lease.state else { return nil }
            return (id, lease, end)
        }
    }
}
