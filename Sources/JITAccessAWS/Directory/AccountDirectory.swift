// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// Accounts, and where they are in the organization.
struct AccountDirectory: Sendable {
    /// Organizations nests units five levels deep; one that tells of more than this goes in circles.
    private static let maximumDepth = 16

    let organizations: Organizations

    /// What is known of an account; nil if it does not belong to the organization. Look-ups that do not need each
    /// other run at the same time.
    func facts(
        about id: AccountID,
        organizationalUnits: Bool,
        tags: Bool
    ) async throws(DirectoryError) -> AccountFacts? {
        async let labels = attempt { () throws(DirectoryError) in tags ? try await self.tags(of: id) : [:] }
        guard let account = try await account(id) else { return nil }
        // What is not found from here on was there a moment ago: an error, not an account without units or tags.
        let units = organizationalUnits ? try await self.units(of: account) : []
        return AccountFacts(
            id: id,
            name: account.name,
            isActive: account.isActive,
            organizationalUnits: units,
            tags: try await labels.get()
        )
    }

    private func account(_ id: AccountID) async throws(DirectoryError) -> Organizations.Account? {
        do {
            return try await organizations.describeAccount(id.description)
        } catch  where error.isNotFound {
            return nil
        } catch {
            throw DirectoryError(error)
        }
    }

    private func tags(of id: AccountID) async throws(DirectoryError) -> [String: String] {
        do {
            return try await organizations.listTags(of: id.description)
        } catch {
            throw DirectoryError(error)
        }
    }

    /// The units that an account is in, outermost first. AWS tells their ids with the account; where it does not,
    /// they are looked for one after another.
    private func units(of account: Organizations.Account) async throws(DirectoryError) -> [OrganizationalUnit] {
        let ids: [String]
        if let told = account.organizationalUnitIDs { ids = told } else { ids = try await unitIDs(above: account.id) }
        let organizations = organizations
        let found = await withTaskGroup(of: (String, Result<Organizations.OrganizationalUnit, AWSError>).self) {
            group in
            for id in ids {
                group.addTask {
                    let unit = await attempt { () throws(AWSError) in
                        try await organizations.describeOrganizationalUnit(id)
                    }
                    return (id, unit)
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        var units: [OrganizationalUnit] = []
        for id in ids {
            do {
                guard let unit = try found[id]?.get() else { continue }
                units.append(OrganizationalUnit(id: unit.id, name: unit.name))
            } catch {
                throw DirectoryError(error)
            }
        }
        return units
    }

    private func unitIDs(above accountID: String) async throws(DirectoryError) -> [String] {
        var ids: [String] = []
        var child = accountID
        while ids.count <= Self.maximumDepth {
            let parents: [Organizations.Parent]
            do {
                parents = try await organizations.listParents(of: child)
            } catch {
                throw DirectoryError(error)
            }
            guard let parent = parents.first else {
                throw DirectoryError(.unavailable, "Organizations tells of no parent of \(child).")
            }
            if parent.isRoot { return ids.reversed() }
            ids.append(parent.id)
            child = parent.id
        }
        throw DirectoryError(.unavailable, "Organizations tells of more units above \(accountID) than there can be.")
    }
}
