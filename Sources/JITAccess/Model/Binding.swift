// SPDX-License-Identifier: Apache-2.0

/// Who may do what where: at most one account assignment exists for it in Identity Center.
public struct Binding: Sendable, Hashable {
    /// The Identity Store's id of the user, never the name: names change and are compared differently by each layer.
    public let userID: String

    public let accountID: AccountID

    public let permissionSetARN: String

    /// Creates a binding.
    public init(userID: String, accountID: AccountID, permissionSetARN: String) {
        self.userID = userID
        self.accountID = accountID
        self.permissionSetARN = permissionSetARN
    }

    /// The partition key of its item in the state table, in the form the published sample uses.
    public var key: String {
        "\(userID)#\(accountID)#\(permissionSetARN)"
    }
}

/// A permission set, by the name people use and the ARN that AWS uses.
public struct PermissionSet: Sendable, Hashable {
    public let name: String
    public let arn: String

    /// How long a role session lasts at most, in seconds; nil if it was not asked for.
    public let sessionSeconds: Int64?

    /// Creates a permission set.
    public init(name: String, arn: String, sessionSeconds: Int64? = nil) {
        self.name = name
        self.arn = arn
        self.sessionSeconds = sessionSeconds
    }
}
