// SPDX-License-Identifier: Apache-2.0

public import AWSClient
public import JITAccess

/// IAM Identity Center, its Identity Store and AWS Organizations, for looking things up.
public final class IdentityCenterDirectory: AccessDirectory {
    private let ssoAdmin: SSOAdmin
    private let identityStore: IdentityStore
    private let accounts: AccountDirectory
    private let management: ManagementAccount
    private let instance: IdentityCenterInstance
    private let catalog: PermissionSetCatalog
    private let groups: GroupDirectory
    private let names: UserNames
    private let listing: AccountListing
    private let callsPerSecond: Int

    /// Creates a directory; one for the life of a container, because it remembers permission sets and groups.
    ///
    /// - Parameters:
    ///   - clock: By which what is remembered of names and groups gets old.
    ///   - log: Is told of groups that do not exist.
    public init(
        _ client: AWSClient,
        configuration: FunctionConfiguration,
        clock: any AccessClock = SystemClock(),
        log: (any Diagnostics)? = nil
    ) {
        ssoAdmin = SSOAdmin(client, region: configuration.identityCenterRegion)
        identityStore = IdentityStore(client, region: configuration.identityCenterRegion)
        accounts = AccountDirectory(organizations: Organizations(client))
        management = ManagementAccount(Organizations(client))
        groups = GroupDirectory(identityStore, clock: clock, log: log)
        names = UserNames(identityStore, clock: clock)
        instance = IdentityCenterInstance(
            ssoAdmin,
            instanceARN: configuration.instanceARN,
            identityStoreID: configuration.identityStoreID
        )
        catalog = PermissionSetCatalog(ssoAdmin)
        listing = AccountListing(Organizations(client))
        callsPerSecond = configuration.reconcileCallsPerSecond
    }

    public func userID(named name: String) async throws(DirectoryError) -> String? {
        try await names.userID(named: name, in: try await instance.identifiers().identityStoreID)
    }

    public func user(id: String) async throws(DirectoryError) -> DirectoryUser? {
        let store = try await instance.identifiers().identityStoreID
        let user: IdentityStore.User
        do {
            user = try await identityStore.describeUser(identityStoreID: store, userID: id)
        } catch  where error.isNotFound {
            return nil
        } catch {
            throw DirectoryError(error)
        }
        return DirectoryUser(
            id: user.id,
            // There is nobody without one; should AWS not tell it, the id is a name that nobody else has.
            userName: user.userName ?? user.id,
            primaryEmail: user.primaryEmail,
            // Users made before there was a status have none, and can sign in.
            isEnabled: user.status == nil || user.status == .enabled,
            sharedName: try await names.sharedName(of: user, in: store)
        )
    }

    public func groups(
        of userID: String,
        among names: Set<String>
    ) async throws(DirectoryError) -> Set<String> {
        guard !names.isEmpty else { return [] }
        let store = try await instance.identifiers().identityStoreID
        return try await groups.groups(of: userID, among: names, identityStoreID: store)
    }

    public func facts(
        about account: AccountID,
        organizationalUnits: Bool,
        tags: Bool
    ) async throws(DirectoryError) -> AccountFacts? {
        try await accounts.facts(about: account, organizationalUnits: organizationalUnits, tags: tags)
    }

    public func managementAccount() async throws(DirectoryError) -> AccountID {
        try await management.id()
    }

    public func permissionSet(named name: String) async throws(DirectoryError) -> PermissionSet? {
        let instanceARN = try await instance.identifiers().instanceARN
        return try await catalog.permissionSet(named: name, instanceARN: instanceARN)
    }

    public func isAssigned(_ binding: Binding) async throws(DirectoryError) -> Bool {
        async let existence = attempt { () throws(DirectoryError) in try await self.instance.confirm() }
        if try await isListed(binding) { return true }
        try await existence.get()
        return false
    }

    private func isListed(_ binding: Binding) async throws(DirectoryError) -> Bool {
        let wanted = SSOAdmin.AccountAssignment(binding)
        let pages = ssoAdmin.listAccountAssignments(
            instanceARN: try await instance.identifiers().instanceARN,
            accountID: wanted.accountID,
            permissionSetARN: wanted.permissionSetARN
        )
        var iterator = pages.makeAsyncIterator()
        do {
            while let page = try await iterator.next() {
                if page.contains(wanted) { return true }
            }
            return false
        } catch  where error.isNotFound {
            // A permission set that is gone has no assignments.
            await catalog.forget(binding.permissionSetARN)
            return false
        } catch {
            throw DirectoryError(error)
        }
    }

    public func creation(_ id: String) async throws(DirectoryError) -> AssignmentOperation {
        let instanceARN = try await instance.identifiers().instanceARN
        return try await AssignmentOperation.told(by: { () throws(AWSError) in
            try await self.ssoAdmin.describeAccountAssignmentCreationStatus(instanceARN: instanceARN, requestID: id)
        })
    }

    /// Hands the right to create to whoever may have it: Grant.
    public var creator: any AssignmentCreator {
        IdentityCenterCreator(ssoAdmin: ssoAdmin, instance: instance)
    }

    /// Hands the right to remove to whoever may have it: Revoke.
    public var remover: any AssignmentRemover {
        IdentityCenterRemover(ssoAdmin: ssoAdmin, instance: instance)
    }

    /// Hands the right to make permission sets to whoever may have it: Grant.
    public var setMaker: any PermissionSetMaker {
        IdentityCenterSetMaker(ssoAdmin: ssoAdmin, instance: instance, catalog: catalog)
    }

    /// Hands the right to delete permission sets that were made for requests to whoever may have it: Revoke.
    public var setDeleter: any PermissionSetDeleter {
        IdentityCenterSetDeleter(ssoAdmin: ssoAdmin, instance: instance, catalog: catalog)
    }

    /// What there is to ask for.
    public var options: any AccessCatalog {
        IdentityCenterOptions(ssoAdmin: ssoAdmin, instance: instance, catalog: catalog, listing: listing)
    }

    /// Hands the right to write fences into permission sets to whoever may have it: Revoke.
    public var fencer: any PermissionSetFencer {
        IdentityCenterFencer(ssoAdmin: ssoAdmin, instance: instance)
    }

    /// Hands the right to list everything to whoever may have it: Revoke.
    public var survey: any AssignmentSurvey {
        IdentityCenterSurvey(ssoAdmin: ssoAdmin, instance: instance, callsPerSecond: callsPerSecond)
    }
}
