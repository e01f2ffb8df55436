// SPDX-License-Identifier: Apache-2.0

/// For which accounts a rule is.
package struct AccountSelector: Sendable, Equatable {
    /// A tag that an account must have, with one of these values.
    struct Tag: Sendable, Equatable {
        let key: String
        let values: [Pattern]
    }

    var ids: [AccountID] = []
    var names: [Pattern] = []
    var units: [UnitSelector] = []

    /// All of them must match.
    var tags: [Tag] = []

    /// Every account.
    package static let every = AccountSelector()

    /// Whether only the tags select.
    var isAnywhere: Bool { ids.isEmpty && names.isEmpty && units.isEmpty }

    /// Whether every place is selected, in whatever words.
    var isEveryPlace: Bool { isAnywhere || names.contains(where: \.isAnything) }

    /// Whether an account that nobody has said the unit ids of may be another than it seems.
    package var asksForUnitIDs: Bool {
        units.contains { if case .id = $0 { true } else { false } }
    }

    /// The same for one without a name.
    package var asksForName: Bool { names.contains { !$0.isAnything } }

    package func matchesPlace(_ facts: PolicyFacts) -> Bool {
        isAnywhere || ids.contains(facts.account.id) || names.contains { $0.matches(facts.accountName) }
            || units.contains { $0.matches(facts.units) }
    }

    /// The same for a rule that allows: a protected account must be named by its id.
    func allowsPlace(_ facts: PolicyFacts) -> Bool {
        facts.account.isProtected ? ids.contains(facts.account.id) : matchesPlace(facts)
    }

    package func matchesTags(_ facts: PolicyFacts) -> Bool {
        tags.allSatisfy { tag in
            guard let value = facts.tags[tag.key] else { return false }
            return tag.values.contains { $0.matches(value) }
        }
    }
}
