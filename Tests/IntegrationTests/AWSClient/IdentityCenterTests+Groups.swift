// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSClient

extension IdentityCenterTests {
    @Test("A group is found by its name, and it is told who is in it")
    func groups() async throws {
        let store = try await instance().identityStoreID
        let users = client.identityStore
        let suffix = UUID().uuidString.prefix(8)
        let ada = try await makeUser(store, name: "ada-\(suffix)", email: "ada-\(suffix)@example.com")
        let alan = try await makeUser(store, name: "alan-\(suffix)", email: "alan-\(suffix)@example.com")
        var ids: [String] = []
        for name in ["Engineers \(suffix)", "Auditors \(suffix)"] {
            let made = try await client.setUp(
                .identityStore,
                "CreateGroup",
                ["IdentityStoreId": "\(store)", "DisplayName": "\(name)"]
            )
            let id = try #require(made["GroupId"]?.text)
            #expect(try await users.getGroupID(identityStoreID: store, displayName: name) == id)
            ids.append(id)
        }
        _ = try await client.setUp(
            .identityStore,
            "CreateGroupMembership",
            ["IdentityStoreId": "\(store)", "GroupId": "\(ids[0])", "MemberId": ["UserId": "\(ada)"]]
        )
        #expect(try await users.memberships(identityStoreID: store, userID: ada, groupIDs: ids) == [ids[0]])
        #expect(try await users.memberships(identityStoreID: store, userID: alan, groupIDs: ids).isEmpty)
        #expect(
            try await users.describeUser(identityStoreID: store, userID: ada).emails == ["ada-\(suffix)@example.com"]
        )
    }

    @Test("A group that is not there is not found")
    func noGroup() async throws {
        let store = try await instance().identityStoreID
        let error = await #expect(throws: AWSError.self) {
            try await client.identityStore.getGroupID(identityStoreID: store, displayName: "Nobody")
        }
        #expect(error?.isNotFound == true)
    }
}
