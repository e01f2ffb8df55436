// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSClient

extension ShapeCase {
    private static let instance = "arn:aws:sso:::instance/ssoins-1234567890abcdef"
    private static let permissionSet = "arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef"
    private static let viewOnly = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"
    private static let tags = ["hourglass:request": "CHG0012345", "hourglass:managed": "true"]

    /// The making of permission sets.
    static let permissionSets: [ShapeCase] = [
        ShapeCase("sso-admin", "CreatePermissionSet") { client in
            let made = try await client.ssoAdmin.createPermissionSet(
                instanceARN: instance,
                name: "JIT-0a1b2c3d4e5f60718293a4b5",
                description: "Custom access of request CHG0012345.",
                sessionDuration: "PT2H",
                tags: tags
            )
            #expect(made.arn == permissionSet)
            #expect(made.name == "JIT-0a1b2c3d4e5f60718293a4b5")
        },
        ShapeCase("sso-admin", "AttachManagedPolicyToPermissionSet") { client in
            try await client.ssoAdmin.attachManagedPolicy(
                instanceARN: instance,
                permissionSetARN: permissionSet,
                managedPolicyARN: viewOnly
            )
        },
        ShapeCase("sso-admin", "PutInlinePolicyToPermissionSet") { client in
            let statement = #"{"Action":"s3:GetObject","Effect":"Allow","Resource":"arn:aws:s3:::example/*"}"#
            try await client.ssoAdmin.putInlinePolicy(
                instanceARN: instance,
                permissionSetARN: permissionSet,
                policy: #"{"Statement":[\#(statement)],"Version":"2012-10-17"}"#
            )
        },
        ShapeCase("sso-admin", "DeletePermissionSet") { client in
            try await client.ssoAdmin.deletePermissionSet(instanceARN: instance, permissionSetARN: permissionSet)
        },
        ShapeCase("sso-admin", "ListTagsForResource") { client in
            let found = try await client.ssoAdmin.listTags(instanceARN: instance, resourceARN: permissionSet)
            #expect(found == tags)
        },
        ShapeCase("sso-admin", "ListManagedPoliciesInPermissionSet") { client in
            let policies = try await client.ssoAdmin.listManagedPolicies(
                instanceARN: instance,
                permissionSetARN: permissionSet
            )
            #expect(policies == [viewOnly])
        },
    ]
}
