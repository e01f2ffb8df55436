// SPDX-License-Identifier: Apache-2.0

import AWSClient
import FoundationEssentials
import JITAccess

/// What there is to ask for, in Organizations and Identity Center.
struct IdentityCenterOptions: AccessCatalog {
    let ssoAdmin: SSOAdmin
    let instance: IdentityCenterInstance
    let catalog: PermissionSetCatalog
    let listing: AccountListing

    func accounts() async throws(DirectoryError) -> [ListedAccount] {
        try await listing.accounts()
    }

    func permissionSetNames() async throws(DirectoryError) -> [String] {
        try await catalog.allNames(instanceARN: try await instance.identifiers().instanceARN)
    }
}

/// Every active account, listed at most once in some minutes: whoever types asks with every letter.
actor AccountListing {
    private static let lifetime: TimeInterval = 300

    private let organizations: Organizations
    private let now: @Sendable () -> Date
    private var known: (accounts: [ListedAccount], until: Date)?

    init(_ organizations: Organizations, now: @escaping @Sendable () -> Date = { Date() }) {
        self.organizations = organizations
        self.now = now
    }

    func accounts() async throws(DirectoryError) -> [ListedAccount] {
        if let known, known.until > now() { return known.accounts }
        do {
            let accounts = try await organizations.listAccounts().elements().compactMap { account in
                account.isActive
                    ? AccountID(account.id).map { ListedAccount(id: $0, name: account.name ?? account.id) } : nil
            }
            known = (accounts, now() + Self.lifetime)
            return accounts
        } catch {
            throw DirectoryError(error)
        }
    }
}
