// SPDX-License-Identifier: Apache-2.0

extension PolicyRule {
    /// What is the matter with how its requests are approved.
    func approvalProblems(
        _ terms: PolicyTerms,
        _ people: PolicyPeople
    ) -> [(code: PolicyFinding.Code, message: String)] {
        let approval = people.requirement(terms.approval)
        let customApproval = people.requirement(terms.customApproval)
        var problems: [(code: PolicyFinding.Code, message: String)] = []
        if permissionSets.includesCustom, approval != customApproval {
            let levels = customApproval.levels.map { "\($0.name) (\($0.approvers.readable))" }
            problems.append(
                (
                    .customLevels,
                    "Custom permission sets always take two levels at least, so the rule \(name) takes these for them: "
                        + "\(levels.joined(separator: ", then ")). Give it two levels, or a rule of its own for @custom."
                )
            )
        }
        var requirements = permissionSets.names.isEmpty ? [] : [approval]
        if permissionSets.includesCustom, customApproval != requirements.first {
            requirements.append(customApproval)
        }
        for requirement in requirements {
            if let message = neverApproved(requirement.levels) { problems.append((.neverApproved, message)) }
        }
        for level in approval.levels where level.approvers.users.contains(where: \.isAnybody) {
            let message = "Anybody may approve at the level \(level.name) of the rule \(name), anybody's friend too."
            problems.append((.anybodyApproves, message))
        }
        return problems
    }

    /// Why no request on this rule can ever be approved by `levels`, if so.
    private func neverApproved(_ levels: [ApprovalLevel]) -> String? {
        let requesters = principals.onlyPeople
        for level in levels {
            guard let approvers = level.approvers.onlyPeople else { continue }
            if approvers.isEmpty {
                return "Nobody can approve at the level \(level.name) of the rule \(name): it has no approvers. "
                    + "Custom permission sets need account_owner_tag and administrators, or two levels in the rule."
            }
            if let most = Self.most(approvers, for: requesters), most < level.required {
                return
                    "The level \(level.name) of the rule \(name) takes \(level.required) "
                    + "approval\(level.required == 1 ? "" : "s"), but \(most == 0 ? "none" : "only \(most)") of its "
                    + "approvers can ever give one, since nobody approves their own request."
            }
        }
        let everybody = levels.compactMap(\.approvers.onlyPeople)
        let total = ApprovalRequirement.levels(levels, timeout: .zero).total
        guard levels.count > 1, everybody.count == levels.count,
            let most = Self.most(everybody.reduce(into: []) { $0.formUnion($1) }, for: requesters), most < total
        else { return nil }
        return "The levels of the rule \(name) take \(total) approvals by different people, but there are only \(most) "
            + "who can give one."
    }

    /// How many of `approvers` can approve for the requester for whom it is the most.
    private static func most(_ approvers: Set<MatchText>, for requesters: Set<MatchText>?) -> Int? {
        guard let requesters, !requesters.isEmpty, requesters.isSubset(of: approvers) else { return approvers.count }
        return approvers.count - 1
    }
}

extension ApprovalRequirement {
    /// None if it is automatic.
    public var levels: [ApprovalLevel] {
        switch self {
        case .automatic: []
        case .levels(let levels, _): levels
        }
    }
}

extension PrincipalSelector {
    /// Everybody it is for, if they are all named.
    fileprivate var onlyPeople: Set<MatchText>? {
        isAnybody || !groups.isEmpty ? nil : users.onlyPeople
    }
}

extension ApproverSet {
    /// Everybody who is in it, if they are all named.
    fileprivate var onlyPeople: Set<MatchText>? {
        guard groups.isEmpty, ownerTag == nil, administrators?.groups.isEmpty ?? true else { return nil }
        return (users + (administrators?.users ?? [])).onlyPeople
    }
}

extension Pattern {
    /// Whether it says nothing of a person: wildcards, and what every address has.
    fileprivate var isAnybody: Bool {
        isOnlyWildcards || (text.contains("*") && text.allSatisfy { "*?@.".contains($0) })
    }
}

extension [Pattern] {
    fileprivate var onlyPeople: Set<MatchText>? {
        let people = compactMap(\.literal)
        return people.count == count ? Set(people) : nil
    }
}
