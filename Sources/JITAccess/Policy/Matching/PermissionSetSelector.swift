// SPDX-License-Identifier: Apache-2.0

/// Which permission sets a rule lends or denies.
package struct PermissionSetSelector: Sendable, Equatable {
    var names: [Pattern] = []

    /// Whether it is also for those that a request defines. No pattern stands for them: what they allow is not known
    /// when the policy is written.
    var includesCustom = false

    /// Every one, custom ones too.
    package static let every = PermissionSetSelector(names: [Pattern("*")], includesCustom: true)

    package func matches(_ facts: PolicyFacts) -> Bool {
        guard let name = facts.permissionSet else { return includesCustom }
        return names.contains { $0.matches(name) }
    }

    /// The same for a rule that denies: under another name, one of AWS's managed policies of this name is as good as the
    /// permission set.
    func denies(_ facts: PolicyFacts) -> Bool {
        matches(facts) || facts.managedPolicies.contains { policy in names.contains { $0.matches(policy) } }
    }
}
