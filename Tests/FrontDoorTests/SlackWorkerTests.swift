// SPDX-License-Identifier: Apache-2.0

import JITAccess
import Testing

@testable import FrontDoor

@Suite("What is done after a call from Slack")
struct SlackWorkerTests {
    private let fakes = Fakes()

    private func work(user: String = "U0ADA", responseURL: String? = Fakes.url) -> JSONValue {
        SlackWork(
            .grant,
            ["action": "request", "request_id": "r1"],
            user: user,
            origin: Fakes.origin,
            responseURL: responseURL
        ).json
    }

    @Test("Grant is asked for who Slack says it is, and the answer goes to them alone")
    func asked() async throws {
        try await fakes.door.perform(work())
        #expect(fakes.functions.calls.map(\.function) == [.grant])
        #expect(fakes.functions.calls.first?.event["requester"] == "ada@example.com")
        #expect(fakes.slack.responses.first?["response_type"] == "ephemeral")
        #expect(fakes.slack.calls(.postMessage).isEmpty)
    }

    @Test("Somebody whose address Slack does not show is told whom to ask, and nobody is asked for them")
    func unknownPerson() async throws {
        try await fakes.door.perform(work(user: "U0NOBODY"))
        #expect(fakes.functions.calls.isEmpty)
        #expect(fakes.slack.responses.first?["text"]?.text?.contains("#help-access") == true)
    }

    @Test("Who is not known in Identity Center is told whom to ask, too")
    func unknownInIdentityCenter() async throws {
        fakes.functions.answer(
            403,
            ["error": "There is no user ada in Identity Center.", "code": "unidentified_actor"]
        )
        try await fakes.door.perform(work())
        #expect(fakes.slack.responses.first?["text"]?.text?.contains("#help-access") == true)
    }

    @Test(
        "A refusal is told privately, in Grant's own words",
        arguments: ["not_an_approver", "already_decided", "self_approval"]
    )
    func refused(code: String) async throws {
        fakes.functions.answer(403, ["error": "You may not <do> that.", "code": .string(code)])
        try await fakes.door.perform(work())
        let response = try #require(fakes.slack.responses.first)
        #expect(response["text"]?.text == "You may not &lt;do&gt; that.")
        #expect(response["replace_original"] == false)
        #expect(fakes.slack.calls(.postMessage).isEmpty)
    }

    @Test(
        "With a refusal comes what was typed, on one line a field and as nothing but text; without words of one's own nothing"
    )
    func typed() async throws {
        fakes.functions.answer(403, ["error": "It is too short.", "code": "justification_required"])
        let texts: [[String: JSONValue]] = [
            ["action": "request", "justification": "Look at\n<!channel>", "ticket": "chg1"],
            ["action": "reject", "comment": "Not today.\nAsk <@U1>."], ["action": "revoke", "reason": "Done early"],
        ]
        let shown = ["Look at &lt;!channel&gt;\nchg1", "Not today. Ask &lt;@U1&gt;.", "Done early"]
        for (event, text) in zip(texts, shown) {
            for user in ["U0ADA", "U0NOBODY"] {
                let work = SlackWork(.grant, event, user: user, origin: Fakes.origin, responseURL: Fakes.url)
                try await fakes.door.perform(work.json)
                let last = fakes.slack.responses.last?["blocks"]?.elements.last
                #expect(last?["text"]?["text"]?.text == "*You typed*\n\(text)")
            }
        }
        let end = SlackWork(
            ending: try #require(RequestID("r1")),
            reason: nil,
            SlackWork.Asker(user: "U0ADA", origin: Fakes.origin, responseURL: Fakes.url)
        )
        for work in [work(), end.json] {
            try await fakes.door.perform(work)
            #expect(fakes.slack.responses.last?["blocks"]?.elements.count == 1)
        }
    }

    @Test(
        "What may be otherwise in a moment is tried again",
        arguments: ["ledger_unavailable", "directory_unavailable", "ticket_system_unavailable"]
    )
    func transient(code: String) async throws {
        fakes.functions.answer(503, ["error": "Try again.", "code": .string(code)])
        await #expect(throws: WorkFailure.self) { try await fakes.door.perform(work()) }
        #expect(fakes.slack.responses.isEmpty)
    }

    @Test("Grant and Slack out of reach are tried again, and leave a word of why")
    func unreachable() async throws {
        fakes.functions.fail("grant could not be invoked.")
        await #expect(throws: WorkFailure("grant could not be invoked.")) { try await fakes.door.perform(work()) }
        fakes.functions.answer(200, ["message": "Done"])
        fakes.slack.failResponses(.unreachable("down"))
        await #expect(throws: WorkFailure.self) { try await fakes.door.perform(work()) }
        fakes.slack.fail(.userInfo, .rateLimited(.seconds(60)))
        await #expect(throws: WorkFailure.self) { try await SlackDoor(fakes.surroundings()).perform(work()) }
    }

    @Test("Without a response URL, or with one that has expired, they get a direct message")
    func direct() async throws {
        try await fakes.door.perform(work(responseURL: nil))
        fakes.slack.failResponses(.refused("expired"))
        try await fakes.door.perform(work())
        #expect(fakes.slack.calls(.postMessage).map { $0["channel"] } == ["DU0ADA", "DU0ADA"])
    }

    @Test(
        "No answer goes anywhere but to Slack",
        arguments: [
            "https://evil.example/hooks.slack.com/", "http://hooks.slack.com/x",
            "https://hooks.slack.com.evil.example/",
        ]
    )
    func elsewhere(url: String) async throws {
        try await fakes.door.perform(work(responseURL: url))
        #expect(fakes.slack.responses.isEmpty)
        #expect(fakes.slack.calls(.postMessage).count == 1)
    }

    @Test("Work of another version is dropped and logged, not tried for ever")
    func unknownWork() async throws {
        try await fakes.door.perform(["function": "grant"])
        #expect(fakes.log.all.count == 1)
        #expect(fakes.functions.calls.isEmpty)
    }
}
