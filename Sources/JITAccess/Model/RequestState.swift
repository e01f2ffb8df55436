// SPDX-License-Identifier: Apache-2.0

extension RequestRecord {
    /// How far a request is.
    public enum State: Sendable, Equatable {
        /// Approvers have to decide.
        case pending(Pending)
        /// It is approved; its grant begins when its moment has come.
        case approved(Start)
        /// It was decided against, or given up, before there was a lease.
        case closed(Closing)
        /// It is approved and has, or had, a lease.
        case leased(RequestLease)
    }

    /// The status that people and queries see.
    public enum Status: String, Sendable, CaseIterable {
        case pending = "PENDING"
        /// The account's owner decides first.
        case pendingOwner = "PENDING_OWNER"
        /// The Identity Center administrator decides.
        case pendingAdmin = "PENDING_ADMIN"
        case rejected = "REJECTED"
        case cancelled = "CANCELLED"
        case timedOut = "TIMED_OUT"
        case approved = "APPROVED"
    }

    /// Waiting for approvals.
    public struct Pending: Sendable, Equatable {
        /// The level whose approvers decide now, from 0.
        public let level: Int

        public let levelName: String

        /// Nobody's approval counts from this moment on.
        public let timesOutAt: Timestamp

        /// Creates a state.
        public init(level: Int, levelName: String, timesOutAt: Timestamp) {
            self.level = level
            self.levelName = levelName
            self.timesOutAt = timesOutAt
        }
    }

    /// Waiting for the moment to begin.
    public struct Start: Sendable, Equatable {
        /// When access is to begin.
        public let at: Timestamp

        /// When Grant's sweep begins the grant, unless that has happened before.
        public let nextTryAt: Timestamp

        /// Creates a state.
        public init(at: Timestamp, nextTryAt: Timestamp) {
            self.at = at
            self.nextTryAt = nextTryAt
        }
    }

    /// The end of a request that never had a lease.
    public struct Closing: Sendable, Equatable {
        public enum Kind: String, Sendable, CaseIterable {
            case rejected = "REJECTED"
            case cancelled = "CANCELLED"
            case timedOut = "TIMED_OUT"
        }

        public let kind: Kind
        public let by: Speaker
        public let at: Timestamp
        public let comment: String?

        /// Creates an end.
        public init(_ kind: Kind, by speaker: Speaker, at moment: Timestamp, comment: String?) {
            self.kind = kind
            by = speaker
            at = moment
            self.comment = comment
        }
    }

    /// The status for people and queries; derived, so that it cannot disagree with the state.
    public var status: Status {
        switch state {
        case .pending(let pending):
            switch pending.levelName {
            case "owner": .pendingOwner
            case "admin": .pendingAdmin
            default: .pending
            }
        case .approved, .leased: .approved
        case .closed(let closing):
            switch closing.kind {
            case .rejected: .rejected
            case .cancelled: .cancelled
            case .timedOut: .timedOut
            }
        }
    }

    /// When Grant's sweep must look at it next; nil if never.
    public var dueAt: Timestamp? {
        switch state {
        case .pending(let pending): pending.timesOutAt
        case .approved(let start): start.nextTryAt
        case .closed, .leased: nil
        }
    }

    /// When Revoke's sweep must look at it, unless its binding has ended before; nil if it says of nothing that it is lent.
    public var leaseDueAt: Timestamp? {
        guard let lease, lease.isOpen else { return nil }
        return lease.expiresAt + RequestLease.margin
    }

    /// Whether it says that its binding is lent.
    func lends(_ other: Binding) -> Bool { lease?.isOpen == true && binding == other }
}

/// What has become of a request's lease, as the request shows it.
public struct RequestLease: Sendable, Equatable {
    public var status: LeaseStatus
    public var expiresAt: Timestamp

    /// Whether the user had the access already.
    public var isStanding: Bool

    /// Why it failed, if it did.
    public var failure: String?

    /// How long after the end of a lease its request comes due. The end itself takes it out of the index: it comes due only
    /// where the binding, by which access ends, was deleted or changed.
    public static let margin = Duration.seconds(60)

    /// Whether the lease has not come to its end.
    var isOpen: Bool { !status.isFinal }

    /// How long a role session of the permission set lasts at most, in seconds; nil if it is not known.
    public var sessionSeconds: Int64?

    /// When access became usable; nil before.
    public var usableFrom: Timestamp?

    /// From when on no session of it is of use, once access has ended; nil before, or if it is not known.
    public var endOfSessions: Timestamp?

    /// From when on no session of it is of use, as far as is known: open sessions outlive the assignment, by as long as
    /// a session lasts, unless they are shut out.
    public var lastCredentialAt: Timestamp? {
        if let endOfSessions { return endOfSessions }
        guard status == .active || status == .revoking, !isStanding else { return nil }
        return sessionSeconds.map { expiresAt + .seconds($0) }
    }

    /// Creates a lease's state.
    public init(
        status: LeaseStatus,
        expiresAt: Timestamp,
        isStanding: Bool,
        failure: String? = nil,
        sessionSeconds: Int64? = nil,
        usableFrom: Timestamp? = nil,
        endOfSessions: Timestamp? = nil
    ) {
        self.status = status
        self.expiresAt = expiresAt
        self.isStanding = isStanding
        self.failure = failure
        self.sessionSeconds = sessionSeconds
        self.usableFrom = usableFrom
        self.endOfSessions = endOfSessions
    }
}
