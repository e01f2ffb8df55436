// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import Testing

extension FunctionTests {
    @Suite("Sessions that are open when access ends")
    struct FenceFunctionTests {
        private static let byHand =
            #"{"Version":"2012-10-17","Statement":{"Sid":"Own","Effect":"Deny","Action":"s3:*","Resource":"*"}}"#

        /// A permission set of the test's own, which somebody else has too, so that its role stays.
        private static func makeSet(_ name: String, _ bed: TestBed, tags: [String: String]) async throws -> (
            arn: String, other: SSOAdmin.AccountAssignment
        ) {
            let arn = try await bed.client.ssoAdmin.createPermissionSet(
                instanceARN: bed.instance.arn,
                name: name,
                description: "For a test",
                sessionDuration: "PT1H",
                tags: tags
            ).arn
            let other = try await bed.makeUser()
            let assignment = SSOAdmin.AccountAssignment(
                accountID: TestBed.account,
                permissionSetARN: arn,
                principalID: other.id
            )
            _ = try await bed.client.ssoAdmin.createAccountAssignment(instanceARN: bed.instance.arn, assignment)
            return (arn, assignment)
        }

        private static func with(
            tags: [String: String] = ["hourglass:managed": "true"],
            policy: String?,
            _ body: (TestBed, TestUser, _ arn: String) async throws -> Void
        ) async throws {
            let name = "Fence-\(UUID().uuidString.prefix(8))"
            try await TestBed.with(
                ["DEFAULT_PERMISSION_SET": name],
                policy: PolicyFixture.direct([name])
            ) { bed in
                let (arn, other) = try await makeSet(name, bed, tags: tags)
                if let policy {
                    try await bed.client.ssoAdmin.putInlinePolicy(
                        instanceARN: bed.instance.arn,
                        permissionSetARN: arn,
                        policy: policy
                    )
                }
                try await body(bed, try await bed.makeUser(), arn)
                // A reconcile of another test would find it.
                _ = try await bed.client.ssoAdmin.deleteAccountAssignment(instanceARN: bed.instance.arn, other)
            }
        }

        private static func inlinePolicy(_ bed: TestBed, _ arn: String) async throws -> String? {
            try await bed.client.ssoAdmin.getInlinePolicy(instanceARN: bed.instance.arn, permissionSetARN: arn)
        }

        @Test("They are shut out by a deny beside the administrator's own statement, until none can be alive")
        func life() async throws {
            try await Self.with(policy: Self.byHand) { bed, user, arn in
                let granted = try await bed.grant(to: user, requestID: "one")
                #expect(granted.statusCode == 200, "\(granted.text)")
                let item = try #require(try await bed.ledger.item("request#one"))
                #expect(item["session_seconds"] == 3600)
                #expect(item["usable_from"]?.integerValue != nil)
                try await bed.ledger.letPass(.seconds(3700))
                try await bed.sweep()

                let policy = try #require(try await Self.inlinePolicy(bed, arn))
                #expect(policy.contains(#"{"Sid":"Own","Effect":"Deny","Action":"s3:*","Resource":"*"}"#))
                let fence = try #require(policy.firstRange(of: "HourglassFence1").map { _ in policy })
                for part in [user.id, TestBed.account, "aws:TokenIssueTime", "identitystore:UserId"] {
                    #expect(fence.contains(part))
                }
                let trail = try await bed.ledger.trail("one")
                #expect(trail.steps.suffix(2) == ["REVOKE SUCCESS", "FENCE SUCCESS"])
                let last = try #require(trail.last("FENCE SUCCESS")?["last_credential_at"]?.integerValue)
                #expect(try await bed.ledger.item("request#one")?["last_credential_at"]?.integerValue == last)
                let record = try #require(try await bed.ledger.item("fences#\(arn)"))
                #expect(record["claim_owner"] == nil)

                try await bed.ledger.letPass(.seconds(3950))
                try await bed.sweep()
                let expected =
                    #"{"Version":"2012-10-17","Statement":[{"Sid":"Own","Effect":"Deny","Action":"s3:*","Resource":"*"}]}"#
                #expect(try await Self.inlinePolicy(bed, arn) == expected)
                #expect(try await bed.ledger.item("fences#\(arn)") == nil)
                #expect(try await bed.ledger.trail("one").steps.last == "LIFT SUCCESS")
                #expect(try AuditTrail.problems(of: try await bed.ledger.trails()).isEmpty)
            }
        }

        @Test("An early revocation answers first and shuts them out then; a policy that was not there is gone again")
        func earlyRevocation() async throws {
            try await Self.with(policy: nil) { bed, user, arn in
                _ = try await bed.grant(to: user, requestID: "one")
                let answer = try await bed.revoke(["action": "revoke", "request_id": "one"])
                #expect(answer.statusCode == 200)
                // The container takes the next event when it has done what came after the answer.
                try await bed.sweep()
                let trail = try await bed.ledger.trail("one")
                let owners = ["REVOKE SUCCESS", "FENCE SUCCESS"].map { trail.last($0)?["lambda_request_id"] }
                #expect(owners.first != .some(nil))
                #expect(owners.first == owners.last)
                #expect(try await Self.inlinePolicy(bed, arn)?.contains(user.id) == true)
                // Whoever is granted access again keeps a later time, and both go in the end.
                #expect(try await bed.grant(to: user, requestID: "two").statusCode == 200)
                _ = try await bed.revoke(["action": "revoke", "request_id": "two"])
                try await bed.sweep()
                try await bed.ledger.letPass(.seconds(3950))
                try await bed.sweep()
                #expect(try await Self.inlinePolicy(bed, arn) == nil)
                for id in ["one", "two"] {
                    let steps = try await bed.ledger.trail(id).steps
                    #expect(steps.last == "LIFT SUCCESS", "\(id): \(steps)")
                }
            }
        }

        @Test("A permission set without the tag is not written into")
        func untagged() async throws {
            try await Self.with(tags: [:], policy: Self.byHand) { bed, user, arn in
                _ = try await bed.grant(to: user, requestID: "one")
                try await bed.ledger.letPass(.seconds(3700))
                try await bed.sweep()
                #expect(try await bed.ledger.trail("one").steps.last == "REVOKE SUCCESS")
                #expect(try await Self.inlinePolicy(bed, arn) == Self.byHand)
                #expect(try await bed.ledger.item("fences#\(arn)") == nil)
            }
        }
    }
}
