// SPDX-License-Identifier: Apache-2.0

/// The levels of a request, by the rule under which it was made.
struct ApproverCheck {
    let policy: Policy

    /// One level; nil if the rule is another now.
    func level(of record: RequestRecord, at index: Int) -> ApprovalLevel? {
        levels(of: record)?[checked: index]
    }

    /// Whether somebody is an approver of the request at any level.
    func anyLevel(
        of record: RequestRecord,
        accepts userID: String,
        named name: String,
        _ resolver: Resolver
    ) async throws(Refusal) -> Bool {
        guard let levels = levels(of: record) else { return false }
        let account = try await resolver.account(record.request.accountID)
        let approver = try await resolver.person(userID, named: name, for: account).principal()
        return levels.contains { $0.approvers.accepts(approver, on: account.forPolicy) }
    }

    /// The levels of the rule under which the request was made; nil if that rule is another now, or gone.
    func levels(of record: RequestRecord) -> [ApprovalLevel]? {
        guard let rule = policy.requirement(ofRule: record.policy.rule, for: record.request.policyPermissionSet),
            rule.ruleDigest == record.policy.ruleDigest,
            case .levels(let levels, _) = rule.approval
        else { return nil }
        return levels
    }
}

extension RequestRecord {
    /// How many have approved at this level.
    func approvalsGiven(at level: ApprovalLevel) -> Int {
        approvals.count { $0.level == level.name }
    }
}

extension Array {
    /// The element, if there is one.
    subscript(checked index: Int) -> Element? {
        indices.contains(index) ? self[index] : nil
    }
}
