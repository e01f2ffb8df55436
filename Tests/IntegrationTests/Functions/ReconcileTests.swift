// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import JITAccess
import Testing

extension FunctionTests {
    @Suite("A comparison of ledger and Identity Center")
    struct ReconcileTests {
        /// A bed that lends a permission set of its own, for all tests share what is assigned otherwise.
        private func with(_ body: (TestBed, _ set: String) async throws -> Void) async throws {
            let set = "Rec\(UUID().uuidString.prefix(12).lowercased())"
            let client = try LocalAWS.client()
            let instance = try #require(try await client.ssoAdmin.listInstances().elements().first)
            _ = try await client.setUp(
                .ssoAdmin,
                "CreatePermissionSet",
                ["InstanceArn": "\(instance.arn)", "Name": "\(set)", "SessionDuration": "PT1H"]
            )
            // The local AWS has more permission sets than a test has time for at AWS's rate.
            let variables = ["DEFAULT_PERMISSION_SET": set, "RECONCILE_CALLS_PER_SECOND": "1000"]
            try await TestBed.with(variables, policy: PolicyFixture.direct([set])) { bed in
                try await body(bed, set)
            }
        }

        private func assignment(_ bed: TestBed, _ user: TestUser, _ set: String) async throws
            -> SSOAdmin.AccountAssignment
        {
            SSOAdmin.AccountAssignment(
                accountID: TestBed.account,
                permissionSetARN: try await bed.permissionSetARN(set),
                principalID: user.id
            )
        }

        private func key(_ bed: TestBed, _ user: TestUser, _ set: String) async throws -> String {
            "\(user.id)#\(TestBed.account)#\(try await bed.permissionSetARN(set))"
        }

        private func isAssigned(_ bed: TestBed, _ user: TestUser, _ set: String) async throws -> Bool {
            try await !bed.assignments(of: user, permissionSet: set).isEmpty
        }

        /// The users with one finding each, and its kind and outcome.
        private func findings(_ answer: FunctionAnswer) throws -> [String: String] {
            struct Body: Decodable {
                struct Finding: Decodable {
                    // swift-format-ignore: AlwaysUseLowerCamelCase
                    private enum CodingKeys: String, CodingKey {
                        case kind, outcome
                        case userID = "user_id"
                    }

                    let kind: String
                    let outcome: String
                    let userID: String
                }

                let findings: [Finding]
            }
            let body = try JSONDecoder().decode(Body.self, from: Data(answer.text.utf8))
            return Dictionary(body.findings.map { ($0.userID, "\($0.kind) \($0.outcome)") }) { first, _ in first }
        }

        @Test("A plan reports, apply repairs what is ours, and quarantine takes away what it names")
        func everything() async throws {
            try await with { bed, set in
                let (fine, late, gone, stranger) = try await (
                    bed.makeUser(), bed.makeUser(), bed.makeUser(), bed.makeUser()
                )
                for (user, id, duration) in [
                    (late, "req-late", "1m"), (fine, "req-fine", "9h"), (gone, "req-gone", "9h"),
                ] {
                    let answer = try await bed.grant(to: user, requestID: id, duration: duration)
                    #expect(answer.statusCode == 200)
                }
                let sso = bed.client.ssoAdmin
                _ = try await sso.deleteAccountAssignment(
                    instanceARN: bed.instance.arn,
                    assignment(bed, gone, set)
                )
                _ = try await sso.createAccountAssignment(
                    instanceARN: bed.instance.arn,
                    assignment(bed, stranger, set)
                )
                // Old enough for every listing, and late for the sweeps, which do not run here.
                try await bed.ledger.letPass(.seconds(1200))

                let plan = try await bed.revoke(["action": "reconcile"])
                #expect(plan.statusCode == 200)
                let expected = [
                    late.id: "late reported", gone.id: "missing reported", stranger.id: "foreign reported",
                ]
                #expect(try findings(plan) == expected)
                #expect(try await isAssigned(bed, late, set))
                let alerts = try await bed.alerts.take()
                #expect(alerts.filter { $0.subject.contains("3 differences") }.count == 1)

                let scheduled = try await bed.revoke(
                    ["source": "aws.events", "detail-type": "Scheduled Event", "action": "reconcile"]
                )
                #expect(try findings(scheduled) == expected)

                let apply = try await bed.revoke(["action": "reconcile", "mode": "apply", "reason": "review"])
                #expect(
                    try findings(apply)
                        == [late.id: "late repaired", gone.id: "missing repaired", stranger.id: "foreign reported"]
                )
                #expect(try await !isAssigned(bed, late, set))
                #expect(try await isAssigned(bed, stranger, set))
                #expect(try await isAssigned(bed, fine, set))
                #expect(try await bed.ledger.item("request#req-gone")?["lease_status"] == "REVOKED")
                #expect(try await bed.ledger.item("request#req-late")?["lease_status"] == "EXPIRED")

                let quarantine = try await bed.revoke(
                    ["action": "reconcile", "mode": "apply", "quarantine": [try await key(bed, stranger, set)]]
                )
                #expect(try findings(quarantine) == [stranger.id: "foreign repaired"])
                #expect(try await !isAssigned(bed, stranger, set))

                let status = try await bed.revoke(["action": "reconcile", "mode": "status"])
                #expect(status.text == quarantine.text)
                let trails = try await bed.ledger.trails()
                #expect(try AuditTrail.problems(of: trails) == "")
                #expect(
                    trails.contains { $0.steps == ["RECONCILE STARTED", "REVOKE SUCCESS"] },
                    "the quarantine is not on record"
                )
            }
        }

        @Test("Killed after each of its calls it goes on where it was, and ends what it began", arguments: 1...4)
        func killed(transaction: Int) async throws {
            try await with { bed, set in
                let stranger = try await bed.makeUser()
                _ = try await bed.client.ssoAdmin.createAccountAssignment(
                    instanceARN: bed.instance.arn,
                    assignment(bed, stranger, set)
                )
                bed.proxy.treat("TransactWriteItems", .hangAfter, calls: transaction...transaction)
                let event = try JSONSerialization.data(withJSONObject: [
                    "action": "reconcile", "mode": "apply", "quarantine": [try await key(bed, stranger, set)],
                ])
                async let outcome = bed.revoke.invoke(event)
                #expect(await bed.proxy.finished("TransactWriteItems", number: transaction))
                await bed.revoke.stop()
                _ = try? await outcome

                // The claims of the dead have run out.
                for _ in 1...3 {
                    try await bed.ledger.letPass(.seconds(400))
                    try await bed.sweep()
                }
                #expect(try await !isAssigned(bed, stranger, set))
                #expect(try await bed.ledger.bindings(of: stranger).isEmpty)
                let reconcile = try #require(try await bed.ledger.item("reconcile#last"))
                #expect(reconcile["status"] == "FINISHED")
                #expect(reconcile["due"] == nil)
                #expect(try AuditTrail.problems(of: await bed.ledger.trails()) == "")
            }
        }
    }
}
