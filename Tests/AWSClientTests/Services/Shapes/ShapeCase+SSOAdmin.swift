// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSClient

extension ShapeCase {
    private static let instance = "arn:aws:sso:::instance/ssoins-1234567890abcdef"
    private static let permissionSet = "arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef"
    private static let requestID = "01234567-89ab-cdef-0123-456789abcdef"
    private static let assignment = SSOAdmin.AccountAssignment(
        accountID: "111122223333",
        permissionSetARN: permissionSet,
        principalID: "906769aa66-94b4b54e-9b3d-4b55-b46a-1b2c3d4e5f60"
    )

    static let ssoAdmin: [ShapeCase] = [
        ShapeCase("sso-admin", "ListInstances") { client in
            let found = try await client.ssoAdmin.listInstances().elements()
            #expect(found.map(\.arn) == [instance])
            #expect(found.map(\.identityStoreID) == ["d-1234567890"])
            #expect(found.map(\.status) == ["ACTIVE"])
        },
        ShapeCase("sso-admin", "ListPermissionSets") { client in
            let arns = try await client.ssoAdmin.listPermissionSets(instanceARN: instance).elements()
            #expect(arns == [permissionSet])
        },
        ShapeCase("sso-admin", "DescribePermissionSet") { client in
            let described = try await client.ssoAdmin.describePermissionSet(
                instanceARN: instance,
                permissionSetARN: permissionSet
            )
            #expect(described.name == "AdministratorAccess")
            #expect(described.sessionDuration == "PT8H")
        },
        ShapeCase("sso-admin", "ListAccountsForProvisionedPermissionSet") { client in
            let accounts = try await client.ssoAdmin.listAccountsForProvisionedPermissionSet(
                instanceARN: instance,
                permissionSetARN: permissionSet
            ).elements()
            #expect(accounts == ["111122223333"])
        },
        ShapeCase("sso-admin", "ListAccountAssignments") { client in
            let assignments = try await client.ssoAdmin.listAccountAssignments(
                instanceARN: instance,
                accountID: "111122223333",
                permissionSetARN: permissionSet
            ).elements()
            #expect(assignments.first == assignment)
            #expect(assignments.map(\.principalType) == [.user, .group])
        },
        ShapeCase("sso-admin", "CreateAccountAssignment") { client in
            let operation = try await client.ssoAdmin.createAccountAssignment(instanceARN: instance, assignment)
            #expect(operation == .init(requestID: requestID, status: .inProgress))
        },
        ShapeCase("sso-admin", "DeleteAccountAssignment") { client in
            let operation = try await client.ssoAdmin.deleteAccountAssignment(instanceARN: instance, assignment)
            #expect(operation == .init(requestID: requestID, status: .inProgress))
        },
        ShapeCase("sso-admin", "DescribeAccountAssignmentCreationStatus") { client in
            let operation = try await client.ssoAdmin.describeAccountAssignmentCreationStatus(
                instanceARN: instance,
                requestID: requestID
            )
            #expect(operation == .init(requestID: requestID, status: .failed, failureReason: "No such account."))
        },
        ShapeCase("sso-admin", "DescribeAccountAssignmentDeletionStatus") { client in
            let operation = try await client.ssoAdmin.describeAccountAssignmentDeletionStatus(
                instanceARN: instance,
                requestID: requestID
            )
            #expect(operation == .init(requestID: requestID, status: .succeeded))
        },
        ShapeCase("sso-admin", "ListAccountAssignmentCreationStatus") { client in
            let operations = try await client.ssoAdmin.listAccountAssignmentCreationStatus(
                instanceARN: instance,
                status: .inProgress
            ).elements()
            #expect(operations == [.init(requestID: requestID, status: .inProgress)])
        },
        ShapeCase("sso-admin", "ListAccountAssignmentDeletionStatus") { client in
            let operations = try await client.ssoAdmin.listAccountAssignmentDeletionStatus(instanceARN: instance)
                .elements()
            #expect(operations == [.init(requestID: requestID, status: .succeeded)])
        },
    ]
}
