// SPDX-License-Identifier: Apache-2.0

extension PolicyNeeds {
    /// Everything that `rules` ask about.
    init(_ rules: [PolicyRule], _ people: PolicyPeople) {
        self.init()
        // A set that grows by and by hashes everything again and again.
        groups.reserveCapacity(rules.count)
        groups.formUnion(people.administrators.groups)
        // By index, because a rule is large to copy.
        for index in rules.indices {
            groups.formUnion(rules[index].principals.groups)
            if !rules[index].accounts.units.isEmpty { organizationalUnits = true }
            if !rules[index].accounts.tags.isEmpty { accountTags = true }
            guard case .allow(let terms) = rules[index].effect else { continue }
            add(terms.approval, people)
            if rules[index].permissionSets.includesCustom { add(terms.customApproval, people) }
        }
    }

    private mutating func add(_ approval: ApprovalTerms, _ people: PolicyPeople) {
        for level in approval.levels {
            groups.formUnion(level.groups)
            if level.includesOwners, people.ownerTag != nil { accountTags = true }
        }
    }
}
