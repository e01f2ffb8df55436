// SPDX-License-Identifier: Apache-2.0

/// For whom a rule is.
package struct PrincipalSelector: Sendable, Equatable {
    /// Nil for every kind.
    var kinds: [PrincipalKind]?
    var users: [Pattern] = []
    var groups: [String] = []

    /// Anybody, of every kind.
    package static let anybody = PrincipalSelector()

    /// Whether only the kinds select.
    var isAnybody: Bool { users.isEmpty && groups.isEmpty }

    package func matches(_ facts: PolicyFacts) -> Bool {
        if let kinds, !kinds.contains(facts.principal.kind) { return false }
        return isAnybody || users.include(facts.names, userID: facts.principal.userID)
            || groups.contains(where: facts.principal.groups.contains)
    }
}
