// SPDX-License-Identifier: Apache-2.0

/// One rule of the policy.
struct PolicyRule: Sendable {
    enum Effect: Sendable, Equatable {
        /// Whatever it selects is refused.
        case deny
        /// Whatever it selects is allowed on these terms.
        case allow(PolicyTerms)
    }

    let name: String
    let principals: PrincipalSelector
    let paths: [AccessPath]
    let accounts: AccountSelector
    let permissionSets: PermissionSetSelector

    /// In one of which the access must begin; empty for any time.
    let windows: [TimeWindow]

    let effect: Effect

    /// Where its text is in the file.
    let source: Range<Int>

    /// On which terms it allows what it selects; nil if it denies.
    var terms: PolicyTerms? {
        if case .allow(let terms) = effect { terms } else { nil }
    }
}

/// What an allow rule demands.
struct PolicyTerms: Sendable, Equatable {
    /// From the moment at which it is decided.
    let maximumDuration: LeaseDuration

    /// From the beginning of the first access that extensions prolong to the end of the last.
    let maximumTotal: LeaseDuration

    /// In characters; 0 if there need not be any.
    let minimumJustification: Int

    let isTicketRequired: Bool
    let ticketPattern: Pattern?

    /// What a ticket that is given must be like in the ticket system; nil if its number is enough.
    let ticketCheck: TicketCheck?

    let approval: ApprovalTerms

    /// For a permission set that the request defines.
    var customApproval: ApprovalTerms { approval.forCustomPermissionSets }
}
