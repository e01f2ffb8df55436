// SPDX-License-Identifier: Apache-2.0

/// The accounts from which everything else could be changed: that of the functions themselves, the one that manages the
/// organization, and those to which the administration of something was delegated.
///
/// Only a rule that names such an account by its id lends anything there: whoever is its administrator for an hour can
/// rewrite the functions, their tables, or Identity Center itself.
public struct ProtectedAccounts: Sendable, Equatable {
    /// That of the functions; nil if it could not be told.
    let own: AccountID?

    /// Those that the configuration names.
    let named: Set<AccountID>

    /// Gathers them.
    public init(own: AccountID?, named: Set<AccountID>) {
        self.own = own
        self.named = named
    }

    /// Whether the account is one of them. What cannot be told counts as yes, for every account.
    func protects(_ account: AccountFacts) -> Bool {
        guard let own, let management = account.managementAccountID else { return true }
        return account.id == own || account.id == management || named.contains(account.id)
    }
}
