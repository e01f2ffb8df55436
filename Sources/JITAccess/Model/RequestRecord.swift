// SPDX-License-Identifier: Apache-2.0

/// A request as the ledger keeps it, from the moment it was found valid and allowed: what was asked, by whom, how far
/// it is decided, and what has become of its lease.
public struct RequestRecord: Sendable, Equatable {
    /// What was asked for. Approvals are bound to its digest.
    public let request: AccessRequest

    /// ``AccessRequest/digest()`` of what was asked for.
    public let digest: String

    /// Who asked, and how that was established.
    public let requestedBy: Speaker

    /// How and as what they came, for the rules.
    public let path: AccessPath
    public let principalKind: PrincipalKind

    /// The Identity Store id of the user who gets the access.
    public let userID: String

    /// The permission set; nil while it is a custom one that has not been made.
    public var permissionSetARN: String?

    public let createdAt: Timestamp

    /// When the access began that this request prolongs, with all its extensions before; nil if it prolongs none.
    public let chainBeganAt: Timestamp?

    public let policy: PolicyMark

    /// The number of the request's ticket, if it was read when the request was allowed, as its rule wants, and whoever gets
    /// the access has to do with it. Nothing is written on any other.
    public let ownTicket: String?

    /// In the order in which they were given.
    public var approvals: [Approval]

    public var state: State

    /// Goes up by one with each step of its decision, so that of two at the same moment one wins. What becomes of the
    /// lease afterwards is guarded by the lease's status.
    public var version: Int64

    /// Shows that Grant has written it as it is; nil where nobody has to believe it, or Grant has no key.
    public var seal: RequestSeal?

    /// Ties the custom permission set that was lent to its definition; nil before, and for any other.
    public var definitionSeal: RequestSeal?

    /// Creates a record.
    public init(
        request: AccessRequest,
        digest: String,
        requestedBy: Speaker,
        path: AccessPath,
        principalKind: PrincipalKind = .user,
        userID: String,
        permissionSetARN: String?,
        createdAt: Timestamp,
        chainBeganAt: Timestamp? = nil,
        policy: PolicyMark,
        approvals: [Approval] = [],
        state: State,
        version: Int64 = 1,
        seal: RequestSeal? = nil,
        definitionSeal: RequestSeal? = nil,
        ownTicket: String? = nil
    ) {
        self.request = request
        self.digest = digest
        self.requestedBy = requestedBy
        self.path = path
        self.principalKind = principalKind
        self.userID = userID
        self.permissionSetARN = permissionSetARN
        self.createdAt = createdAt
        self.chainBeganAt = chainBeganAt
        self.policy = policy
        self.approvals = approvals
        self.state = state
        self.version = version
        self.seal = seal
        self.definitionSeal = definitionSeal
        self.ownTicket = ownTicket
    }

    public var id: RequestID { request.id }

    /// What the request is about; nil while its custom permission set has not been made.
    public var binding: Binding? {
        permissionSetARN.map { Binding(userID: userID, accountID: request.accountID, permissionSetARN: $0) }
    }

    /// Its lease, once one has been written.
    public var lease: RequestLease? {
        guard case .leased(let lease) = state else { return nil }
        return lease
    }

    /// When the access began that an extension of this one would prolong, as far as the item says; see ``ChainBeginning``.
    var beginning: Timestamp {
        // The moment of the request is earlier than its lease: an item without the other is taken for longer, not shorter.
        (chainBeganAt ?? lease?.usableFrom ?? createdAt).wholeSecond
    }

    /// What audit records say it is about.
    var subject: AuditSubject {
        AuditSubject(
            userID: userID,
            userEmail: request.userEmail,
            accountID: request.accountID,
            permissionSet: request.permissionSet
        )
    }

    /// Follows its lease, for the answer.
    mutating func move(to status: LeaseStatus, until expiresAt: Timestamp, usableFrom: Timestamp? = nil) {
        guard var lease else { return }
        lease.status = status
        lease.usableFrom = usableFrom ?? lease.usableFrom
        lease.expiresAt = expiresAt
        state = .leased(lease)
    }

    /// The record as it is written after this one.
    func next(_ state: State) -> RequestRecord {
        var next = self
        next.state = state
        next.version = version.nextVersion
        // It is over another state.
        next.seal = nil
        return next
    }
}

/// Which policy decided about a request.
public struct PolicyMark: Sendable, Equatable {
    /// The name of the rule that allows it.
    public let rule: String

    /// SHA-256 over that rule: approvals given under it do not count under another.
    public let ruleDigest: String

    /// SHA-256 over the policy file.
    public let policyHash: String

    /// Creates a mark.
    public init(rule: String, ruleDigest: String, policyHash: String) {
        self.rule = rule
        self.ruleDigest = ruleDigest
        self.policyHash = policyHash
    }
}

/// One approver's yes to one request.
public struct Approval: Sendable, Equatable {
    public let by: Speaker

    /// The name of the level at which it counts.
    public let level: String

    public let at: Timestamp
    public let comment: String?

    /// Creates an approval.
    public init(by speaker: Speaker, level: String, at moment: Timestamp, comment: String?) {
        by = speaker
        self.level = level
        at = moment
        self.comment = comment
    }
}
