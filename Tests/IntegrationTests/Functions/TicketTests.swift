// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension FunctionTests {
    @Suite("Tickets, checked by the deployed Grant in ServiceNow's stand-in")
    struct TicketTests {
        private static let policy = #"""
            {"version": 1, "rules": [{
                "name": "changes", "effect": "allow", "principals": "*", "paths": ["itsm"], "accounts": "*",
                "permission_sets": ["AdministratorAccess"], "maximum_duration": "8h",
                "justification": {"minimum_length": 0},
                "ticket": {"pattern": "CHG*",
                           "check": {"states": ["Implement"], "participant": true, "change_window": true}},
                "approval": "automatic"
            }]}
            """#

        private typealias Ticket = LocalServiceNow.Ticket

        private func with(
            _ variables: [String: String?] = [:],
            _ body: (TestBed, LocalServiceNow, TestUser) async throws -> Void
        ) async throws {
            try await LocalServiceNow.with { serviceNow in
                let all = serviceNow.variables.mapValues(Optional.some).merging(variables) { $1 }
                try await TestBed.with(all, policy: Self.policy) { bed in
                    try await body(bed, serviceNow, try await bed.makeUser())
                }
            }
        }

        private func ask(_ bed: TestBed, _ user: TestUser, ticket: String?) async throws -> FunctionAnswer {
            var event = TestBed.event(user)
            event["ticket"] = ticket
            return try await bed.grant(event)
        }

        @Test("Access is given for an open change of the requester's own, and does not outlast its window")
        func granted() async throws {
            try await with { bed, serviceNow, ada in
                try serviceNow.put(["CHG1": Ticket(assignee: ada.email)])
                let answer = try await ask(bed, ada, ticket: "CHG1")
                #expect(answer.statusCode == 200, "\(answer.text)")
                #expect(try await bed.hasAccess(ada))

                try serviceNow.put(["CHG2": Ticket(assignee: ada.email, window: .seconds(-60) ... .seconds(1800))])
                let long = try await ask(bed, ada, ticket: "CHG2")
                #expect(long.statusCode == 403 && long.body.code == "outside_change_window", "\(long.text)")
            }
        }

        @Test("Whoever has no ticket of their own that is open gets nothing, and it is on record why")
        func refused() async throws {
            try await with { bed, serviceNow, ada in
                try serviceNow.put([
                    "CHG1": Ticket(assignee: "grace@example.com"),
                    "CHG2": Ticket(isOpen: false, state: "Closed", assignee: ada.email),
                    "CHG3": Ticket(state: "Scheduled", assignee: ada.email),
                    "CHG4": Ticket(assignee: ada.email, window: .seconds(3600) ... .seconds(7200)),
                ])
                let rows: [(ticket: String?, code: String)] = [
                    ("CHG1", "ticket_of_others"), ("CHG2", "ticket_not_valid"), ("CHG3", "ticket_not_valid"),
                    ("CHG4", "outside_change_window"), ("CHG9", "ticket_not_valid"), (nil, "ticket_required"),
                ]
                for row in rows {
                    let answer = try await ask(bed, ada, ticket: row.ticket)
                    #expect(answer.statusCode == 403 && answer.body.code == row.code, "\(answer.text)")
                }
                #expect(try await !bed.hasAccess(ada))
                let denied = try await bed.ledger.trails().filter { $0.last("REQUEST DENIED") != nil }
                #expect(denied.count == rows.count)
            }
        }

        @Test("While ServiceNow is in trouble nothing is given; afterwards it is", arguments: [401, 429, 500, 503])
        func unavailable(status: Int) async throws {
            try await with { bed, serviceNow, ada in
                try serviceNow.put(["CHG1": Ticket(assignee: ada.email)], trouble: status)
                let answer = try await ask(bed, ada, ticket: "CHG1")
                #expect(answer.statusCode == 503 && answer.body.code == "ticket_system_unavailable", "\(answer.text)")
                #expect(try await !bed.hasAccess(ada))
                try serviceNow.put(["CHG1": Ticket(assignee: ada.email)])
                #expect(try await ask(bed, ada, ticket: "CHG1").statusCode == 200)
                #expect(try await bed.hasAccess(ada))
            }
        }

        @Test("A secret of another form, or a user whom ServiceNow does not accept, gives nothing")
        func wrongUser() async throws {
            try await with(["SERVICENOW_SECRET": "hourglass/slack"]) { bed, serviceNow, ada in
                try serviceNow.put(["CHG1": Ticket(assignee: ada.email)])
                let answer = try await ask(bed, ada, ticket: "CHG1")
                #expect(answer.statusCode == 503 && answer.body.code == "ticket_system_unavailable", "\(answer.text)")
                #expect(!answer.text.contains("xoxb"))
                #expect(try await !bed.hasAccess(ada))
            }
        }
    }
}
