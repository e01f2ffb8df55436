// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import JITAccessAWS
import Testing

@testable import AWSClient

@Suite("What the policy decides with, from the local AWS", .enabled(if: LocalAWS.isExpected))
struct DirectoryFactsTests {
    private let client: AWSClient
    private let directory: IdentityCenterDirectory
    private let suffix = UUID().uuidString.lowercased().prefix(8)

    init() throws {
        client = try LocalAWS.client(region: "eu-west-2")
        directory = IdentityCenterDirectory(
            client,
            configuration: try FunctionConfiguration(environment: [
                "AWS_REGION": "eu-west-2", "POLICY_FILE": "policy.json",
            ])
        )
    }

    @Test("A user's names and groups")
    func user() async throws {
        let store = try #require(try await client.ssoAdmin.listInstances().elements().first).identityStoreID
        let name = "ada-\(suffix)"
        let made = try await client.setUp(
            .identityStore,
            "CreateUser",
            [
                "IdentityStoreId": "\(store)", "UserName": "\(name)", "DisplayName": "Ada Example",
                "Name": ["GivenName": "Ada", "FamilyName": "Example"],
                "Emails": [["Value": "\(name)@example.com", "Type": "work", "Primary": true]],
            ]
        )
        let id = try #require(made["UserId"]?.text)
        let group = try await client.setUp(
            .identityStore,
            "CreateGroup",
            ["IdentityStoreId": "\(store)", "DisplayName": "Engineers \(suffix)"]
        )
        let groupID = try #require(group["GroupId"]?.text)
        _ = try await client.setUp(
            .identityStore,
            "CreateGroupMembership",
            ["IdentityStoreId": "\(store)", "GroupId": "\(groupID)", "MemberId": ["UserId": "\(id)"]]
        )

        let user = try await directory.user(id: id)
        #expect(user == DirectoryUser(id: id, userName: name, primaryEmail: "\(name)@example.com", isEnabled: true))
        let asked: Set<String> = ["Engineers \(suffix)", groupID, "Nobody \(suffix)"]
        #expect(try await directory.groups(of: id, among: asked) == ["Engineers \(suffix)", groupID])
    }

    @Test("An account's name, units and tags")
    func account() async throws {
        // There is one organization, maybe made by another test or by the seeding.
        _ = try? await client.setUp(.organizations, "CreateOrganization", ["FeatureSet": "ALL"])
        let roots = try await client.setUp(.organizations, "ListRoots", [:])
        let root = try #require(roots["Roots"]?.elements?.first?["Id"]?.text)
        let outer = try await makeUnit("Workloads \(suffix)", in: root)
        let inner = try await makeUnit("Prod \(suffix)", in: outer)
        let creation = try await client.setUp(
            .organizations,
            "CreateAccount",
            [
                "AccountName": "Payments", "Email": "payments-\(suffix)@example.com",
                "Tags": [["Key": "environment", "Value": "prod"]],
            ]
        )
        let id = try #require(creation["CreateAccountStatus"]?["AccountId"]?.text)
        _ = try await client.setUp(
            .organizations,
            "MoveAccount",
            ["AccountId": "\(id)", "SourceParentId": "\(root)", "DestinationParentId": "\(inner)"]
        )

        let accountID = try #require(AccountID(id))
        let facts = try await directory.facts(about: accountID, organizationalUnits: true, tags: true)
        #expect(facts?.name == "Payments")
        #expect(facts?.isActive == true)
        #expect(
            facts?.organizationalUnits == [
                OrganizationalUnit(id: outer, name: "Workloads \(suffix)"),
                OrganizationalUnit(id: inner, name: "Prod \(suffix)"),
            ]
        )
        #expect(facts?.tags["environment"] == "prod")
    }

    private func makeUnit(_ name: String, in parent: String) async throws -> String {
        let made = try await client.setUp(
            .organizations,
            "CreateOrganizationalUnit",
            ["ParentId": "\(parent)", "Name": "\(name)"]
        )
        return try #require(made["OrganizationalUnit"]?["Id"]?.text)
    }
}
