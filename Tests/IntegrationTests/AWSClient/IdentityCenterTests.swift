// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSClient

@Suite("Identity Center against the local AWS", .enabled(if: LocalAWS.isExpected))
struct IdentityCenterTests {
    let client: AWSClient

    init() throws {
        client = try LocalAWS.client(region: "eu-west-3")
    }

    func instance() async throws -> SSOAdmin.Instance {
        try #require(try await client.ssoAdmin.listInstances().elements().first)
    }

    func makePermissionSet(_ instanceARN: String, name: String) async throws -> String {
        let answer = try await client.setUp(
            .ssoAdmin,
            "CreatePermissionSet",
            ["InstanceArn": "\(instanceARN)", "Name": "\(name)"]
        )
        return try #require(answer["PermissionSet"]?["PermissionSetArn"]?.text)
    }

    func makeUser(_ identityStoreID: String, name: String, email: String) async throws -> String {
        let answer = try await client.setUp(
            .identityStore,
            "CreateUser",
            [
                "IdentityStoreId": "\(identityStoreID)", "UserName": "\(name)", "DisplayName": "Ada Example",
                "Name": ["GivenName": "Ada", "FamilyName": "Example"],
                "Emails": [["Value": "\(email)", "Type": "work", "Primary": true]],
            ]
        )
        return try #require(answer["UserId"]?.text)
    }

    @Test("A user is found by name and by e-mail address, and described")
    func users() async throws {
        let store = try await instance().identityStoreID
        let name = "ada-\(UUID().uuidString.prefix(8))"
        let id = try await makeUser(store, name: name, email: "\(name)@example.com")
        let users = client.identityStore
        #expect(try await users.getUserID(identityStoreID: store, .userName(name)) == id)
        #expect(try await users.getUserID(identityStoreID: store, .email("\(name)@example.com")) == id)
        let user = try await users.describeUser(identityStoreID: store, userID: id)
        #expect(user.id == id)
        #expect(user.userName == name)
        #expect(user.status != .disabled)
    }

    @Test("A user that is not there is not found")
    func noUser() async throws {
        let store = try await instance().identityStoreID
        let byName = await #expect(throws: AWSError.self) {
            try await client.identityStore.getUserID(identityStoreID: store, .userName("nobody"))
        }
        #expect(byName?.isNotFound == true)
        let byID = await #expect(throws: AWSError.self) {
            try await client.identityStore.describeUser(
                identityStoreID: store,
                userID: "906769aa66-94b4b54e-9b3d-4b55-b46a-1b2c3d4e5f60"
            )
        }
        #expect(byID?.isNotFound == true)
    }

    @Test("A permission set is found among more than a page of them")
    func permissionSets() async throws {
        let instanceARN = try await instance().arn
        let prefix = UUID().uuidString.prefix(8)
        var made: Set<String> = []
        for number in 0..<101 {
            made.insert(try await makePermissionSet(instanceARN, name: "Set-\(prefix)-\(number)"))
        }
        let pages = try await client.ssoAdmin.listPermissionSets(instanceARN: instanceARN).all()
        #expect(pages.count >= 2)
        #expect(made.isSubset(of: Set(pages.flatMap(\.self))))
        let last = try #require(made.first)
        let described = try await client.ssoAdmin.describePermissionSet(
            instanceARN: instanceARN,
            permissionSetARN: last
        )
        #expect(described.arn == last)
        #expect(described.name.hasPrefix("Set-\(prefix)-"))
    }

    @Test("A permission set that is not there is not found")
    func noPermissionSet() async throws {
        let instanceARN = try await instance().arn
        let error = await #expect(throws: AWSError.self) {
            try await client.ssoAdmin.describePermissionSet(
                instanceARN: instanceARN,
                permissionSetARN: "arn:aws:sso:::permissionSet/ssoins-0000000000000000/ps-0000000000000000"
            )
        }
        #expect(error?.isNotFound == true)
    }

    @Test("An assignment is created, seen, deleted and gone, and its operations can be followed")
    func assignment() async throws {
        let instance = try await instance()
        let suffix = UUID().uuidString.prefix(8)
        let assignment = SSOAdmin.AccountAssignment(
            accountID: "111122223333",
            permissionSetARN: try await makePermissionSet(instance.arn, name: "Lent-\(suffix)"),
            principalID: try await makeUser(
                instance.identityStoreID,
                name: "lee-\(suffix)",
                email: "lee-\(suffix)@example.com"
            )
        )
        let sso = client.ssoAdmin
        func held() async throws -> [SSOAdmin.AccountAssignment] {
            try await sso.listAccountAssignments(
                instanceARN: instance.arn,
                accountID: assignment.accountID,
                permissionSetARN: assignment.permissionSetARN
            ).elements()
        }

        let creation = try await sso.createAccountAssignment(instanceARN: instance.arn, assignment)
        let created = try await sso.describeAccountAssignmentCreationStatus(
            instanceARN: instance.arn,
            requestID: creation.requestID
        )
        #expect(created == .init(requestID: creation.requestID, status: .succeeded))
        #expect(try await held() == [assignment])

        let deletion = try await sso.deleteAccountAssignment(instanceARN: instance.arn, assignment)
        let deleted = try await sso.describeAccountAssignmentDeletionStatus(
            instanceARN: instance.arn,
            requestID: deletion.requestID
        )
        #expect(deleted == .init(requestID: deletion.requestID, status: .succeeded))
        #expect(try await held().isEmpty)

        let error = await #expect(throws: AWSError.self) {
            try await sso.deleteAccountAssignment(instanceARN: instance.arn, assignment)
        }
        #expect(error?.isNotFound == true)
    }

    @Test("An operation nobody started is not found")
    func noOperation() async throws {
        let instanceARN = try await instance().arn
        let error = await #expect(throws: AWSError.self) {
            try await client.ssoAdmin.describeAccountAssignmentCreationStatus(
                instanceARN: instanceARN,
                requestID: UUID().uuidString.lowercased()
            )
        }
        #expect(error?.isNotFound == true)
    }
}
