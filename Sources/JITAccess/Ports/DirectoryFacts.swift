// SPDX-License-Identifier: Apache-2.0

/// A user of the Identity Store.
public struct DirectoryUser: Sendable, Equatable {
    public let id: String

    /// The name they sign in with.
    public let userName: String

    /// The e-mail address that is marked as their primary one; nil if none is. Further addresses name nobody: they are
    /// not checked by anybody, and whoever has one that is free may have somebody else's of tomorrow.
    public let primaryEmail: String?

    public let isEnabled: Bool

    /// The name of theirs that names another user too: their user name, if it is another's address, or their address, if it
    /// is another's user name. A rule for the one would let the other in. Nil if their names are theirs alone.
    public let sharedName: SharedName?

    /// Creates a user.
    public init(
        id: String,
        userName: String,
        primaryEmail: String?,
        isEnabled: Bool,
        sharedName: SharedName? = nil
    ) {
        self.id = id
        self.userName = userName
        self.primaryEmail = primaryEmail
        self.isEnabled = isEnabled
        self.sharedName = sharedName
    }
}

/// A name that is the user name of one user and an address of another.
public struct SharedName: Sendable, Equatable {
    public let name: String

    /// The id of the user who has it as their user name.
    public let userNameOf: String

    /// The id of the user who has it as an address.
    public let addressOf: String

    /// Creates a name that two have.
    public init(_ name: String, userNameOf: String, addressOf: String) {
        self.name = name
        self.userNameOf = userNameOf
        self.addressOf = addressOf
    }
}

/// An account of the organization, as far as it was asked about.
public struct AccountFacts: Sendable, Equatable {
    public let id: AccountID

    public let name: String?

    /// False if it is suspended, closed or not yet open: an assignment would fail after a long wait.
    public let isActive: Bool

    /// Those it is in, from the root of the organization down; the root itself is none. Empty if not asked for.
    public let organizationalUnits: [OrganizationalUnit]

    /// Empty if not asked for.
    public let tags: [String: String]

    /// Whether only a rule that names the account by its id lends anything there. The directory does not know it.
    public internal(set) var protection = AccountProtection.unknown(.notAsked)

    /// Creates facts.
    public init(
        id: AccountID,
        name: String? = nil,
        isActive: Bool,
        organizationalUnits: [OrganizationalUnit] = [],
        tags: [String: String] = [:]
    ) {
        self.id = id
        self.name = name
        self.isActive = isActive
        self.organizationalUnits = organizationalUnits
        self.tags = tags
    }
}

/// A part of the organization that holds accounts and further units.
public struct OrganizationalUnit: Sendable, Hashable {
    /// Such as `ou-ab12-cdefghij`; it never changes.
    public let id: String

    /// Unique among the units beside it.
    public let name: String

    /// Creates a unit.
    public init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}
