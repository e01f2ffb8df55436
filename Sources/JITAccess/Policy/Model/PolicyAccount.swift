// SPDX-License-Identifier: Apache-2.0

/// An account of the organization, with what rules can ask about it.
public struct PolicyAccount: Sendable, Equatable {
    public var id: AccountID
    public var name: String?

    /// The units the account is in, from the root downwards; the root itself is none.
    public var organizationalUnits: [OrganizationalUnit]

    public var tags: [String: String]

    /// Creates an account.
    public init(
        id: AccountID,
        name: String?,
        organizationalUnits: [OrganizationalUnit] = [],
        tags: [String: String] = [:]
    ) {
        self.id = id
        self.name = name
        self.organizationalUnits = organizationalUnits
        self.tags = tags
    }
}
