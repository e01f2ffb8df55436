// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// Makes permission sets. Grant's IAM policy allows what it calls, Revoke's does not.
struct IdentityCenterSetMaker: PermissionSetMaker {
    let ssoAdmin: SSOAdmin
    let instance: IdentityCenterInstance
    let catalog: PermissionSetCatalog

    func make(
        _ definition: CustomPermissionSet,
        named name: String,
        for request: RequestID
    ) async throws(DirectoryError) -> PermissionSet {
        let instanceARN = try await instance.identifiers().instanceARN
        let arn: String
        do {
            arn = try await ssoAdmin.createPermissionSet(
                instanceARN: instanceARN,
                name: name,
                description: "Custom access of Hourglass request \(request). Deleted when its lease ends.",
                sessionDuration: definition.sessionDuration,
                tags: CustomSetTag.all(for: request)
            ).arn
        } catch  where error.isConflict {
            arn = try await earlier(named: name, for: request, instanceARN, conflict: error)
        } catch {
            throw DirectoryError(error)
        }
        try await attach(definition, to: arn, instanceARN)
        if let policy = definition.inlinePolicy {
            try await told { () throws(AWSError) in
                try await ssoAdmin.putInlinePolicy(
                    instanceARN: instanceARN,
                    permissionSetARN: arn,
                    policy: policy.text
                )
            }
        }
        return PermissionSet(name: name, arn: arn, sessionSeconds: definition.sessionSeconds)
    }

    /// The permission set that an earlier try has made.
    private func earlier(
        named name: String,
        for request: RequestID,
        _ instanceARN: String,
        conflict: AWSError
    ) async throws(DirectoryError) -> String {
        guard let found = try await catalog.permissionSet(named: name, instanceARN: instanceARN) else {
            // It is not listed yet, or is being deleted: another time it will be clear.
            throw DirectoryError(conflict)
        }
        let tags: [String: String]
        do {
            tags = try await ssoAdmin.listTags(instanceARN: instanceARN, resourceARN: found.arn)
        } catch {
            if error.isNotFound { await catalog.forget(found.arn) }
            throw error.isNotFound ? DirectoryError(conflict) : DirectoryError(error)
        }
        guard CustomSetTag.mark(tags, as: request) else {
            throw DirectoryError(
                .refused,
                "There is a permission set \(name) that was not made for request \(request). Rename or delete it."
            )
        }
        return found.arn
    }

    /// Attaches what is missing. What is there and was not approved is not lent.
    private func attach(
        _ definition: CustomPermissionSet,
        to arn: String,
        _ instanceARN: String
    ) async throws(DirectoryError) {
        let partition = instanceARN.split(separator: ":").dropFirst().first.map(String.init) ?? "aws"
        let wanted = Set(definition.managedPolicies.map { $0.arn(partition: partition) })
        let attached = try await told { () throws(AWSError) in
            try await ssoAdmin.listManagedPolicies(instanceARN: instanceARN, permissionSetARN: arn)
        }
        guard attached.isSubset(of: wanted) else {
            throw DirectoryError(
                .refused,
                "The permission set \(arn) has policies that nobody approved: "
                    + attached.subtracting(wanted).sorted().joined(separator: ", ")
            )
        }
        for policy in wanted.subtracting(attached).sorted() {
            try await told { () throws(AWSError) in
                try await ssoAdmin.attachManagedPolicy(
                    instanceARN: instanceARN,
                    permissionSetARN: arn,
                    managedPolicyARN: policy
                )
            }
        }
    }

    private func told<Value>(_ call: () async throws(AWSError) -> Value) async throws(DirectoryError) -> Value {
        do {
            return try await call()
        } catch {
            throw DirectoryError(error)
        }
    }
}
