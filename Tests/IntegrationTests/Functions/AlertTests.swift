// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import Testing

extension FunctionTests {
    @Suite("Alerts where a person must act")
    struct AlertTests {
        @Test("A grant that AWS refuses is rolled back, recorded and reported")
        func grant() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                bed.proxy.treat("CreateAccountAssignment", .fault(403, "AccessDeniedException"))
                let answer = try await bed.grant(to: user, requestID: "req-1")
                #expect(answer.statusCode == 500)
                #expect(answer.body.code == "grant_failed")
                #expect(answer.body.awsRequestID == "spoilt-AccessDeniedException")
                #expect(try await !bed.hasAccess(user))
                #expect(try await bed.ledger.item("request#req-1")?["lease_status"] == "FAILED")
                let trail = try await bed.ledger.trail("req-1")
                #expect(trail.steps == ["REQUEST SUCCESS", "GRANT STARTED", "GRANT ERROR"])
                let message = trail.last("GRANT ERROR")?["error_message"]?.stringValue
                #expect(message?.contains("AccessDeniedException") == true)

                let alerts = try await bed.alerts.take()
                #expect(alerts.map(\.subject) == ["Hourglass: a grant failed"])
                let text = alerts.first?.text ?? ""
                for part in ["req-1", user.email, TestBed.administrator, TestBed.account, "AccessDeniedException"] {
                    #expect(text.contains(part))
                }
                // The sweep makes sure that nothing was left, and tidies up.
                try await bed.sweep()
                #expect(try await bed.ledger.bindings(of: user).isEmpty)
            }
        }

        @Test("What cannot be revoked stays in the ledger, is reported once a sweep, and is tried again later")
        func sweep() async throws {
            try await TestBed.with { bed in
                let users = [try await bed.makeUser(), try await bed.makeUser()]
                for user in users { _ = try await bed.grant(to: user, requestID: "req-\(user.id)") }
                try await bed.ledger.letPass(.seconds(3605))
                bed.proxy.treat("DeleteAccountAssignment", .fault(403, "AccessDeniedException"))
                let failing = try await bed.sweep()
                #expect(failing.statusCode == 200)
                #expect(failing.body.revokedCount == 0)
                #expect(failing.body.errorCount == 2)
                let alerts = try await bed.alerts.take()
                #expect(alerts.count == 1)
                for user in users {
                    #expect(alerts.first?.text.contains(user.email) == true)
                    let row = try #require(try await bed.ledger.bindings(of: user).first)
                    #expect(row["status"] == "REVOKING")
                    #expect(row["revocation"]?.mapValue?["failed_attempts"] == 1)
                    #expect(try await bed.ledger.trail("req-\(user.id)").steps.last == "REVOKE ERROR")
                    // The next try is due in half a minute at most.
                    let wait = (row["due_at"]?.integerValue ?? 0) - Int(Date().timeIntervalSince1970)
                    #expect((5...30).contains(wait))
                }
                bed.proxy.forget()
                #expect(try await bed.sweep().body.revokedCount == 0)
                try await bed.ledger.letPass(.seconds(31))
                #expect(try await bed.sweep().body.revokedCount == 2)
                for user in users { #expect(try await !bed.hasAccess(user)) }
                #expect(try await bed.alerts.take().isEmpty)
                #expect(try AuditTrail.problems(of: await bed.ledger.trails()) == "")
            }
        }

        @Test("An item that cannot be understood is reported and keeps nothing else from its end")
        func unreadableItem() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user)
                try await bed.ledger.dynamoDB.putItem(
                    .init(
                        table: bed.ledger.state,
                        item: ["assignment_id": "broken#item", "version": 1, "due": "due", "due_at": 1]
                    )
                )
                try await bed.ledger.letPass(.seconds(3605))
                let answer = try await bed.sweep()
                #expect(answer.body.revokedCount == 1)
                #expect(answer.body.errorCount == 1)
                #expect(try await bed.alerts.take().first?.text.contains("broken#item") == true)
                #expect(try await !bed.hasAccess(user))
            }
        }
    }
}
