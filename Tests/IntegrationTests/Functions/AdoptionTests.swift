// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import Testing

extension FunctionTests {
    @Suite("Rows of the published sample")
    struct AdoptionTests {
        /// Gives access and records it as the published sample would have.
        private func writeRow(_ bed: TestBed, _ user: TestUser, expiresIn seconds: Int) async throws {
            try await bed.assign(user)
            try await bed.ledger.forgetSearch()
            _ = try PythonScript("write_published_row.py").run(
                Data(),
                bed.ledger.state,
                user.id,
                TestBed.account,
                try await bed.permissionSetARN(),
                String(seconds)
            )
        }

        @Test("One that is over is adopted and revoked by an ordinary sweep")
        func over() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                try await writeRow(bed, user, expiresIn: -30)
                let answer = try await bed.sweep()
                #expect(answer.body.revokedCount == 1)
                #expect(answer.body.errorCount == 0)
                #expect(try await !bed.hasAccess(user))
                #expect(try await bed.ledger.bindings(of: user).isEmpty)
                let trails = try await bed.ledger.trails()
                #expect(trails.map(\.steps) == [["ADOPT SUCCESS", "REVOKE STARTED", "REVOKE SUCCESS"]])
                #expect(try AuditTrail.problems(of: trails) == "")
            }
        }

        @Test("One that is not over becomes a lease and ends on time")
        func later() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                try await writeRow(bed, user, expiresIn: 3600)
                let before = try #require(try await bed.ledger.bindings(of: user).first)
                #expect(try await bed.sweep().body.revokedCount == 0)
                let after = try #require(try await bed.ledger.bindings(of: user).first)
                #expect(after["expiry_timestamp"] == before["expiry_timestamp"])
                #expect(after["due_at"] == before["expiry_timestamp"])
                #expect(after["version"]?.integerValue != nil)
                #expect(after["standing"] == false)
                #expect(try await bed.hasAccess(user))

                try await bed.ledger.letPass(.seconds(3605))
                #expect(try await bed.sweep().body.revokedCount == 1)
                #expect(try await !bed.hasAccess(user))
            }
        }

        @Test("A new request on top of one does not shorten it, and its access is not standing access")
        func requestOnTop() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                try await writeRow(bed, user, expiresIn: 7200)
                let answer = try await bed.grant(to: user, requestID: "req-1")
                #expect(answer.statusCode == 200)
                #expect(answer.body.standing == false)
                try await bed.ledger.letPass(.seconds(3605))
                try await bed.sweep()
                #expect(try await bed.hasAccess(user))
                try await bed.ledger.letPass(.seconds(3605))
                #expect(try await bed.sweep().body.revokedCount == 1)
                #expect(try await !bed.hasAccess(user))
            }
        }

        @Test("One that cannot be understood is reported by its key, on every sweep, and keeps no other from its end")
        func unreadable() async throws {
            try await TestBed.with { bed in
                try await bed.ledger.dynamoDB.putItem(
                    .init(
                        table: bed.ledger.state,
                        item: ["assignment_id": "odd#row", "expiry_timestamp": "yesterday", "user_id": "u-1"]
                    )
                )
                let user = try await bed.makeUser()
                try await writeRow(bed, user, expiresIn: -30)
                for revoked in [1, 0] {
                    let answer = try await bed.sweep()
                    #expect(answer.body.revokedCount == revoked)
                    #expect(answer.body.errorCount == 1)
                    let alerts = try await bed.alerts.take()
                    #expect(alerts.count == 1)
                    #expect(alerts.first?.text.contains("odd#row") == true)
                }
                #expect(try await !bed.hasAccess(user))
            }
        }

        @Test("What is due does not wait for the search for them, however long that takes")
        func slowSearch() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user)
                try await bed.ledger.letPass(.seconds(3605))
                try await bed.ledger.forgetSearch()
                bed.proxy.treat("Scan", .hangBefore)
                async let sweep = bed.revoke.invoke(Data("{}".utf8))
                #expect(await bed.proxy.finished("DeleteAccountAssignment"))
                #expect(bed.proxy.count("Scan") == 1, "it is still searching, for the first time")
                #expect(await bed.proxy.finished("DeleteItem"), "the sweep has given its lease back")
                await bed.revoke.stop()
                _ = try await sweep
                #expect(try await !bed.hasAccess(user))
                #expect(try await bed.ledger.bindings(of: user).isEmpty)
            }
        }
    }
}
