// SPDX-License-Identifier: Apache-2.0

import JITAccess
import Synchronization

/// The role of a permission set in an account.
struct RoleKey: Hashable, Sendable {
    let permissionSetARN: String
    let accountID: AccountID
}

/// What permission sets say, and what their roles in accounts have of it: that is as it was when they were provisioned.
struct PermissionSetContents: Sendable {
    /// A role session that somebody may have opened before their access ended.
    struct EndedSession: Sendable {
        let binding: Binding
        /// When the last of them was opened at the latest.
        let before: Timestamp
    }

    /// A role that is there. One that is made anew is another one, and knows no session of before.
    struct Role: Sendable {
        var policy: String?
        let madeAt: Timestamp
    }

    struct Provisioning: Sendable {
        let role: RoleKey
        let endsAt: Timestamp
        let failure: String?
        var status: AssignmentOperation.Status = .inProgress
    }

    var tags: [String: [String: String]] = [:]
    var sessionSeconds: [String: Int64] = [:]
    var policies: [String: String] = [:]

    /// What an administrator last wrote, whatever we have added.
    var policiesByHand: [String: String] = [:]

    /// How often an administrator has written each, and up to which of these writes each invocation has seen it.
    var writesByHand: [String: Int] = [:]
    private var writesSeen: [PolicyReader: Int] = [:]

    private struct PolicyReader: Hashable {
        let invocation: String
        let permissionSetARN: String
    }

    var roles: [RoleKey: Role] = [:]
    var history: [RoleKey: [(at: Timestamp, exists: Bool)]] = [:]
    var provisionings: [String: Provisioning] = [:]
    var courses: [OperationCourse] = []
    var endedSessions: [EndedSession] = []

    /// When each assignment that is there came.
    var signIns: [Binding: Timestamp] = [:]

    mutating func read(_ permissionSetARN: String, by invocation: String) {
        let reader = PolicyReader(invocation: invocation, permissionSetARN: permissionSetARN)
        writesSeen[reader] = writesByHand[permissionSetARN] ?? 0
    }

    /// Whether an administrator has written the policy since the invocation last read it.
    func isUnseen(_ permissionSetARN: String, by invocation: String) -> Bool {
        let reader = PolicyReader(invocation: invocation, permissionSetARN: permissionSetARN)
        return writesSeen[reader].map { $0 < writesByHand[permissionSetARN] ?? 0 } ?? false
    }

    mutating func provision(_ role: RoleKey, at moment: Timestamp) {
        if roles[role] == nil {
            roles[role] = Role(madeAt: moment)
            history[role, default: []].append((moment, true))
        }
        roles[role]?.policy = policies[role.permissionSetARN]
    }

    mutating func deprovision(_ role: RoleKey, at moment: Timestamp) {
        guard roles.removeValue(forKey: role) != nil else { return }
        history[role, default: []].append((moment, false))
    }

    mutating func signIn(_ binding: Binding, at moment: Timestamp) {
        if signIns[binding] == nil { signIns[binding] = moment }
    }

    mutating func end(_ binding: Binding, wasLent: Bool, at moment: Timestamp) {
        guard signIns.removeValue(forKey: binding) != nil, wasLent else { return }
        endedSessions.append(EndedSession(binding: binding, before: moment))
    }

    mutating func settle(at moment: Timestamp) {
        let ended = provisionings.filter { $0.value.status == .inProgress && $0.value.endsAt <= moment }
        guard !ended.isEmpty else { return }
        for (id, operation) in ended.sorted(by: { ($0.value.endsAt, $0.key) < ($1.value.endsAt, $1.key) }) {
            if let failure = operation.failure {
                provisionings[id]?.status = .failed(failure)
            } else {
                provisionings[id]?.status = .succeeded
                provision(operation.role, at: operation.endsAt)
            }
        }
    }

    /// The accounts that a listing shows at `moment`.
    func accounts(with permissionSetARN: String, at moment: Timestamp) -> Set<AccountID> {
        Set(
            history.compactMap { role, events in
                role.permissionSetARN == permissionSetARN && events.last { $0.at <= moment }?.exists == true
                    ? role.accountID : nil
            }
        )
    }

