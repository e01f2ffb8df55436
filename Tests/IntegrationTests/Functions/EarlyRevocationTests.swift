// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import Testing

extension FunctionTests {
    @Suite("Ending leases early")
    struct EarlyRevocationTests {
        @Test("By the id of the request")
        func byRequest() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user, requestID: "req-1")
                let answer = try await bed.revoke([
                    "action": "revoke", "request_id": "req-1", "reason": "The incident is over",
                ])
                #expect(answer.statusCode == 200)
                #expect(answer.body.message == "Access revoked")
                #expect(answer.body.revokedCount == 1)
                #expect(try await !bed.hasAccess(user))
                #expect(try await bed.ledger.bindings(of: user).isEmpty)
                #expect(try await bed.ledger.item("request#req-1")?["lease_status"] == "REVOKED")
                let trail = try await bed.ledger.trail("req-1")
                let reason = trail.last("REVOKE SUCCESS")?["reason"]?.stringValue
                #expect(reason?.contains("The incident is over") == true)
                #expect(try trail.problems() == "")

                let again = try await bed.revoke(["action": "revoke", "request_id": "req-1"])
                #expect(again.statusCode == 200)
                #expect(again.body.revokedCount == 0)
            }
        }

        @Test("By the access itself, which ends every lease on it")
        func byBinding() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user, requestID: "one")
                _ = try await bed.grant(to: user, requestID: "two", duration: "2h")
                let answer = try await bed.revoke([
                    "action": "revoke", "user_email": user.email, "account_id": TestBed.account,
                    "permission_set": TestBed.administrator,
                ])
                #expect(answer.statusCode == 200)
                #expect(try await !bed.hasAccess(user))
                for id in ["one", "two"] {
                    #expect(try await bed.ledger.trail(id).steps.last == "REVOKE SUCCESS")
                }
            }
        }

        @Test("The lease of one request leaves the access to the others")
        func oneOfTwo() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user, requestID: "one")
                _ = try await bed.grant(to: user, requestID: "two")
                let answer = try await bed.revoke(["action": "revoke", "request_id": "one"])
                #expect(answer.statusCode == 200)
                #expect(answer.body.revokedCount == 0)
                #expect(try await bed.hasAccess(user))
                #expect(
                    try await bed.ledger.bindings(of: user).first?["leases"]?.mapValue?.keys.sorted() == ["direct/two"]
                )
                #expect(try await bed.ledger.trail("one").steps.last == "RELEASE SUCCESS")
            }
        }

        @Test("It does not wait for a sweep that is running, and a second sweep does nothing meanwhile")
        func whileSweeping() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user, requestID: "req-1")
                let other = try await bed.makeUser()
                _ = try await bed.grant(to: other, requestID: "req-2")
                try await bed.ledger.letPass(.seconds(3605))
                let soon = Int(Date().timeIntervalSince1970) + 40
                try await bed.ledger.dynamoDB.putItem(
                    .init(
                        table: bed.ledger.state,
                        item: [
                            "assignment_id": "sweep#lease", "lease_owner": "another sweep",
                            "lease_until": .integer(soon),
                        ]
                    )
                )
                let second = try await bed.sweep()
                #expect(second.statusCode == 200)
                #expect(second.body.message == "Another sweep is running; nothing was done")
                #expect(try await bed.hasAccess(user))
                #expect(try await bed.revoke(["action": "revoke", "request_id": "req-1"]).body.revokedCount == 1)
                #expect(try await !bed.hasAccess(user))

                // The other sweep has died.
                try await bed.ledger.letPass(.seconds(60))
                #expect(try await bed.sweep().body.revokedCount == 1)
                #expect(try await !bed.hasAccess(other))
            }
        }

        @Test("What is not there is answered by name and recorded as denied")
        func unknown() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                let cases: [(TestBed.Event, String, String)] = [
                    (["request_id": "nobody-asked"], "request_not_found", "nobody-asked"),
                    (["user_email": user.email, "account_id": TestBed.account], "lease_not_found", user.email),
                    (
                        ["user_email": "nobody@example.com", "account_id": TestBed.account], "user_not_found",
                        "nobody@example.com"
                    ),
                    (
                        ["user_email": user.email, "account_id": TestBed.account, "permission_set": "NoSuchSet"],
                        "permission_set_not_found", "NoSuchSet"
                    ),
                ]
                for (event, code, name) in cases {
                    let answer = try await bed.revoke(event.merging(["action": "revoke"]) { $1 })
                    #expect(answer.statusCode == 404)
                    #expect(answer.body.code == code)
                    #expect(answer.body.error?.contains(name) == true)
                    let trail = try await bed.ledger.refusals(about: try #require(answer.body.requestID))
                    #expect(trail.steps == ["REVOKE DENIED"])
                }
                #expect(bed.proxy.count("DeleteAccountAssignment") == 0)
            }
        }
    }
}
