// SPDX-License-Identifier: Apache-2.0

/// An account of the organization, with what rules can ask about it.
public struct PolicyAccount: Sendable, Equatable {
    public var id: AccountID
    public var name: String?

    /// The units the account is in, from the root downwards; the root itself is none.
    public var organizationalUnits: [OrganizationalUnit]

    public var tags: [String: String]

    /// Whether an allow rule reaches it only by its id; see ``ProtectedAccounts``. Deny rules reach it by anything.
    public var isProtected: Bool

    /// Creates an account.
    public init(
        id: AccountID,
        name: String?,
        organizationalUnits: [OrganizationalUnit] = [],
        tags: [String: String] = [:],
        isProtected: Bool = false
    ) {
        self.isProtected = isProtected
        self.id = id
        self.name = name
        self.organizationalUnits = organizationalUnits
        self.tags = tags
    }
}
