// SPDX-License-Identifier: Apache-2.0

/// Who may approve at one level.
public struct ApproverSet: Sendable, Equatable {
    var users: [Pattern] = []
    var groups: [String] = []

    /// The tag that names the owners of an account, if they may approve.
    var ownerTag: String?

    /// The administrators, if they may approve.
    var administrators: PolicyAdministrators?

    /// Whether `approver` is one of them, for a request on `account`. Only a person can be. That nobody approves what
    /// they asked for themselves is not looked at here.
    public func accepts(_ approver: PolicyPrincipal, on account: PolicyAccount) -> Bool {
        guard approver.kind == .user else { return false }
        let names = approver.names.map(MatchText.init)
        let (userID, memberships) = (approver.userID, approver.groups)
        if users.include(names, userID: userID) || groups.contains(where: memberships.contains) { return true }
        if let administrators, administrators.include(names, userID: userID, in: memberships) { return true }
        return owners(of: account)?.include(names, userID: userID, in: memberships) ?? false
    }

    /// The owners that the tag of `account` names, if owners may approve.
    func owners(of account: PolicyAccount) -> AccountOwners? {
        ownerTag.map { AccountOwners(tag: account.tags[$0]) }
    }

    /// Whether it can include anybody on any account.
    var isEmpty: Bool {
        users.isEmpty && groups.isEmpty && ownerTag == nil && (administrators?.isEmpty ?? true)
    }

    /// Names them for people: `members of Security, the owners of the account (tag owner)`.
    public var readable: String {
        var parts = users.map(\.text) + groups.map { "members of \($0)" }
        if let ownerTag { parts.append("the owners of the account (tag \(ownerTag))") }
        if administrators != nil { parts.append("the administrators") }
        return parts.isEmpty ? "nobody" : parts.joined(separator: ", ")
    }
}
