// SPDX-License-Identifier: Apache-2.0

/// An account of the organization, with what rules can ask about it.
public struct PolicyAccount: Sendable, Equatable {
    public var id: AccountID
    public var name: String?

    /// The units the account is in, from the root downwards; the root itself may be left out.
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

/// An organizational unit or the root of the organization.
public struct OrganizationalUnit: Sendable, Equatable {
    /// Such as `ou-ab12-cdefghij`, or `r-ab12` for the root.
    public var id: String
    public var name: String

    /// Creates a unit.
    public init(id: String, name: String) {
        self.id = id
        self.name = name
    }

    var isRoot: Bool { id.utf8.starts(with: "r-".utf8) }
}
