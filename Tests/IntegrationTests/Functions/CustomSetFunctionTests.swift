// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import Testing

extension FunctionTests {
    @Suite("Permission sets that requests define themselves")
    struct CustomSetFunctionTests {
        private static let policy = #"""
            {"version": 1, "rules": [
                {"name": "custom", "effect": "allow", "principals": "*", "paths": ["cli"], "accounts": "*",
                 "permission_sets": ["@custom"], "maximum_duration": "8h", "justification": {"minimum_length": 0},
                 "approval": {"levels": [
                    {"name": "owner", "users": ["*@example.com"], "required": 1},
                    {"name": "admin", "users": ["*@example.com"], "required": 1}
                 ], "timeout": "1h"}}
             ]}
            """#

        private static let definition: [String: any Sendable] = [
            "managed_policies": ["ReadOnlyAccess"],
            "inline_policy": [
                "Version": "2012-10-17",
                "Statement": [["Effect": "Allow", "Action": "s3:*", "Resource": "*"]],
            ] as [String: any Sendable],
            "session_duration": "2h",
        ]

        @Test("Approved twice, made, lent, revoked and deleted, by the functions as they are deployed")
        func life() async throws {
            try await TestBed.with(policy: Self.policy) { bed in
                let (ada, grace, edsger) = try await (bed.makeUser(), bed.makeUser(), bed.makeUser())
                let id = "custom-\(UUID().uuidString.lowercased())"
                let wish: TestBed.Event = [
                    "account_id": TestBed.account, "duration": "1h", "request_id": id,
                    "custom_permission_set": Self.definition,
                ]
                let asked = try await bed.send(wish, by: .session(ada))
                #expect(asked.statusCode == 202, "\(asked.text)")
                let name = try #require(asked.body.permissionSet)
                #expect(name.hasPrefix("JIT-"))
                let digest = try #require(asked.text("digest"))
                let approval: TestBed.Event = ["action": "approve", "request_id": id, "digest": digest]
                #expect(try await bed.send(approval, by: .session(grace)).statusCode == 202)
                let granted = try await bed.send(approval, by: .session(edsger))
                #expect(granted.statusCode == 200, "\(granted.text)")

                let arn = try await bed.permissionSetARN(name)
                #expect(try await bed.assignments(of: ada, permissionSet: name).count == 1)
                let policies = try await bed.client.ssoAdmin.listManagedPolicies(
                    instanceARN: bed.instance.arn,
                    permissionSetARN: arn
                )
                #expect(policies == ["arn:aws:iam::aws:policy/ReadOnlyAccess"])

                _ = try await bed.send(
                    ["action": "revoke", "request_id": id, "reason": "done"],
                    to: "Revoke",
                    by: .session(ada)
                )
                #expect(try await bed.assignments(of: ada, permissionSet: name).isEmpty)
                // A quarter of an hour passes.
                _ = try await bed.client.dynamoDB.updateItem(
                    .init(
                        table: bed.ledger.state,
                        key: ["assignment_id": .string("custom#url/\(id)")],
                        update: DynamoDB.Expression("SET due_at = :past", values: [":past": 1])
                    )
                )
                try await bed.sweep()
                #expect(try await bed.ledger.item("custom#url/\(id)") == nil)
                #expect(try await bed.ledger.item("customsets#live")?["live_sets"] == 0)
                await #expect(throws: AWSError.self) {
                    try await bed.client.ssoAdmin.describePermissionSet(
                        instanceARN: bed.instance.arn,
                        permissionSetARN: arn
                    )
                }
                let steps = try await bed.ledger.trail(id).steps
                #expect(
                    steps == [
                        "REQUEST PENDING", "APPROVE SUCCESS", "APPROVE SUCCESS", "MAKE_SET STARTED", "MAKE_SET SUCCESS",
                        "GRANT STARTED", "GRANT SUCCESS", "REVOKE STARTED", "REVOKE SUCCESS", "DELETE_SET SUCCESS",
                    ]
                )
                #expect(try AuditTrail.problems(of: try await bed.ledger.trails()).isEmpty)
            }
        }
    }
}
