// SPDX-License-Identifier: Apache-2.0

/// One thing that happened, before it has its place in the trail.
public struct AuditEntry: Sendable, Equatable {
    /// What was done or tried.
    public enum Action: String, Sendable, CaseIterable {
        /// Somebody asked for access.
        case request = "REQUEST"
        /// Somebody asked for more time on access they have.
        case extend = "EXTEND"
        /// An approver said yes.
        case approve = "APPROVE"
        /// An approver said no.
        case reject = "REJECT"
        /// Whoever asked does not want it any more.
        case cancel = "CANCEL"
        /// Nobody decided in time.
        case timeOut = "TIME_OUT"
        /// The assignment for a lease.
        case grant = "GRANT"
        /// A lease ended and others, or standing access, keep the assignment.
        case release = "RELEASE"
        /// A lease ended and its assignment goes.
        case revoke = "REVOKE"
        /// The permission set that a request defines itself.
        case makeSet = "MAKE_SET"
        /// The same permission set, when nobody has it any more.
        case deleteSet = "DELETE_SET"
        /// Sessions that were opened before the access ended are shut out.
        case fence = "FENCE"
        /// None of them can be alive any more: what shut them out is taken away.
        case lift = "LIFT"
        /// Somebody wanted to see requests.
        case read = "READ"
        /// A row of the published sample became a lease.
        case adopt = "ADOPT"
        /// Ledger and Identity Center were compared, or something was put right because of that.
        case reconcile = "RECONCILE"
    }

    /// How it went.
    public enum Status: String, Sendable, CaseIterable {
        case started = "STARTED"
        /// Approvers have to decide, a moment has to come, or a person must look at a difference that was found.
        case pending = "PENDING"
        /// Confirmed by AWS, or done wholly in the ledger.
        case success = "SUCCESS"
        case error = "ERROR"
        case denied = "DENIED"
    }

    public var action: Action
    public var status: Status
    public var subject: AuditSubject

    /// When the lease ends, as far as is known at this moment.
    public var expiresAt: Timestamp?

    /// When access became usable.
    public var usableFrom: Timestamp?

    /// From when on no session that was opened with the access is of use, as far as is known at this moment.
    public var lastCredentialAt: Timestamp?

    /// Why it happened, in plain words.
    public var reason: String?

    /// What went wrong: on record with all that AWS said about it, and as it may be told outside the account.
    public var failure: FailureReason?

    /// AWS's id of the call that did it or failed.
    public var awsRequestID: String?

    /// How long after its expiry the access went.
    public var lateness: Duration?

    /// The request's own words; on its REQUEST record.
    public var request: AccessRequest?

    /// When the access began that the request prolongs; on its EXTEND record.
    public var chainBeganAt: Timestamp?

    /// The rule that decided, and the policy it is in.
    public var policy: PolicyMark?

    /// The level that was decided at; on approvals.
    public var level: String?

    /// The digest of the request that is decided; with it the trail alone shows what was approved.
    public var requestDigest: String?

    /// How many people must approve before access begins, by the rule of this moment; on the first record of a request that
    /// waits. Nil on others.
    public var approvalsNeeded: Int?

    /// The request that a record in another trail is about: refused attempts do not go into the trail of the request.
    public var about: RequestID?

    /// How many refused attempts of callers that nobody knows are not on record since the last one that is.
    public var leftOut: Int?

    /// Where the trail of the request was left; on the first record of its successor.
    var continues: TrailPoint?

    /// Creates an entry; what does not apply stays nil.
    public init(
        _ action: Action,
        _ status: Status,
        subject: AuditSubject,
        expiresAt: Timestamp? = nil,
        reason: String? = nil,
        failure: FailureReason? = nil,
        awsRequestID: String? = nil,
        lateness: Duration? = nil,
        request: AccessRequest? = nil,
        policy: PolicyMark? = nil,
        level: String? = nil,
        requestDigest: String? = nil,
        usableFrom: Timestamp? = nil,
        lastCredentialAt: Timestamp? = nil,
        about: RequestID? = nil,
        leftOut: Int? = nil,
        chainBeganAt: Timestamp? = nil,
        approvalsNeeded: Int? = nil
    ) {
        self.action = action
        self.status = status
        self.subject = subject
        self.expiresAt = expiresAt
        self.reason = reason
        self.failure = failure
        self.awsRequestID = awsRequestID
        self.lateness = lateness
        self.request = request
        self.policy = policy
        self.level = level
        self.requestDigest = requestDigest
        self.usableFrom = usableFrom
        self.lastCredentialAt = lastCredentialAt
        self.about = about
        self.leftOut = leftOut
        self.chainBeganAt = chainBeganAt
        self.approvalsNeeded = approvalsNeeded
    }
}

/// Whom and what a record is about, as far as it is known: a refused request may lack most of it.
public struct AuditSubject: Sendable, Equatable {
    public var userID: String?
    public var userEmail: String?
    public var accountID: AccountID?
    public var permissionSet: String?

    /// Creates a subject.
    public init(
        userID: String? = nil,
        userEmail: String? = nil,
        accountID: AccountID? = nil,
        permissionSet: String? = nil
    ) {
        self.userID = userID
        self.userEmail = userEmail
        self.accountID = accountID
        self.permissionSet = permissionSet
    }
}
