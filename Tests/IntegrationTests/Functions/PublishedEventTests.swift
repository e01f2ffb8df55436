// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import Testing

extension FunctionTests {
    @Suite("From the published event to the end of the lease")
    struct PublishedEventTests {
        @Test("It gives access, is recorded, and is taken away when its time is over, and not before")
        func wholeLife() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                let event: TestBed.Event = [
                    "user_email": user.email, "account_id": TestBed.account, "duration_hours": 4,
                ]
                let before = Int(Date().timeIntervalSince1970)
                let granted = try await bed.grant(event, lambdaRequestID: "0a1b-lambda")
                let after = Int(Date().timeIntervalSince1970)
                #expect(granted.statusCode == 200)
                #expect(granted.body.message == "Access granted successfully")
                #expect(granted.body.requestID == "0a1b-lambda")
                #expect(granted.body.leaseStatus == "ACTIVE")
                #expect(granted.body.standing == false)
                #expect(granted.body.userEmail == user.email)
                #expect(granted.body.permissionSet == TestBed.administrator)
                let expiresAt = try #require(granted.body.expiresAt)
                #expect((before + 4 * 3600...after + 4 * 3600).contains(expiresAt))
                #expect(try await bed.assignments(of: user).count == 1)

                try await expectRow(bed, user, expiresAt: expiresAt)
                #expect(
                    try await bed.ledger.trail("0a1b-lambda").steps
                        == ["REQUEST SUCCESS", "GRANT STARTED", "GRANT SUCCESS"]
                )

                let early = try await bed.sweep()
                #expect(early.statusCode == 200)
                #expect(early.body.revokedCount == 0)
                #expect(early.body.message == "Process completed. 0 permissions revoked, 0 errors")
                #expect(try await bed.hasAccess(user))

                try await bed.ledger.letPass(.seconds(4 * 3600 + 7))
                let late = try await bed.sweep()
                #expect(late.body.message == "Process completed. 1 permissions revoked, 0 errors")
                #expect(late.body.revokedCount == 1)
                #expect(try await !bed.hasAccess(user))
                #expect(try await bed.ledger.bindings(of: user).isEmpty)

                let trail = try await bed.ledger.trail("0a1b-lambda")
                #expect(trail.steps.suffix(2) == ["REVOKE STARTED", "REVOKE SUCCESS"])
                #expect(trail.last("REVOKE SUCCESS")?["lateness_ms"]?.integerValue.map { $0 >= 0 } == true)
                #expect(try trail.problems() == "")
                #expect(try await bed.alerts.take().isEmpty)
            }
        }

        /// The row has the attributes of the published sample under their names, and those of design.md, section 4.
        private func expectRow(_ bed: TestBed, _ user: TestUser, expiresAt: Int) async throws {
            let arn = try await bed.permissionSetARN()
            let row = try #require(try await bed.ledger.bindings(of: user).first)
            #expect(row["assignment_id"] == .string("\(user.id)#\(TestBed.account)#\(arn)"))
            #expect(row["user_id"] == .string(user.id))
            #expect(row["user_email"] == .string(user.email))
            #expect(row["account_id"] == .string(TestBed.account))
            #expect(row["permission_set_arn"] == .string(arn))
            #expect(row["permission_set"] == .string(TestBed.administrator))
            #expect(row["expiry_timestamp"] == .integer(expiresAt))
            #expect(row["created_at"]?.stringValue?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
            #expect(row["status"] == "ACTIVE")
            #expect(row["version"]?.integerValue != nil)
            #expect(row["standing"] == false)
            #expect(row["due"] == "due")
            #expect(row["due_at"] == .integer(expiresAt))
            #expect(
                row["leases"] == [
                    "direct/0a1b-lambda": [
                        "status": "ACTIVE", "duration_seconds": 14400, "expires_at": .integer(expiresAt),
                    ]
                ]
            )
            #expect(
                Set(row.keys) == [
                    "assignment_id", "user_id", "user_email", "account_id", "permission_set_arn", "permission_set",
                    "expiry_timestamp", "created_at", "status", "version", "standing", "leases", "due", "due_at",
                ]
            )
        }

        @Test("Nothing is left in the state table in the end but the request, and no index knows that")
        func cleanUp() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user, requestID: "req-1")
                try await bed.ledger.letPass(.seconds(3601))
                try await bed.sweep()
                let remembered = try await bed.ledger.items().compactMap { $0["assignment_id"]?.stringValue }
                #expect(remembered.contains { $0.hasPrefix("ended#\(user.id)#") })

                try await bed.ledger.letPass(.seconds(601))
                try await bed.sweep()
                let left = try await bed.ledger.items()
                #expect(left.map { $0["assignment_id"] } == ["request#direct/req-1"])
                #expect(left.first?["lease_status"] == "EXPIRED")
                #expect(left.first?["due"] == nil)
            }
        }

        @Test("A user is found by e-mail address too, and a permission set on the last page")
        func otherNames() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser(name: "ada.\(UUID().uuidString)")
                let event: TestBed.Event = [
                    "user_email": user.email, "account_id": TestBed.account, "permission_set": "PowerUserAccess",
                ]
                let answer = try await bed.grant(event)
                #expect(answer.statusCode == 200)
                #expect(answer.body.permissionSet == "PowerUserAccess")
                #expect(try await bed.assignments(of: user, permissionSet: "PowerUserAccess").count == 1)
                #expect(try await !bed.hasAccess(user))
            }
        }

        @Test("A schedule of EventBridge, an empty event and a plain word all are a sweep")
        func sweeps() async throws {
            try await TestBed.with { bed in
                let schedule: TestBed.Event = [
                    "version": "0", "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa", "detail-type": "Scheduled Event",
                    "source": "aws.events", "account": "123456789012", "time": "2026-01-15T09:00:00Z",
                    "region": "us-east-1", "resources": ["arn:aws:events:us-east-1:123456789012:rule/sweep"],
                    "detail": [String: String](),
                ]
                for event in [schedule, [:], ["action": "sweep"]] {
                    let answer = try await bed.sweep(event)
                    #expect(answer.statusCode == 200)
                    #expect(answer.body.revokedCount == 0)
                    #expect(answer.body.errorCount == 0)
                }
            }
        }
    }
}
