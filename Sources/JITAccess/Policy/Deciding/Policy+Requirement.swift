// SPDX-License-Identifier: Apache-2.0

/// What a rule demands of a request that it has allowed before.
struct RuleRequirement: Equatable {
    /// SHA-256 of the rule's canonical JSON: shows whether the rule is still the one it was.
    let ruleDigest: String

    let approval: ApprovalRequirement
}

extension Policy {
    /// What the rule of this name demands, whether or not it would allow the request now: whom it asks to decide about a
    /// request does not depend on the moment. Nil if there is no such allow rule.
    func requirement(ofRule name: String, for permissionSet: PolicyPermissionSet) -> RuleRequirement? {
        guard let rule = rules.first(where: { $0.name == name }), let terms = rule.terms,
            let digest = digest(of: rule)
        else { return nil }
        return RuleRequirement(ruleDigest: digest, approval: people.requirement(terms.approval(for: permissionSet)))
    }
}
