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

    /// Whether the account is one of them.
    ///
    /// - Parameter management: The account that manages the organization, or why that could not be told.
    func protection(
        of account: AccountID,
        management: Result<AccountID, DirectoryError>
    ) -> AccountProtection {
        if account == own || named.contains(account) { return .protected }
        switch management {
        case .success(account): return .protected
        case .success: return own == nil ? .unknown(.ownAccount) : .none
        case .failure(let error): return .unknown(.managementAccount(error))
        }
    }
}

/// Whether only a rule that names an account by its id lends anything there; see ``ProtectedAccounts``.
public enum AccountProtection: Sendable, Equatable {
    case none
    case protected
    /// It could not be told, and counts as protected.
    case unknown(Cause)

    /// What was missing to tell it.
    public enum Cause: Sendable, Equatable {
        /// Nobody wanted to know: nothing is lent because of these facts.
        case notAsked
        /// The ARN of the function names no account.
        case ownAccount
        /// Organizations did not say which account manages the organization.
        case managementAccount(DirectoryError)
    }
}

extension Refusal {
    /// What a rule would allow if the account were known not to be a protected one.
    static func protectionUnknown(_ account: AccountID, _ cause: AccountProtection.Cause) -> Refusal {
        let rest =
            "could not be told, and until it is, only a rule that names the account \(account) by its id is for it. "
            + "Nothing was changed"
        switch cause {
        case .notAsked, .ownAccount:
            return Refusal(.directoryUnavailable, "Which account the functions are in \(rest).")
        case .managementAccount(let error):
            return Refusal(
                .directoryUnavailable,
                "Which account manages the organization \(rest); try again.",
                awsRequestID: error.awsRequestID,
                cause: error.message
            )
        }
    }
}
