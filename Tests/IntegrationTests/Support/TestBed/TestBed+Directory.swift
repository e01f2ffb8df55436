// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import Synchronization
import Testing

/// A user of the identity store that only one test knows.
struct TestUser: Sendable {
    let id: String
    /// What they sign in with.
    let name: String
    let email: String

    /// Makes one, whose name is their e-mail address unless another is given.
    static func make(
        _ client: AWSClient,
        _ instance: SSOAdmin.Instance,
        name: String? = nil,
        isEnabled: Bool = true
    ) async throws -> TestUser {
        let email = "ada-\(UUID().uuidString.lowercased())@example.com"
        let answer = try await client.setUp(
            .identityStore,
            "CreateUser",
            [
                "IdentityStoreId": "\(instance.identityStoreID)", "UserName": "\(name ?? email)",
                "DisplayName": "Ada Example", "Name": ["GivenName": "Ada", "FamilyName": "Example"],
                "Emails": [["Value": "\(email)", "Type": "work", "Primary": true]],
                // How the local Identity Center is told that a user is disabled.
                "UserType": isEnabled ? "employee" : "disabled",
            ]
        )
        return TestUser(id: try #require(answer["UserId"]?.text), name: name ?? email, email: email)
    }
}

/// The users that a test has made.
final class UserList: Sendable {
    private let users = Mutex<[TestUser]>([])

    var all: [TestUser] { users.withLock { $0 } }

    func add(_ user: TestUser) {
        users.withLock { $0.append(user) }
    }
}

/// Identity Center as it is, not as a function sees it.
extension TestBed {
    /// Makes a user whose name is their e-mail address, unless another is given.
    func makeUser(name: String? = nil, isEnabled: Bool = true) async throws -> TestUser {
        let user = try await TestUser.make(client, instance, name: name, isEnabled: isEnabled)
        users.add(user)
        return user
    }

    func permissionSetARN(_ name: String = administrator) async throws -> String {
        if let known = Self.permissionSets.withLock({ $0[name] }) { return known }
        var pages = client.ssoAdmin.listPermissionSets(instanceARN: instance.arn).makeAsyncIterator()
        while let page = try await pages.next() {
            for arn in page {
                let found = try await client.ssoAdmin.describePermissionSet(
                    instanceARN: instance.arn,
                    permissionSetARN: arn
                )
                Self.permissionSets.withLock { $0[found.name] = arn }
                if found.name == name { return arn }
            }
        }
        throw MissingPermissionSet(name: name)
    }

    /// All tests talk to one local AWS, so what one has looked up is true for all.
    private static let permissionSets = Mutex<[String: String]>([:])

    struct MissingPermissionSet: Error {
        let name: String
    }

    /// What is assigned to a user, in the usual account.
    func assignments(of user: TestUser, permissionSet name: String = administrator) async throws
        -> [SSOAdmin.AccountAssignment]
    {
        try await client.ssoAdmin.listAccountAssignments(
            instanceARN: instance.arn,
            accountID: Self.account,
            permissionSetARN: try await permissionSetARN(name)
        ).elements().filter { $0.principalID == user.id }
    }

    /// Whether a user has administrator access to the usual account.
    func hasAccess(_ user: TestUser) async throws -> Bool {
        try await !assignments(of: user).isEmpty
    }

    /// Takes away what the test's users still have, for the tests share the account and what is listed of it.
    func removeAssignments() async {
        let ids = Set(users.all.map(\.id))
        for name in [Self.administrator, "PowerUserAccess"] {
            let listed = try? await client.ssoAdmin.listAccountAssignments(
                instanceARN: instance.arn,
                accountID: Self.account,
                permissionSetARN: permissionSetARN(name)
            ).elements()
            for assignment in listed ?? [] where ids.contains(assignment.principalID) {
                _ = try? await client.ssoAdmin.deleteAccountAssignment(instanceARN: instance.arn, assignment)
            }
        }
    }

    /// Gives a user access as an administrator would, past Hourglass.
    func assign(_ user: TestUser) async throws {
        _ = try await client.ssoAdmin.createAccountAssignment(
            instanceARN: instance.arn,
            SSOAdmin.AccountAssignment(
                accountID: Self.account,
                permissionSetARN: try await permissionSetARN(),
                principalID: user.id
            )
        )
    }
}
