// SPDX-License-Identifier: Apache-2.0

extension PolicyNeeds {
    /// Everything that `rules` ask about.
    init(_ rules: [PolicyRule], administrators: PolicyAdministrators) {
        self.init()
        groups.formUnion(administrators.groups)
        // By index, because a rule is large to copy.
        for index in rules.indices {
            groups.formUnion(rules[index].principals.groups)
            if !rules[index].accounts.units.isEmpty { organizationalUnits = true }
            if !rules[index].accounts.tags.isEmpty { accountTags = true }
            guard case .allow(let terms) = rules[index].effect else { continue }
            add(terms.approval)
            if rules[index].permissionSets.includesCustom { add(terms.customApproval) }
        }
    }

    private mutating func add(_ approval: ApprovalRequirement) {
        guard case .levels(let levels, _) = approval else { return }
        for level in levels {
            groups.formUnion(level.approvers.groups)
            if level.approvers.ownerTag != nil { accountTags = true }
        }
    }
}
