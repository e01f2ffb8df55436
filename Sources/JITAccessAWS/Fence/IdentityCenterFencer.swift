// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// Writes into permission sets' inline policies. Revoke's IAM policy allows what it calls, for permission sets that are
/// tagged as managed; Grant's does not.
struct IdentityCenterFencer: PermissionSetFencer {
    let ssoAdmin: SSOAdmin
    let instance: IdentityCenterInstance

    func facts(about permissionSetARN: String) async throws(DirectoryError) -> PermissionSetFacts? {
        let instanceARN = try await instance.identifiers().instanceARN
        async let tags = attempt { () throws(AWSError) in
            try await ssoAdmin.listTags(instanceARN: instanceARN, resourceARN: permissionSetARN)
        }
        async let described = attempt { () throws(AWSError) in
            try await ssoAdmin.describePermissionSet(instanceARN: instanceARN, permissionSetARN: permissionSetARN)
        }
        let (foundTags, found) = await (tags, described)
        do {
            let permissionSet = try found.get()
            return PermissionSetFacts(
                name: permissionSet.name,
                tags: try foundTags.get(),
                sessionSeconds: permissionSet.sessionSeconds
            )
        } catch  where error.isNotFound {
            // Whoever asks the wrong instance finds nothing, and that must not be taken for a set that is gone.
            try await instance.confirm()
            return nil
        } catch {
            throw DirectoryError(error)
        }
    }

    func inlinePolicy(of permissionSetARN: String) async throws(DirectoryError) -> String? {
        try await told { instanceARN throws(AWSError) in
            try await ssoAdmin.getInlinePolicy(instanceARN: instanceARN, permissionSetARN: permissionSetARN)
        }
    }

    func setInlinePolicy(_ text: String?, of permissionSetARN: String) async throws(DirectoryError) {
        try await told { instanceARN throws(AWSError) in
            if let text {
                try await ssoAdmin.putInlinePolicy(
                    instanceARN: instanceARN,
                    permissionSetARN: permissionSetARN,
                    policy: text
                )
            } else {
                try await ssoAdmin.deleteInlinePolicy(instanceARN: instanceARN, permissionSetARN: permissionSetARN)
            }
        }
    }

    func accounts(with permissionSetARN: String) async throws(DirectoryError) -> Set<AccountID> {
        let accounts = try await told { instanceARN throws(AWSError) in
            try await ssoAdmin.listAccountsForProvisionedPermissionSet(
                instanceARN: instanceARN,
                permissionSetARN: permissionSetARN
            ).elements()
        }
        return Set(accounts.compactMap(AccountID.init(_:)))
    }

    func provision(
        _ permissionSetARN: String,
        to account: AccountID
    ) async throws(DirectoryError) -> AssignmentOperation {
        AssignmentOperation(
            try await told { instanceARN throws(AWSError) in
                try await ssoAdmin.provisionPermissionSet(
                    instanceARN: instanceARN,
                    permissionSetARN: permissionSetARN,
                    accountID: account.description
                )
            }
        )
    }

    func provisioning(_ id: String) async throws(DirectoryError) -> AssignmentOperation {
        AssignmentOperation(
            try await told { instanceARN throws(AWSError) in
                try await ssoAdmin.describePermissionSetProvisioningStatus(instanceARN: instanceARN, requestID: id)
            }
        )
    }

    private func told<Value>(
        _ call: (_ instanceARN: String) async throws(AWSError) -> Value
    ) async throws(DirectoryError) -> Value {
        let instanceARN = try await instance.identifiers().instanceARN
        do {
            return try await call(instanceARN)
        } catch {
            throw DirectoryError(error)
        }
    }
}

extension SSOAdmin.PermissionSet {
    /// How long a role session lasts at most, in seconds. Identity Center tells nothing where it is an hour; what cannot
    /// be read is taken for the longest there is.
    var sessionSeconds: Int64 {
        guard let sessionDuration else { return 3600 }
        return LeaseDuration(parsing: sessionDuration)?.seconds ?? Fence.longestSession
    }
}
