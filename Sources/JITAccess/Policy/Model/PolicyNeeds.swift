// SPDX-License-Identifier: Apache-2.0

/// The facts that the policy asks about. What it does not ask about need not be looked up.
public struct PolicyNeeds: Sendable, Equatable {
    /// The names of all groups that the policy mentions, those of approvers too.
    public var groups: Set<String> = []

    /// Whether a rule asks in which organizational units an account is.
    public var organizationalUnits = false

    /// Whether a rule asks for an account's tags, or for its owners.
    public var accountTags = false

    /// Creates needs, of nothing unless it is said.
    public init(groups: Set<String> = [], organizationalUnits: Bool = false, accountTags: Bool = false) {
        self.groups = groups
        self.organizationalUnits = organizationalUnits
        self.accountTags = accountTags
    }
}
