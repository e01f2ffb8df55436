// SPDX-License-Identifier: Apache-2.0

/// What the audit trail of a request tells of its lease: the witness that is left where items of the state table do not say
/// the same.
///
/// Records are added the latest first, until ``isComplete``.
public struct LeaseTrail: Sendable, Equatable {
    /// The last record by which something was lent.
    public struct Lending: Sendable, Equatable {
        public let userID: String
        public let accountID: String

        /// The name of the permission set, or its ARN where no name was known.
        public let permissionSet: String

        /// When the lease ends; nil if the record does not say.
        public let expiresAt: Timestamp?

        /// Whether the user had the access already.
        public let isStanding: Bool
    }

    /// Nil if nothing was lent, as far as has been read.
    public private(set) var lending: Lending?

    /// Whether the end of the lease is on record.
    public private(set) var hasEnded = false

    /// When it was recorded that its assignment has gone; nil if that is not the end of it.
    public private(set) var removedAt: Timestamp?

    /// Whether it is on record that its end has begun.
    public private(set) var isEnding = false

    private var hasEvent = false

    /// The trail of a request that has no record.
    public init() {}

    /// Whether older records tell nothing more.
    public private(set) var isComplete = false

    /// Adds the record before those that were added.
    ///
    /// - Parameter attributes: as the audit table holds them; what is not as this program writes it tells nothing.
    public mutating func add(_ attributes: AuditChain.Attributes) {
        guard !isComplete, let step = attributes.step else { return }
        switch (step.action, step.status) {
        case (.revoke, .started): if lending == nil { isEnding = true }
        case (.revoke, .success), (.release, .success):
            if !hasEvent {
                hasEnded = true
                if step.action == .revoke {
                    removedAt = attributes.text("timestamp").flatMap(Timestamp.init(rfc3339:))
                }
            }
            hasEvent = true
        // Of a grant that was confirmed after its end, too.
        case (.grant, .error): hasEvent = true
        case (.grant, .started), (.grant, .success), (.adopt, .success), (.reconcile, .started):
            // What is quarantined is lent by its RECONCILE record; in other trails that says why something ended.
            let isWeak = step.action == .reconcile
            hasEvent = true
            guard let user = attributes.text("user_id"), let account = attributes.text("account_id"),
                let set = attributes.text("permission_set")
            else { return }
            var expiresAt: Timestamp?
            let greatestMoment = Timestamp.storedSeconds.upperBound
            if case .integer(let seconds)? = attributes["expires_at"],
                (-greatestMoment...greatestMoment).contains(seconds)
            {
                expiresAt = Timestamp(seconds: seconds)
            }
            lending = Lending(
                userID: user,
                accountID: account,
                permissionSet: set,
                expiresAt: expiresAt,
                isStanding: attributes.text("reason") == AuditEntry.standingReason
            )
            isComplete = !isWeak
        default: break
        }
    }
}

extension AuditEntry {
    /// Why a lease over access that was there before creates nothing: by it the trail shows that the access stays.
    static let standingReason = "The user holds this access already; it stays when the lease ends."
}
