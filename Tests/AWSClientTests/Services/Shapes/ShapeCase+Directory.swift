// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSClient

extension ShapeCase {
    private static let group = "906769aa66-0a1b2c3d-1111-4222-8333-444455556666"
    private static let otherGroup = "906769aa66-0a1b2c3d-1111-4222-8333-777788889999"

    /// The Identity Store's groups.
    static let groups: [ShapeCase] = [
        ShapeCase("identitystore", "GetGroupId") { client in
            let id = try await client.identityStore.getGroupID(
                identityStoreID: store,
                displayName: "Platform engineers"
            )
            #expect(id == group)
        },
        ShapeCase("identitystore", "DescribeGroup") { client in
            let described = try await client.identityStore.describeGroup(identityStoreID: store, groupID: group)
            #expect(described.id == group)
            #expect(described.displayName == "Platform engineers")
        },
        ShapeCase("identitystore", "IsMemberInGroups") { client in
            let memberships = try await client.identityStore.memberships(
                identityStoreID: store,
                userID: user,
                groupIDs: [group, otherGroup]
            )
            #expect(memberships == [group])
        },
    ]

    /// Organizations.
    static let organizations: [ShapeCase] = [
        ShapeCase("organizations", "DescribeAccount") { client in
            let account = try await client.organizations.describeAccount("111122223333")
            #expect(account.id == "111122223333")
            #expect(account.name == "Payments")
            #expect([account.status, account.state] == ["ACTIVE", "ACTIVE"])
        },
        ShapeCase("organizations", "DescribeOrganization") { client in
            let organization = try await client.organizations.describeOrganization()
            #expect(organization.id == "o-1234567890")
            #expect(organization.managementAccountID == "444455556666")
        },
        ShapeCase("organizations", "DescribeAccount.path") { client in
            let account = try await client.organizations.describeAccount("111122223333")
            #expect(account.organizationalUnitIDs == ["ou-ab12-cdefghij", "ou-ab12-klmnopqr"])
        },
        ShapeCase("organizations", "ListParents") { client in
            let parents = try await client.organizations.listParents(of: "111122223333")
            #expect(parents.map(\.id) == ["ou-ab12-cdefghij"])
            #expect(parents.map(\.isRoot) == [false])
        },
        ShapeCase("organizations", "ListParents.root") { client in
            let parents = try await client.organizations.listParents(of: "ou-ab12-cdefghij")
            #expect(parents.map(\.id) == ["r-ab12"])
            #expect(parents.map(\.isRoot) == [true])
        },
        ShapeCase("organizations", "DescribeOrganizationalUnit") { client in
            let unit = try await client.organizations.describeOrganizationalUnit("ou-ab12-cdefghij")
            #expect(unit.id == "ou-ab12-cdefghij")
            #expect(unit.name == "Workloads")
        },
        ShapeCase("organizations", "ListTagsForResource") { client in
            let tags = try await client.organizations.listTags(of: "111122223333")
            #expect(tags == ["environment": "prod", "owner": ""])
        },
    ]
}
