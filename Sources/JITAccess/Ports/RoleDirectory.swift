// SPDX-License-Identifier: Apache-2.0

/// The roles of the account that the functions are in. Reading only.
public protocol RoleDirectory: Sendable {
    /// The role with this name and this id, which no other role has had or will have; nil if there is none. What was found
    /// some minutes ago may do: the path of a role never changes.
    func role(named name: String, id: String) async throws(DirectoryError) -> IAMRole?
}

/// A role of IAM, as far as tells who has made it.
public struct IAMRole: Sendable, Equatable {
    /// Below this path only Identity Center can make roles.
    /// https://docs.aws.amazon.com/singlesignon/latest/userguide/using-service-linked-roles.html
    static let identityCenterPath = "/aws-reserved/sso.amazonaws.com/"

    public let name: String

    /// Such as `AROAEXAMPLE`.
    public let id: String

    /// Such as `/aws-reserved/sso.amazonaws.com/eu-central-1/`.
    public let path: String

    /// Creates a role.
    public init(name: String, id: String, path: String) {
        self.name = name
        self.id = id
        self.path = path
    }

    /// Whether Identity Center has made it.
    var isOfIdentityCenter: Bool { path.hasPrefix(Self.identityCenterPath) }
}

/// No role is known, so nobody is a person by a session.
public struct NoRoles: RoleDirectory {
    /// Creates it.
    public init() {}

    public func role(named name: String, id: String) async throws(DirectoryError) -> IAMRole? { nil }
}
