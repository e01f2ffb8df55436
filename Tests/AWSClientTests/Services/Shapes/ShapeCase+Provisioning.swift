// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSClient

extension ShapeCase {
    private static let instance = "arn:aws:sso:::instance/ssoins-1234567890abcdef"
    private static let permissionSet = "arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef"
    private static let operation = "01234567-89ab-cdef-0123-456789abcdef"

    /// What a permission set says, and bringing it to accounts.
    static let provisioning: [ShapeCase] = [
        ShapeCase("sso-admin", "GetInlinePolicyForPermissionSet") { client in
            let policy = try await client.ssoAdmin.getInlinePolicy(
                instanceARN: instance,
                permissionSetARN: permissionSet
            )
            #expect(policy == #"{"Version":"2012-10-17","Statement":[]}"#)
        },
        ShapeCase("sso-admin", "DeleteInlinePolicyFromPermissionSet") { client in
            try await client.ssoAdmin.deleteInlinePolicy(instanceARN: instance, permissionSetARN: permissionSet)
        },
        ShapeCase("sso-admin", "ProvisionPermissionSet") { client in
            let begun = try await client.ssoAdmin.provisionPermissionSet(
                instanceARN: instance,
                permissionSetARN: permissionSet,
                accountID: "111122223333"
            )
            #expect(begun == SSOAdmin.AssignmentOperation(requestID: operation, status: .inProgress))
        },
        ShapeCase("sso-admin", "DescribePermissionSetProvisioningStatus") { client in
            let status = try await client.ssoAdmin.describePermissionSetProvisioningStatus(
                instanceARN: instance,
                requestID: operation
            )
            #expect(status.status == .failed)
            #expect(status.failureReason == "The account is suspended.")
        },
    ]
}
