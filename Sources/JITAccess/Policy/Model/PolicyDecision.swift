// SPDX-License-Identifier: Apache-2.0

/// What the policy says to a request.
public enum PolicyDecision: Sendable, Equatable {
    case allowed(PolicyAllowance)
    case refused(PolicyRefusal)
}

/// By which rule a request is allowed, and what that rule demands.
public struct PolicyAllowance: Sendable, Equatable {
    public let rule: String

    /// SHA-256 of the rule's canonical JSON, hexadecimal: shows whether the rule is still the one it was.
    public let ruleDigest: String

    public let approval: ApprovalRequirement

    /// The longest access that the rule allows.
    public let maximumDuration: LeaseDuration

    /// The longest that an access may be together with everything that prolongs it.
    public let maximumTotal: LeaseDuration

    /// The ticket that the access ends with; nil if the rule does not check it.
    public let ticket: TicketHold?
}

/// Why a request is refused.
public struct PolicyRefusal: Sendable, Equatable {
    /// What kind of reason it is.
    public enum Code: Sendable, Equatable {
        /// A deny rule matches, the one of this name.
        case denied(String)
        /// No rule is for this person, way in, account and permission set.
        case noRule
        case durationTooLong(LeaseDuration)
        /// With the access that it prolongs.
        case totalTooLong(LeaseDuration)
        /// In characters.
        case justificationTooShort(Int)
        case ticketMissing
        case ticketPattern
        /// The ticket system has no such ticket, or it is not in a state that the rule allows.
        case ticketNotValid
        /// The requester has nothing to do with the ticket.
        case ticketOfOthers
        case outsideChangeWindow
        case outsideWindow
        /// The rule could not be hashed, so that nothing could be bound to it.
        case undecided
    }

    public let code: Code

    /// A sentence for who asks.
    public let message: String

    /// The rule that denies, or that would allow it if the request were as it demands.
    public let rule: String?
}

extension PolicyRefusal.Code {
    /// The stable word for answers and scripts.
    public var word: String {
        switch self {
        case .denied: "denied_by_rule"
        case .noRule: "not_allowed"
        case .durationTooLong, .totalTooLong: "duration_not_allowed"
        case .justificationTooShort: "justification_required"
        case .ticketMissing, .ticketPattern: "ticket_required"
        case .ticketNotValid: "ticket_not_valid"
        case .ticketOfOthers: "ticket_of_others"
        case .outsideChangeWindow: "outside_change_window"
        case .outsideWindow: "outside_window"
        case .undecided: "internal_error"
        }
    }
}
