// SPDX-License-Identifier: Apache-2.0

/// Whom a policy means by the owners of an account, and by the administrators.
struct PolicyPeople: Sendable, Equatable {
    /// The tag of an account whose value names its owners; nil if there is none.
    var ownerTag: String?

    var administrators = PolicyAdministrators()

    /// Who must approve on these terms.
    func requirement(_ terms: ApprovalTerms) -> ApprovalRequirement {
        switch terms {
        case .automatic: .automatic
        case .levels(let levels, let timeout): .levels(levels.map(level), timeout: timeout)
        }
    }

    private func level(_ terms: LevelTerms) -> ApprovalLevel {
        let approvers = ApproverSet(
            users: terms.users,
            groups: terms.groups,
            ownerTag: terms.includesOwners ? ownerTag : nil,
            administrators: terms.includesAdministrators ? administrators : nil
        )
        return ApprovalLevel(
            name: terms.name,
            required: terms.required,
            approvers: approvers,
            needsStepUp: terms.needsStepUp,
            needsOtherEntryPoint: terms.needsOtherEntryPoint
        )
    }
}
