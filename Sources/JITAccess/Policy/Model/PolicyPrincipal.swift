// SPDX-License-Identifier: Apache-2.0

/// What kind of principal it is.
public enum PrincipalKind: String, Sendable, CaseIterable {
    /// A person of Identity Center.
    case user
    /// A deployment or another program that people have written.
    case workload
    /// A program that decides by itself what to do.
    case agent
}

/// Somebody who asks for access or decides on it.
public struct PolicyPrincipal: Sendable, Equatable {
    public var kind: PrincipalKind

    /// The Identity Store id, for a person.
    public var userID: String?

    /// The user name and the e-mail addresses.
    public var names: [String]

    /// The names of the groups they are in, of those that ``Policy/groups(for:)`` asks for.
    public var groups: Set<String>

    /// Creates a principal.
    public init(kind: PrincipalKind = .user, userID: String?, names: [String], groups: Set<String> = []) {
        self.kind = kind
        self.userID = userID
        self.names = names
        self.groups = groups
    }

    /// Creates a principal of what a person typed: names, and `user:<id>` for the id.
    package init(kind: PrincipalKind = .user, called names: [String], groups: Set<String> = []) {
        self.init(
            kind: kind,
            userID: names.lazy.compactMap(PersonReference.userID).first,
            names: names.filter { PersonReference.userID(of: $0) == nil },
            groups: groups
        )
    }
}
