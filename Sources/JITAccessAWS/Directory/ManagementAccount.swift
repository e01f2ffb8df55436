// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// The account that manages the organization: asked for once a container, because it never changes.
actor ManagementAccount {
    private let organizations: Organizations
    private var found: Task<Result<AccountID, DirectoryError>, Never>?

    init(_ organizations: Organizations) {
        self.organizations = organizations
    }

    /// Its id.
    ///
    /// - Throws: ``DirectoryError`` if Organizations does not say; whoever asks next asks Organizations again.
    func id() async throws(DirectoryError) -> AccountID {
        // Concurrent look-ups share one task.
        let task = found ?? Task { await attempt(lookUp) }
        found = task
        let result = await task.value
        if case .failure = result { found = nil }
        return try result.get()
    }

    private func lookUp() async throws(DirectoryError) -> AccountID {
        let told: String
        do {
            told = try await organizations.describeOrganization().managementAccountID
        } catch {
            throw DirectoryError(error)
        }
        guard let id = AccountID(told) else {
            throw DirectoryError(.unavailable, "Organizations tells of a management account that has no account's id.")
        }
        return id
    }
}
