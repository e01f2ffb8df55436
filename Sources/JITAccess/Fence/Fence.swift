// SPDX-License-Identifier: Apache-2.0

/// What keeps the role sessions out that a user opened before their access ended: removing the assignment does not end
/// them.
public struct Fence: Sendable, Equatable {
    /// The longest a role session of a permission set may last: what is assumed while its own duration is not known.
    public static let longestSession: Int64 = 43_200

    /// How long a fence stays beyond the last session: for clocks that differ, and for AWS to take a session's end in.
    static let margin = Duration.seconds(300)

    /// How far a fence is.
    public enum State: Sendable, Hashable {
        /// It is to be built.
        case wanted
        /// There was no room for it in the policy; it is built when there is.
        case leftOut
        /// It has been confirmed by AWS, and when.
        case standing(since: Timestamp)
    }

    public let userID: String
    public let accountID: AccountID

    /// Unknown for adopted rows.
    public let userEmail: String?

    /// The leases that ended with the assignment; each has the fence in its trail.
    public let requestIDs: [RequestID]

    /// The moment at which the assignment had gone for certain, in whole seconds: no session was opened from then on.
    public var endedAt: Timestamp

    /// How long a session may last, in seconds; nil while it is not known.
    public var sessionSeconds: Int64?

    public var state: State

    /// Creates a fence.
    public init(
        userID: String,
        accountID: AccountID,
        userEmail: String?,
        requestIDs: [RequestID],
        endedAt: Timestamp,
        sessionSeconds: Int64?,
        state: State = .wanted
    ) {
        self.userID = userID
        self.accountID = accountID
        self.userEmail = userEmail
        self.requestIDs = requestIDs
        self.endedAt = endedAt
        self.sessionSeconds = sessionSeconds
        self.state = state
    }

    /// The last moment at which a session opened before the end can be alive.
    var lastSessionEnd: Timestamp { endedAt + .seconds(sessionSeconds ?? Self.longestSession) }

    /// When it is of no use any more.
    var liftAt: Timestamp { lastSessionEnd + Self.margin }

    /// Who it keeps out, and where.
    var target: Target { Target(userID: userID, accountID: accountID) }

    /// Since when AWS has confirmed it; nil if it has not.
    var standsSince: Timestamp? {
        if case .standing(let since) = state { since } else { nil }
    }

    /// Whether AWS has confirmed it.
    var isStanding: Bool { standsSince != nil }

    /// Whether it is the same fence, however far it is. A lease ends once, so its requests tell it from another of the same
    /// second.
    func isSame(as other: Fence) -> Bool { identity == other.identity }

    /// A user in an account.
    struct Target: Hashable, Sendable {
        let userID: String
        let accountID: AccountID
    }

    /// Whether somebody who is kept out has the access again.
    enum Hold: Equatable, Sendable {
        case none
        /// By a lease that was written then: no session of it is older.
        case since(Timestamp)
        /// Since nobody knows when: standing access, or a row of the published sample.
        case unknown
    }
}

/// A fence that is to be built: written in the transaction that removes the binding, so that no crash can lose it, and an
/// item of its own, so that removals of one permission set do not contend for one item.
public struct FenceOrder: Sendable, Equatable {
    public let permissionSetARN: String

    /// Its name; unknown for adopted rows.
    public let permissionSet: String?

    public let fence: Fence

    /// When the sweep must look at it.
    public var dueAt: Timestamp

    /// Goes up by one with each write.
    public var version: Int64

    /// Creates an order.
    public init(
        permissionSetARN: String,
        permissionSet: String?,
        fence: Fence,
        dueAt: Timestamp,
        version: Int64 = 1
    ) {
        self.permissionSetARN = permissionSetARN
        self.permissionSet = permissionSet
        self.fence = fence
        self.dueAt = dueAt
        self.version = version
    }

    /// What its item is called: one for each removal of a binding.
    public var key: String { "\(binding.key)#\(fence.endedAt.seconds)" }

    /// The binding that ended.
    public var binding: Binding {
        Binding(userID: fence.userID, accountID: fence.accountID, permissionSetARN: permissionSetARN)
    }
}
