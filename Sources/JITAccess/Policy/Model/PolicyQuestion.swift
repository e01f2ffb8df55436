// SPDX-License-Identifier: Apache-2.0

/// What the policy decides on: what is asked for, and the facts about who asks and for which account.
public struct PolicyQuestion: Sendable, Equatable {
    /// Who gets access.
    public var principal: PolicyPrincipal
    public var path: AccessPath
    public var account: PolicyAccount
    public var permissionSet: PolicyPermissionSet

    /// The names of AWS's managed policies in a permission set that the request defines; none for any other.
    public var managedPolicies: [String]

    /// How long they would have it, from the decision on.
    public var duration: LeaseDuration

    /// How long they have had it already, if it prolongs an access.
    public var elapsed: Duration
    public var justification: String?
    public var ticket: String?

    /// What the ticket system says about it; nil if there is none, or it was not asked.
    public var ticketRecord: Ticket?

    /// When the access is to begin.
    public var start: Timestamp

    public var stage: Stage

    /// At which point of a request's life it is asked.
    public enum Stage: Sendable, Equatable {
        /// Somebody asks for access.
        case asking
        /// What was allowed before is to be approved, or to begin.
        case beginning
    }

    /// Creates a question.
    public init(
        principal: PolicyPrincipal,
        path: AccessPath,
        account: PolicyAccount,
        permissionSet: PolicyPermissionSet,
        duration: LeaseDuration,
        justification: String? = nil,
        ticket: String? = nil,
        ticketRecord: Ticket? = nil,
        start: Timestamp,
        stage: Stage = .asking,
        elapsed: Duration = .zero,
        managedPolicies: [String] = []
    ) {
        self.managedPolicies = managedPolicies
        self.elapsed = elapsed
        self.principal = principal
        self.path = path
        self.account = account
        self.permissionSet = permissionSet
        self.duration = duration
        self.justification = justification
        self.ticket = ticket
        self.ticketRecord = ticketRecord
        self.start = start
        self.stage = stage
    }
}

extension PolicyQuestion {
    /// How long they would have it together with what it prolongs, from the beginning of that on.
    var total: Duration { elapsed + duration.duration }
}

/// The permission set that is asked for.
public enum PolicyPermissionSet: Sendable, Equatable {
    /// One that exists, by its name.
    case named(String)
    /// One that the request itself defines.
    case custom
}
