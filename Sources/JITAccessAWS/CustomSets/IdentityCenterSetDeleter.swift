// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// Deletes permission sets that were made for requests. Revoke's IAM policy allows what it calls, Grant's does not.
struct IdentityCenterSetDeleter: PermissionSetDeleter {
    let ssoAdmin: SSOAdmin
    let instance: IdentityCenterInstance
    let catalog: PermissionSetCatalog

    func delete(
        named name: String,
        arn: String?,
        of request: RequestID
    ) async throws(DirectoryError) -> PermissionSetDeletion {
        let instanceARN = try await instance.identifiers().instanceARN
        let found: String?
        if let arn {
            found = arn
        } else {
            found = try await catalog.permissionSet(named: name, instanceARN: instanceARN)?.arn
        }
        guard let found else {
            // Whoever asks the wrong instance finds nothing, and that must not be taken for a set that is gone.
            try await instance.confirm()
            return .absent
        }
        do {
            let tags = try await ssoAdmin.listTags(instanceARN: instanceARN, resourceARN: found)
            guard CustomSetTag.mark(tags, as: request) else { return .notOurs }
            try await ssoAdmin.deletePermissionSet(instanceARN: instanceARN, permissionSetARN: found)
        } catch  where error.isNotFound {
            await catalog.forget(found)
            try await instance.confirm()
            return .absent
        } catch  where error.isConflict {
            return .inUse
        } catch {
            throw DirectoryError(error)
        }
        await catalog.forget(found)
        return .deleted
    }
}
