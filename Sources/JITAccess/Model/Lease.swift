// SPDX-License-Identifier: Apache-2.0

/// One approved request's hold on a binding.
public struct Lease: Sendable, Equatable {
    /// Where a lease stands while its binding still has it.
    public enum State: Sendable, Equatable {
        /// The assignment is being created.
        case granting(Granting)
        /// The user has access until ``Lease/expiresAt``.
        case active
        /// The lease holds nothing any more; what remains is to remove or to keep the assignment.
        case ended(LeaseEnd)
    }

    /// A grant under way.
    public struct Granting: Sendable, Equatable {
        /// Until then the lease belongs to the invocation that grants it, and nobody else acts on it: that invocation
        /// may be about to create the assignment. Afterwards the sweep finishes or rolls back.
        public var recoverAt: Timestamp

        /// Identity Center's id of the creation, if it has outlived the invocation that asked for it.
        public var creationID: String?

        /// Set by an early revocation that came meanwhile: the lease ends as soon as the grant has.
        public var revocation: LeaseEnd?

        /// Creates the state of a grant that begins.
        public init(recoverAt: Timestamp, creationID: String? = nil, revocation: LeaseEnd? = nil) {
            self.recoverAt = recoverAt
            self.creationID = creationID
            self.revocation = revocation
        }

        /// How long the lease outlives the invocation that grants it: whatever that has asked AWS for has arrived then.
        static let margin = Duration.seconds(60)

        /// Whether the invocation that grants it is gone for certain.
        func isAbandoned(at moment: Timestamp) -> Bool { recoverAt <= moment || isImpossible(at: moment) }

        /// Whether it belongs to its invocation for longer than any lasts: then it was written past the functions.
        func isImpossible(at moment: Timestamp) -> Bool { recoverAt > moment + Invocation.longest + Self.margin }
    }

    public var state: State

    /// How long access lasts from the moment it is usable, in seconds.
    public var durationSeconds: Int64

    /// While granting, a bound that a crash cannot pass; once active, the real end.
    public var expiresAt: Timestamp

    /// Whether it comes from a row of the published sample, and so has no request of its own.
    public let isAdopted: Bool

    /// The ticket with which it ends, if that comes before ``expiresAt``.
    public var ticket: TicketHold?

    /// Creates a lease.
    public init(
        state: State,
        durationSeconds: Int64,
        expiresAt: Timestamp,
        isAdopted: Bool = false,
        ticket: TicketHold? = nil
    ) {
        self.state = state
        self.durationSeconds = durationSeconds
        self.expiresAt = expiresAt
        self.isAdopted = isAdopted
        self.ticket = ticket
    }

    /// Whether it is over, whether or not the assignment has gone.
    var isEnded: Bool { if case .ended = state { true } else { false } }

    /// When the sweep must look at it next.
    var nextMoment: Timestamp {
        switch state {
        case .granting(let granting): granting.recoverAt
        case .active: ticket.map { min(expiresAt, $0.checkAt) } ?? expiresAt
        case .ended(let end): end.at
        }
    }

    /// Whether it gives access: AWS has confirmed it, and it is not over.
    func isUsable(at moment: Timestamp) -> Bool { state == .active && expiresAt > moment }

    /// Whether it keeps the assignment. A lease that is granting does, whatever the clock says, until it is recovered.
    func holds(at moment: Timestamp) -> Bool {
        switch state {
        case .granting: true
        case .active: expiresAt > moment
        case .ended: false
        }
    }
}

/// How a lease came to its end.
public struct LeaseEnd: Sendable, Equatable {
    /// Why it ended.
    public enum Kind: String, Sendable, CaseIterable {
        /// Its time was over.
        case expired = "EXPIRED"
        /// Somebody ended it early.
        case revoked = "REVOKED"
        /// It could not be granted.
        case failed = "FAILED"
    }

    public let kind: Kind
    public let at: Timestamp

    /// In the words of whoever ended it, or AWS's.
    public let reason: String?

    /// Creates an end.
    public init(_ kind: Kind, at: Timestamp, reason: String? = nil) {
        self.kind = kind
        self.at = at
        self.reason = reason
    }
}

/// The status of a lease as its request shows it.
public enum LeaseStatus: String, Sendable, CaseIterable {
    case granting = "GRANTING"
    case active = "ACTIVE"
    case revoking = "REVOKING"
    case expired = "EXPIRED"
    case revoked = "REVOKED"
    case failed = "FAILED"

    /// The status of a lease that came to this end.
    init(_ kind: LeaseEnd.Kind) {
        switch kind {
        case .expired: self = .expired
        case .revoked: self = .revoked
        case .failed: self = .failed
        }
    }

    /// Those of a lease that has not come to its end.
    static let open: Set<LeaseStatus> = [.granting, .active, .revoking]

    /// Whether nothing more will happen.
    var isFinal: Bool {
        switch self {
        case .granting, .active, .revoking: false
        case .expired, .revoked, .failed: true
        }
    }
}
