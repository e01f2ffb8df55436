// SPDX-License-Identifier: Apache-2.0

/// What the policy decides on: what is asked for, and the facts about who asks and for which account.
public struct PolicyQuestion: Sendable, Equatable {
    /// Who gets access.
    public var principal: PolicyPrincipal
    public var path: AccessPath
    public var account: PolicyAccount
    public var permissionSet: PolicyPermissionSet
    public var duration: LeaseDuration
    public var justification: String?
    public var ticket: String?

    /// When the access is to begin.
    public var start: Timestamp

    /// Creates a question.
    public init(
        principal: PolicyPrincipal,
        path: AccessPath,
        account: PolicyAccount,
        permissionSet: PolicyPermissionSet,
        duration: LeaseDuration,
        justification: String? = nil,
        ticket: String? = nil,
        start: Timestamp
    ) {
        self.principal = principal
        self.path = path
        self.account = account
        self.permissionSet = permissionSet
        self.duration = duration
        self.justification = justification
        self.ticket = ticket
        self.start = start
    }
}

/// The permission set that is asked for.
public enum PolicyPermissionSet: Sendable, Equatable {
    /// One that exists, by its name.
    case named(String)
    /// One that the request itself defines.
    case custom
}
