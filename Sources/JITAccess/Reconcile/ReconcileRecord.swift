// SPDX-License-Identifier: Apache-2.0

/// The last reconcile as the ledger keeps it: one item, so that there is one at a time, and what it has found stays to be
/// read until the next.
public struct ReconcileRecord: Sendable, Equatable {
    /// Findings that are kept with the record; the audit trail has all of them.
    public static let maximumFindings = 20

    /// How far it is.
    public enum State: Sendable, Equatable {
        /// It goes on where ``Place`` says; nobody works on it unless there is a claim.
        case running(claim: BindingRecord.Claim?, nextTryAt: Timestamp)
        case finished(at: Timestamp)
        /// It was given up: it failed again and again at the same place.
        case abandoned(at: Timestamp, reason: String)
    }

    /// Up to where everything has been looked at: permission sets by ARN, within one accounts, within one users.
    public struct Place: Sendable, Equatable {
        public let permissionSetARN: String
        /// Nil: all of the permission set has been.
        public let account: AccountID?
        /// Nil: all of the account has been.
        public let user: String?

        /// Creates a place.
        public init(permissionSetARN: String, account: AccountID? = nil, user: String? = nil) {
            self.permissionSetARN = permissionSetARN
            self.account = account
            self.user = user
        }
    }

    /// The request id of its audit trail.
    public let id: RequestID

    public let order: ReconcileOrder

    /// Who asked for it.
    public let askedBy: String

    public let startedAt: Timestamp

    public var place: Place?
    public var tally: ReconcileTally

    /// The first ones.
    public var findings: [ReconcileFinding]

    public var state: State

    /// How often in a row it has failed without getting any further.
    public var failedAttempts: Int

    /// Goes up by one with each write.
    public var version: Int64

    /// Creates a record.
    public init(
        id: RequestID,
        order: ReconcileOrder,
        askedBy: String,
        startedAt: Timestamp,
        place: Place? = nil,
        tally: ReconcileTally = ReconcileTally(),
        findings: [ReconcileFinding] = [],
        state: State,
        failedAttempts: Int = 0,
        version: Int64
    ) {
        self.id = id
        self.order = order
        self.askedBy = askedBy
        self.startedAt = startedAt
        self.place = place
        self.tally = tally
        self.findings = findings
        self.state = state
        self.failedAttempts = failedAttempts
        self.version = version
    }

    /// When the sweep must go on with it; nil when it is over.
    public var dueAt: Timestamp? {
        switch state {
        case .running(let claim, let nextTryAt): claim?.until ?? nextTryAt
        case .finished, .abandoned: nil
        }
    }

    /// Whether an invocation works on it just now.
    func isClaimed(at moment: Timestamp) -> Bool {
        guard case .running(let claim?, _) = state else { return false }
        return claim.holds(at: moment)
    }

    /// Whether it is to go on later than any that was written by a function.
    func isImpossible(at moment: Timestamp) -> Bool {
        guard case .running(_, let nextTryAt) = state else { return false }
        return nextTryAt > moment + Invocation.longest + BindingRecord.Claim.margin
    }

    /// The record as it is written after this one.
    func next(_ change: (inout ReconcileRecord) -> Void) -> ReconcileRecord {
        var next = self
        change(&next)
        next.version = version.nextVersion
        return next
    }

    /// Counts a finding, and keeps it if it is one of the first.
    mutating func add(_ finding: ReconcileFinding) {
        tally.count(finding)
        if findings.count < Self.maximumFindings { findings.append(finding) }
    }
}
