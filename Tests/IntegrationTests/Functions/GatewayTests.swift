// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import Testing

extension FunctionTests {
    @Suite("The Gateway, from a signed call of Slack's to access")
    struct GatewayTests {
        /// People ask and decide in Slack.
        private static let policy = #"""
            {"version": 1,
             "integrations": {"slack": {
                "paths": ["console"],
                "actions": ["request", "approve", "reject", "cancel", "extend", "status", "list", "options", "revoke"],
                "users": ["*@example.com"]
             }},
             "rules": [
                {"name": "people", "effect": "allow", "principals": "*", "paths": ["console"], "accounts": "*",
                 "permission_sets": ["AdministratorAccess"], "maximum_duration": "8h",
                 "justification": {"minimum_length": 3},
                 "approval": {"levels": [{"name": "peer", "users": ["*@example.com"], "required": 1}], "timeout": "1h"}}
             ]}
            """#

        @Test("A command becomes a request, a button an approval, and the requester is told when access is usable")
        func conversation() async throws {
            try await TestBed.with(policy: Self.policy) { bed in
                try await SlackBed.with(bed) { slack in
                    let ada = try await slack.makePerson("U0ADA")
                    let grace = try await slack.makePerson("U0GRACE")
                    let text = "request \(TestBed.account) AdministratorAccess 1h look at the queue"
                    let answer = try await slack.command(text, by: "U0ADA")
                    #expect(answer.status == 200)
                    #expect(answer.body.contains("on its way"))
                    await slack.settle()
                    #expect(slack.privateAnswers.last?.contains("awaits approval") == true)

                    try await slack.tellOfRecords()
                    let posted = try #require(slack.calls("chat.postMessage").last)
                    let value = try #require(SlackBed.button("approve", in: posted))
                    // Nobody approves their own request, and they are told so alone.
                    _ = try await slack.press("approve", value, by: "U0ADA")
                    await slack.settle()
                    #expect(slack.privateAnswers.last?.contains("Nobody decides about their own request") == true)
                    #expect(try await !bed.hasAccess(ada))

                    _ = try await slack.press("approve", value, by: "U0GRACE")
                    await slack.settle()
                    #expect(try await bed.hasAccess(ada))
                    try await slack.tellOfRecords()
                    #expect(slack.calls("chat.update").last?.contains("Approved by \(grace.name)") == true)
                    #expect(slack.calls("chat.postMessage").last?.contains("You can use it now") == true)

                    // A second approver is told that it is decided.
                    _ = try await slack.makePerson("U0MARGARET")
                    _ = try await slack.press("approve", value, by: "U0MARGARET")
                    await slack.settle()
                    #expect(slack.privateAnswers.last?.contains("has been approved by \(grace.name)") == true)

                    let id = try #require(value.split(separator: " ").first.map(String.init))
                    _ = try await slack.press("end", id, by: "U0ADA")
                    await slack.settle()
                    #expect(try await !bed.hasAccess(ada))
                    let trail = try await bed.ledger.trail(id)
                    #expect(trail.last("APPROVE SUCCESS")?["actor_proof"]?.stringValue == "integration:slack")
                    #expect(try AuditTrail.problems(of: try await bed.ledger.trails()).isEmpty)
                    #expect(await slack.failures.isEmpty)
                }
            }
        }

        @Test("What the stream brings is told in its order; from what could not be told on, it comes again")
        func stream() async throws {
            try await TestBed.with(policy: Self.policy) { bed in
                try await SlackBed.with(bed) { slack in
                    _ = try await slack.makePerson("U0ADA")
                    _ = try await slack.makePerson("U0GRACE")
                    let text = "request \(TestBed.account) AdministratorAccess 1h look at the queue"
                    _ = try await slack.command(text, by: "U0ADA")
                    await slack.settle()
                    slack.breakDown("chat.postMessage")
                    let first = try #require(try await slack.bringRecords())
                    #expect(first.hasSuffix("/1"))
                    slack.breakDown()
                    try await slack.tellOfRecords()
                    let posted = try #require(slack.calls("chat.postMessage").last)
                    let value = try #require(SlackBed.button("approve", in: posted))
                    let id = try #require(value.split(separator: " ").first)

                    // Approved, begun, granted: of the three, the channel hears of the first and the requester of the last.
                    _ = try await slack.press("approve", value, by: "U0GRACE")
                    await slack.settle()
                    slack.breakDown("conversations.open")
                    #expect(try await slack.bringRecords() == "\(id)/4")
                    #expect(slack.calls("chat.update").count == 1)
                    slack.breakDown()
                    let before = slack.calls("chat.postMessage").count
                    #expect(try await slack.bringRecords() == nil)
                    #expect(
                        slack.calls("chat.postMessage").dropFirst(before).map { $0.contains("You can use it now") } == [
                            true
                        ]
                    )

                    // Streams bring a record more than once; people are told once.
                    #expect(try await slack.bringRecords(again: true) == nil)
                    #expect(slack.calls("chat.update").count == 1)
                    #expect(slack.calls("chat.postMessage").count == before + 1)
                }
            }
        }

        @Test("The form finds every account and only what the policy allows")
        func choices() async throws {
            try await TestBed.with(policy: Self.policy) { bed in
                try await SlackBed.with(bed) { slack in
                    _ = try await slack.makePerson("U0ADA")
                    let accounts = try await slack.type("stag", in: "account", by: "U0ADA")
                    #expect(accounts.body.contains("Staging (444455556666)"))
                    #expect(!accounts.body.contains("Production"))
                    let sets = try await slack.type("", in: "permission_set", by: "U0ADA", account: "444455556666")
                    #expect(sets.body.contains("AdministratorAccess"))
                    #expect(!sets.body.contains("ReadOnlyAccess"))
                }
            }
        }

        @Test("Where the policy wants a step-up the button leads to a signed call, which then approves")
        func stepUp() async throws {
            let policy = Self.policy.replacing(#""required": 1}"#, with: #""required": 1, "step_up": true}"#)
            try await TestBed.with(policy: policy) { bed in
                try await SlackBed.with(bed) { slack in
                    let ada = try await slack.makePerson("U0ADA")
                    let grace = try await slack.makePerson("U0GRACE")
                    _ = try await slack.command("request \(TestBed.account) AdministratorAccess 1h look", by: "U0ADA")
                    await slack.settle()
                    try await slack.tellOfRecords()
                    let posted = try #require(slack.calls("chat.postMessage").last)
                    let value = try #require(SlackBed.button("approve", in: posted))
                    let parts = value.split(separator: " ").map(String.init)
                    _ = try await slack.press("approve", value, by: "U0GRACE")
                    await slack.settle()
                    #expect(slack.privateAnswers.last?.contains("hourglass approve \(parts[0])") == true)
                    #expect(try await !bed.hasAccess(ada))
                    let approval: TestBed.Event = ["action": "approve", "request_id": parts[0], "digest": parts[1]]
                    let answer = try await bed.send(approval, by: .session(grace))
                    #expect(answer.statusCode == 200, "\(answer.text)")
                    #expect(try await bed.hasAccess(ada))
                }
            }
        }

        @Test("A call that is not signed, or comes twice, does nothing")
        func forged() async throws {
            try await TestBed.with(policy: Self.policy) { bed in
                try await SlackBed.with(bed) { slack in
                    _ = try await slack.makePerson("U0ADA")
                    let text = "request \(TestBed.account) AdministratorAccess 1h look at the queue"
                    #expect(try await slack.command(text, by: "U0ADA", secret: "guessed").status == 401)
                    let call = try slack.signed("/slack/commands", ["text": "status", "user_id": "U0ADA"])
                    #expect(try await slack.send(call).status == 200)
                    #expect(try await slack.send(call).status == 401)
                    await slack.settle()
                    #expect(try await bed.ledger.items().isEmpty)
                    let lines = await slack.log
                    #expect(
                        !lines.contains { $0.contains(SlackBed.secret) || $0.contains("xoxb-") || $0.contains("v0=") }
                    )
                }
            }
        }
    }
}
