// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Testing

extension FunctionTests {
    @Suite("Bounds on one caller")
    struct CallerBoundTests {
        private static let policy = #"""
            {"version": 1, "rules": [
                {"name": "people", "effect": "allow", "principals": "*", "paths": ["cli"], "accounts": "*",
                 "permission_sets": ["*"], "maximum_duration": "8h", "justification": {"minimum_length": 0},
                 "approval": {"levels": [{"name": "peer", "users": ["*@example.com"], "required": 1}], "timeout": "1h"}}
            ]}
            """#

        private func wish(_ id: String) -> TestBed.Event {
            ["account_id": TestBed.account, "duration": "1h", "request_id": id]
        }

        @Test("Open requests are counted with each that comes and goes, and a number that somebody wrote is corrected")
        func openRequests() async throws {
            try await TestBed.with(["MAX_OPEN_REQUESTS": "2"], policy: Self.policy) { bed in
                let ada = try await bed.makeUser()
                let key = "open#person:\(ada.id)/identity_center_session"
                #expect(try await bed.send(wish("one"), by: .session(ada)).statusCode == 202)
                #expect(try await bed.send(wish("two"), by: .session(ada)).statusCode == 202)
                #expect(try await bed.ledger.item(key)?["open_requests"] == 2)
                let third = try await bed.send(wish("three"), by: .session(ada))
                #expect((third.statusCode, third.body.code) == (429, "too_many_open_requests"), "\(third.text)")
                let cancel: TestBed.Event = ["action": "cancel", "request_id": "one"]
                #expect(try await bed.send(cancel, by: .session(ada)).statusCode == 200)
                #expect(try await bed.ledger.item(key)?["open_requests"] == 1)

                for stored: AttributeValue in [77, "seven", -3] {
                    let item: Item = ["assignment_id": .string(key), "open_requests": stored]
                    try await bed.ledger.dynamoDB.putItem(.init(table: bed.ledger.state, item: item))
                    let id = "again-\(stored)".filter { $0.isLetter || $0.isNumber }
                    let again = try await bed.send(wish(id), by: .session(ada))
                    #expect(again.statusCode == 202, "\(stored) \(again.text)")
                    #expect(try await bed.ledger.item(key)?["open_requests"] == 2)
                    let back: TestBed.Event = ["action": "cancel", "request_id": id]
                    #expect(try await bed.send(back, by: .session(ada)).statusCode == 200)
                }
            }
        }

        @Test("Whoever is refused too often can neither ask nor decide for the rest of the hour, and can take back")
        func attempts() async throws {
            try await TestBed.with(policy: Self.policy) { bed in
                let ada = try await bed.makeUser()
                #expect(try await bed.send(wish("one"), by: .session(ada)).statusCode == 202)
                let question: TestBed.Event = ["action": "status", "request_id": "none"]
                var codes: [String?] = []
                // Should the hour be over in the midst of it, twice as many are enough.
                repeat {
                    codes.append(try await bed.send(question, by: .session(ada)).body.code)
                } while codes.last != "too_many_attempts" && codes.count < 125
                #expect(codes.count >= 61)
                #expect(codes.last == "too_many_attempts")
                let item = try #require(try await bed.ledger.item("attempts#person:\(ada.id)/identity_center_session"))
                #expect(item["refusals"] == 61)
                let asked = try await bed.send(wish("two"), by: .session(ada))
                #expect((asked.statusCode, asked.body.code) == (429, "too_many_attempts"), "\(asked.text)")
                let cancel: TestBed.Event = ["action": "cancel", "request_id": "one"]
                #expect(try await bed.send(cancel, by: .session(ada)).statusCode == 200)
                let denied = try await bed.ledger.trails().flatMap(\.records).filter { $0["status"] == "DENIED" }
                #expect(denied.count == codes.count)
            }
        }
    }
}
