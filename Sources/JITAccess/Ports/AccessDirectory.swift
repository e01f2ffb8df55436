// SPDX-License-Identifier: Apache-2.0

/// What is known of users, accounts, permission sets and assignments. Reading only: both functions have it.
public protocol AccessDirectory: Sendable {
    /// The id of the user with this user name or e-mail address; nil if there is none.
    ///
    /// - Throws: ``DirectoryError`` (``DirectoryError/Kind/ambiguous(_:)``) if it is the user name of one user and an address
    ///   of another.
    func userID(named name: String) async throws(DirectoryError) -> String?

    /// The user with this id, and whether their names are theirs alone; nil if there is none.
    func user(id: String) async throws(DirectoryError) -> DirectoryUser?

    /// Those of the groups called `names` (by display name or group id) that the user is a member of. A group that does
    /// not exist has no members, and is in the log. Asks nothing if there are no names.
    func groups(of userID: String, among names: Set<String>) async throws(DirectoryError) -> Set<String>

    /// What is known of an account; nil if it does not belong to the organization.
    ///
    /// - Parameters:
    ///   - organizationalUnits: Whether to look up where in the organization it is.
    ///   - tags: Whether to look up its tags.
    func facts(
        about account: AccountID,
        organizationalUnits: Bool,
        tags: Bool
    ) async throws(DirectoryError) -> AccountFacts?

    /// The account that manages the organization, which never changes; a failure is not remembered.
    func managementAccount() async throws(DirectoryError) -> AccountID

    /// The permission set with this name, looked for among all of them.
    func permissionSet(named name: String) async throws(DirectoryError) -> PermissionSet?

    /// Whether the user has an assignment of their own (not by a group). The listing may be a little behind.
    func isAssigned(_ binding: Binding) async throws(DirectoryError) -> Bool

    /// How far a creation is.
    func creation(_ id: String) async throws(DirectoryError) -> AssignmentOperation
}

/// The right to create assignments. Grant has it, Revoke has not.
public protocol AssignmentCreator: Sendable {
    /// Begins to create the assignment. Creating one that exists is harmless.
    func create(_ binding: Binding) async throws(DirectoryError) -> AssignmentOperation
}

/// The right to remove assignments. Revoke has it, Grant has not.
public protocol AssignmentRemover: Sendable {
    /// Begins to remove the assignment; nil if there is none.
    func remove(_ binding: Binding) async throws(DirectoryError) -> AssignmentOperation?

    /// How far a removal is.
    func removal(_ id: String) async throws(DirectoryError) -> AssignmentOperation
}

/// An asynchronous operation of Identity Center.
public struct AssignmentOperation: Sendable, Equatable {
    /// How far it is.
    public enum Status: Sendable, Equatable {
        case inProgress
        case succeeded
        /// With AWS's reason.
        case failed(String)
    }

    public let id: String
    public let status: Status

    /// AWS's id of the call that told this.
    public let awsRequestID: String?

    /// Creates an operation.
    public init(id: String, status: Status, awsRequestID: String? = nil) {
        self.id = id
        self.status = status
        self.awsRequestID = awsRequestID
    }
}

/// Why the directory did not answer.
public struct DirectoryError: Error, Sendable, Equatable {
    /// What the protocol must tell apart.
    public enum Kind: Sendable, Equatable {
        /// Another operation on the same assignment is under way: nothing happened, try again.
        case conflict
        /// Too many calls: nothing happened, try again.
        case throttled
        /// AWS said no, and will say it again: nothing happened.
        case refused
        /// No answer, or a server's error: the call may have taken effect.
        case unavailable
        /// The name that was looked up names two users.
        case ambiguous(SharedName)
    }

    public let kind: Kind

    /// What happened, for the log, the record and the operator.
    public let message: String

    public let awsRequestID: String?

    /// Creates an error.
    public init(_ kind: Kind, _ message: String, awsRequestID: String? = nil) {
        self.kind = kind
        self.message = message
        self.awsRequestID = awsRequestID
    }
}
