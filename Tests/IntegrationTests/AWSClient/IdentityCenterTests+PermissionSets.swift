// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSClient

extension IdentityCenterTests {
    @Test("A permission set is made with policies and tags, once under its name, and deleted")
    func permissionSetLife() async throws {
        let instanceARN = try await instance().arn
        let sso = client.ssoAdmin
        let name = "JIT-\(UUID().uuidString.prefix(8))"
        let tags = ["hourglass:managed": "true", "hourglass:request": "CHG-1"]
        func make() async throws(AWSError) -> SSOAdmin.PermissionSet {
            try await sso.createPermissionSet(
                instanceARN: instanceARN,
                name: name,
                description: "Custom access.",
                sessionDuration: "PT2H",
                tags: tags
            )
        }
        let made = try await make()
        #expect(made.name == name)
        #expect(made.sessionDuration == "PT2H")
        #expect(try await sso.listTags(instanceARN: instanceARN, resourceARN: made.arn) == tags)
        let conflict = await #expect(throws: AWSError.self) { try await make() }
        #expect(conflict?.isConflict == true)

        let readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess"
        try await sso.attachManagedPolicy(
            instanceARN: instanceARN,
            permissionSetARN: made.arn,
            managedPolicyARN: readOnly
        )
        let policies = try await sso.listManagedPolicies(instanceARN: instanceARN, permissionSetARN: made.arn)
        #expect(policies == [readOnly])
        let policy = #"{"Statement":[{"Action":"s3:*","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}"#
        try await sso.putInlinePolicy(instanceARN: instanceARN, permissionSetARN: made.arn, policy: policy)
        let stored = try await client.setUp(
            .ssoAdmin,
            "GetInlinePolicyForPermissionSet",
            ["InstanceArn": "\(instanceARN)", "PermissionSetArn": "\(made.arn)"]
        )
        #expect(stored["InlinePolicy"]?.text == policy)

        try await sso.deletePermissionSet(instanceARN: instanceARN, permissionSetARN: made.arn)
        let error = await #expect(throws: AWSError.self) {
            try await sso.listTags(instanceARN: instanceARN, resourceARN: made.arn)
        }
        #expect(error?.isNotFound == true)
    }
}
