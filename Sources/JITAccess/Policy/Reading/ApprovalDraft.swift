// SPDX-License-Identifier: Apache-2.0

/// How a rule has its requests approved, while it is read: the owner tag and the administrators may come later in the
/// file.
enum ApprovalDraft {
    case automatic
    case levels([LevelDraft], timeout: Duration)

    /// What applies if the rule does not say.
    static let defaultTimeout = Duration.seconds(8 * 3600)

    /// - Parameter rule: the place of its rule among the rules.
    func finished(_ policy: PolicyDraft, rule: Int) throws(JSONProblem) -> ApprovalRequirement {
        switch self {
        case .automatic: return .automatic
        case .levels(let drafts, let timeout):
            var levels: [ApprovalLevel] = []
            for (index, draft) in drafts.enumerated() {
                let place = LevelPlace(rule: rule, level: index)
                guard !levels.contains(where: { $0.name == draft.name }) else {
                    throw draft.problem("has the name of an earlier level; each needs its own", policy, place)
                }
                levels.append(try draft.finished(policy, place))
            }
            return .levels(levels, timeout: timeout)
        }
    }
}

/// Where a level is; its path is made when it is asked for, as only a problem does.
struct LevelPlace {
    let rule: Int
    let level: Int

    /// Such as `$.rules[3].approval.levels[0]`.
    var path: String { "$.rules[\(rule)].approval.levels[\(level)]" }
}

/// A level while it is read.
struct LevelDraft {
    /// Where it begins.
    let offset: Int

    var name = ""
    var required = 1
    var users: [Pattern] = []
    var groups: [String] = []
    var includesOwners = false
    var includesAdministrators = false
    var needsStepUp = false

    func finished(_ policy: PolicyDraft, _ place: LevelPlace) throws(JSONProblem) -> ApprovalLevel {
        guard !name.isEmpty else { throw problem("must have a name, such as \"owner\"", policy, place) }
        guard !users.isEmpty || !groups.isEmpty || includesOwners || includesAdministrators else {
            throw problem("has no approvers; give users, groups, account_owners or administrators", policy, place)
        }
        if includesOwners, policy.ownerTag == nil {
            let reason = "needs the owners of accounts; say in $.account_owner_tag which tag names them"
            throw problem(reason, policy, place)
        }
        if includesAdministrators, policy.administrators.isEmpty {
            throw problem("needs the administrators; say in $.administrators who they are", policy, place)
        }
        let approvers = ApproverSet(
            users: users,
            groups: groups,
            ownerTag: includesOwners ? policy.ownerTag : nil,
            administrators: includesAdministrators ? policy.administrators : nil
        )
        return ApprovalLevel(name: name, required: required, approvers: approvers, needsStepUp: needsStepUp)
    }

    func problem(_ reason: String, _ policy: PolicyDraft, _ place: LevelPlace) -> JSONProblem {
        JSONProblem(path: place.path, offset: offset, in: policy.bytes, reason: reason)
    }
}

extension ApprovalRequirement {
    /// Two levels at least: those that are written, or else the account's owners and then the administrators.
    ///
    /// - Parameter customLevels: of these two.
    func forCustomPermissionSets(_ customLevels: [ApprovalLevel]) -> ApprovalRequirement {
        switch self {
        case .automatic: .levels(customLevels, timeout: ApprovalDraft.defaultTimeout)
        case .levels(let levels, let timeout):
            levels.count >= 2 ? self : .levels(levels + customLevels.suffix(1), timeout: timeout)
        }
    }
}
