// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import Testing

extension FunctionTests {
    @Suite("A binding that is deleted in the table")
    struct LostBindingTests {
        private func delete(_ user: TestUser, _ bed: TestBed) async throws {
            for item in try await bed.ledger.bindings(of: user) {
                let key = item.filter { $0.key == "assignment_id" }
                _ = try await bed.ledger.dynamoDB.deleteItem(.init(table: bed.ledger.state, key: key))
            }
            #expect(try await bed.ledger.bindings(of: user).isEmpty)
        }

        @Test("A minute after its end the access goes all the same, and somebody is told")
        func ends() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user, requestID: "req-1")
                #expect(try await bed.ledger.item("request#req-1")?["due"] == "due")
                try await delete(user, bed)

                try await bed.ledger.letPass(.seconds(3600 + 30))
                #expect(try await bed.sweep().body.revokedCount == 0)
                #expect(try await bed.hasAccess(user))

                try await bed.ledger.letPass(.seconds(35))
                let answer = try await bed.sweep()
                #expect(answer.body.revokedCount == 1)
                #expect(try await !bed.hasAccess(user))
                let request = try #require(try await bed.ledger.item("request#req-1"))
                #expect(request["lease_status"] == "EXPIRED")
                #expect(request["due"] == nil)
                #expect(request["due_at"] == nil)
                #expect(try await bed.ledger.bindings(of: user).isEmpty)
                let trail = try await bed.ledger.trail("req-1")
                #expect(trail.steps.suffix(3) == ["RECONCILE PENDING", "REVOKE STARTED", "REVOKE SUCCESS"])
                #expect(try trail.problems() == "")
                let alerts = try await bed.alerts.take()
                #expect(alerts.map(\.subject) == ["Hourglass: 1 records of leases were deleted or changed"])
            }
        }

        @Test("A grant does not take what is lent for standing access; the next sweep restores the binding")
        func restored() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user, requestID: "req-1")
                try await delete(user, bed)
                let refused = try await bed.grant(to: user, requestID: "req-2")
                #expect(refused.statusCode == 503)
                #expect(refused.body.code == "lease_record_lost")
                try await bed.sweep()
                #expect(try await bed.ledger.bindings(of: user).first?["standing"] == false)
                #expect(try await bed.grant(to: user, requestID: "req-3").statusCode == 200)
                #expect(try await bed.alerts.take().count == 2)
            }
        }
    }
}
