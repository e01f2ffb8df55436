// SPDX-License-Identifier: Apache-2.0

extension PolicyNeeds {
    /// Everything that `rules` ask about.
    init(_ rules: [PolicyRule], administrators: PolicyAdministrators) {
        self.init()
        groups.formUnion(administrators.groups)
        for rule in rules {
            groups.formUnion(rule.principals.groups)
            if !rule.accounts.units.isEmpty { organizationalUnits = true }
            if !rule.accounts.tags.isEmpty { accountTags = true }
            guard let terms = rule.terms else { continue }
            add(terms.approval)
            if rule.permissionSets.includesCustom { add(terms.customApproval) }
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