    /// Whether the role in the account denies everything to a session that the user opened at `moment`.
    func isDenied(_ binding: Binding, sessionOpenedAt moment: Timestamp) -> Bool {
        let key = RoleKey(permissionSetARN: binding.permissionSetARN, accountID: binding.accountID)
        guard let role = roles[key] else { return true }
        // Sessions of an earlier role of the same name are of a role that is no more.
        if moment < role.madeAt { return true }
        return PolicyOracle.denies(role.policy, binding, sessionOpenedAt: moment)
    }
}

/// What IAM makes of the statements that fences consist of; written apart from what makes them.
enum PolicyOracle {
    static let prefix = "HourglassFence"

    static func denies(_ policy: String?, _ binding: Binding, sessionOpenedAt moment: Timestamp) -> Bool {
        guard let policy else { return false }
        return known(policy).denies.contains { deny in
            deny.userIDs.contains(binding.userID) && deny.accountIDs.contains(binding.accountID.description)
                // Sessions are issued in whole seconds.
                && Timestamp(seconds: moment.seconds) < deny.before
        }
    }

    /// What a policy says, read once: the same few are asked about after every step of a history.
    private struct Known: Sendable {
        var statements: [JSONValue] = []
        var denies: [Deny] = []
        var withoutOurs: JSONValue?
    }

    private struct Deny: Sendable {
        let userIDs: [String]
        let accountIDs: [String]
        let before: Timestamp

        /// Nil unless the statement is one of ours.
        init?(_ statement: JSONValue) {
            guard isOurs(statement), case .object(let members) = statement,
                case .object(let conditions)? = members["Condition"],
                case .object(let equals)? = conditions["StringEquals"],
                let before = Timestamp(rfc3339: time(of: statement))
            else { return nil }
            userIDs = texts(equals["identitystore:UserId"])
            accountIDs = texts(equals["aws:PrincipalAccount"])
            self.before = before
        }
    }

    /// Until when sessions must have been issued to be denied, as it is written; empty if it does not say.
    static func time(of statement: JSONValue) -> String {
        guard case .object(let members) = statement, case .object(let conditions)? = members["Condition"],
            case .object(let dates)? = conditions["DateLessThan"],
            case .string(let date)? = dates["aws:TokenIssueTime"]
        else { return "" }
        return date
    }

    static func isOurs(_ statement: JSONValue) -> Bool {
        guard case .object(let members) = statement, case .string(let name)? = members["Sid"] else { return false }
        return name.hasPrefix(prefix)
    }

    static func statements(_ policy: String?) -> [JSONValue] {
        policy.map { known($0).statements } ?? []
    }

    /// The policy without what is ours; nil if nothing is left.
    static func withoutOurs(_ policy: String?) -> JSONValue? { policy.flatMap { known($0).withoutOurs } }

    private static let seen = Mutex<[String: Known]>([:])

    private static func known(_ policy: String) -> Known {
        if let known = seen.withLock({ $0[policy] }) { return known }
        let known = read(policy)
        seen.withLock { seen in
            if seen.count >= 100 { seen = [:] }
            seen[policy] = known
        }
        return known
    }

    private static func read(_ policy: String) -> Known {
        guard case .object(var members)? = try? JSONValue(parsing: Array(policy.utf8)) else { return Known() }
        let statements: [JSONValue] =
            switch members["Statement"] {
            case .array(let statements): statements
            case .some(let statement): [statement]
            case nil: []
            }
        let others = statements.filter { !isOurs($0) }
        members["Statement"] = .array(others)
        return Known(
            statements: statements,
            denies: statements.compactMap(Deny.init),
            withoutOurs: others.isEmpty ? nil : .object(members)
        )
    }

    private static func texts(_ value: JSONValue?) -> [String] {
        switch value {
        case .string(let text): [text]
        case .array(let values): values.compactMap { if case .string(let text) = $0 { text } else { nil } }
        default: []
        }
    }
}
