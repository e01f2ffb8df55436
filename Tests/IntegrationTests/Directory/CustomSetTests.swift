// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import JITAccessAWS
import Testing

@testable import AWSClient

@Suite("Custom permission sets in the local Identity Center", .enabled(if: LocalAWS.isExpected))
struct CustomSetTests {
    private let client: AWSClient
    private let directory: IdentityCenterDirectory
    private let name = "JIT-\(UUID().uuidString.lowercased().prefix(28))"

    init() throws {
        client = try LocalAWS.client(region: "eu-west-1")
        directory = try Self.directory(client)
    }

    /// A directory that remembers nothing, as that of a new container.
    private static func directory(_ client: AWSClient) throws -> IdentityCenterDirectory {
        IdentityCenterDirectory(
            client,
            configuration: try FunctionConfiguration(environment: [
                "AWS_REGION": "eu-west-1", "POLICY_FILE": "policy.json",
            ])
        )
    }

    @Test("One is made once, found again, kept while it is assigned, and deleted by its maker's id only")
    func life() async throws {
        let definition = try #require(
            CustomPermissionSet(
                stored: #"""
                    {"managed_policies":["ReadOnlyAccess"],"session_duration":"PT2H",\#
                    "inline_policy":{"Version":"2012-10-17",\#
                    "Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}}
                    """#
            )
        )
        let request = try #require(RequestID("CHG-1"))
        let made = try await directory.setMaker.make(definition, named: name, for: request)
        // Again, as after a crash: by a container that has never seen it.
        let again = try await Self.directory(client).setMaker.make(definition, named: name, for: request)
        #expect(again == made)
        let sso = client.ssoAdmin
        let instance = try #require(try await sso.listInstances().elements().first)
        let described = try await sso.describePermissionSet(instanceARN: instance.arn, permissionSetARN: made.arn)
        #expect(described.sessionDuration == "PT2H")
        let policies = try await sso.listManagedPolicies(instanceARN: instance.arn, permissionSetARN: made.arn)
        #expect(policies == ["arn:aws:iam::aws:policy/ReadOnlyAccess"])

        // What was made for one request is nobody else's, neither to fill nor to delete.
        let other = try #require(RequestID("CHG-2"))
        let refused = await #expect(throws: DirectoryError.self) {
            try await Self.directory(client).setMaker.make(definition, named: name, for: other)
        }
        #expect(refused?.kind == .refused)
        #expect(try await directory.setDeleter.delete(named: name, arn: made.arn, of: other) == .notOurs)

        let assignment = SSOAdmin.AccountAssignment(
            accountID: "111122223333",
            permissionSetARN: made.arn,
            principalID: "906769aa66-94b4b54e-9b3d-4b55-b46a-1b2c3d4e5f60"
        )
        _ = try await sso.createAccountAssignment(instanceARN: instance.arn, assignment)
        #expect(try await directory.setDeleter.delete(named: name, arn: made.arn, of: request) == .inUse)
        _ = try await sso.deleteAccountAssignment(instanceARN: instance.arn, assignment)
        // By its name, as when its ARN was never written down.
        #expect(try await Self.directory(client).setDeleter.delete(named: name, arn: nil, of: request) == .deleted)
        #expect(try await directory.setDeleter.delete(named: name, arn: made.arn, of: request) == .absent)
        #expect(try await Self.directory(client).permissionSet(named: name) == nil)
    }
}
