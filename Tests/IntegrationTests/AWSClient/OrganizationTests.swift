// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSClient

@Suite("The organization against the local AWS", .enabled(if: LocalAWS.isExpected))
struct OrganizationTests {
    private let client: AWSClient

    init() throws {
        client = try LocalAWS.client()
    }

    @Test("Where an account is and which tags it has are told, down from the root")
    func placeAndTags() async throws {
        // There is one organization, maybe made by another test or by the seeding.
        _ = try? await client.setUp(.organizations, "CreateOrganization", ["FeatureSet": "ALL"])
        let organizations = client.organizations
        let suffix = UUID().uuidString.lowercased().prefix(8)
        let roots = try await client.setUp(.organizations, "ListRoots", [:])
        let root = try #require(roots["Roots"]?.elements?.first?["Id"]?.text)
        let unit = try await makeUnit("Workloads \(suffix)", in: root)
        let nested = try await makeUnit("Prod \(suffix)", in: unit)
        #expect(try await organizations.describeOrganizationalUnit(nested).name == "Prod \(suffix)")
        #expect(try await organizations.listParents(of: nested).map(\.id) == [unit])
        let parents = try await organizations.listParents(of: unit)
        #expect(parents.map(\.id) == [root])
        #expect(parents.map(\.isRoot) == [true])

        _ = try await client.setUp(
            .organizations,
            "TagResource",
            ["ResourceId": "\(nested)", "Tags": [["Key": "environment", "Value": "prod"]]]
        )
        #expect(try await organizations.listTags(of: nested) == ["environment": "prod"])
    }

    @Test("A unit that is not there is not found")
    func noUnit() async throws {
        _ = try? await client.setUp(.organizations, "CreateOrganization", ["FeatureSet": "ALL"])
        let error = await #expect(throws: AWSError.self) {
            try await client.organizations.describeOrganizationalUnit("ou-ab12-00000000")
        }
        #expect(error?.isNotFound == true)
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
