// SPDX-License-Identifier: Apache-2.0

import JITAccess
import Testing

@testable import FrontDoor

@Suite("The door of Slack")
struct SlackDoorTests {
    private let fakes = Fakes()

    private func status(_ request: WebRequest, id: String = "i1") async -> Int {
        await fakes.door.receive(request, id: id).response.status
    }

    @Test("A wrong secret is 401 without a word, and the log does not have the signature")
    func wrongSecret() async throws {
        let call = try fakes.call(["text": "help"], secret: "another")
        let answer = await fakes.door.receive(call, id: "i1")
        #expect(answer.response == WebResponse(status: 401))
        #expect(fakes.secrets.refreshes == 1)
        let signature = try #require(call.headers["x-slack-signature"])
        #expect(!fakes.log.all.isEmpty)
        #expect(fakes.log.all.allSatisfy { !$0.contains(signature) && !$0.contains("another") })
        #expect(fakes.queue.work.isEmpty)
    }

    @Test("A call of six minutes ago is 401, although it is signed")
    func stale() async throws {
        #expect(await status(try fakes.call(["text": "help"], at: Fakes.now - .seconds(360))) == 401)
    }

    @Test("The same call a second time is 401, in another container too, and a lost answer does not count")
    func replay() async throws {
        let call = try fakes.command("request 111122223333 ReadOnlyAccess 1h look")
        #expect(await status(call) == 200)
        #expect(await status(call, id: "i1") == 200)
        #expect(await status(call, id: "i2") == 401)
        #expect(await SlackDoor(fakes.surroundings()).receive(call, id: "i3").response.status == 401)
        fakes.clock.advance(by: .seconds(299))
        #expect(await status(call, id: "i4") == 401)
    }

    @Test("A new signing secret is found without a deployment")
    func rotation() async throws {
        fakes.secrets.rotate(to: "rotated")
        let call = try fakes.call(["text": "help", "user_id": "U0ADA"], secret: "rotated")
        #expect(await status(call) == 200)
        #expect(fakes.secrets.refreshes == 1)
    }

    @Test("Without the secret, or the memory of what has come, nothing is let in")
    func unavailable() async throws {
        fakes.memory.fail("down")
        #expect(await status(try fakes.command("help")) == 503)
        fakes.memory.fail(nil)
        fakes.secrets.fail(.unreachable("no secret"))
        #expect(await status(try fakes.command("help")) == 503)
        #expect(fakes.queue.work.isEmpty)
    }

    @Test("What is not what Slack sends is refused by its own status")
    func form() async throws {
        let json = try fakes.call(["text": "help"], contentType: "application/json")
        #expect(await status(json) == 415)
        let call = try fakes.command("help")
        let get = WebRequest(method: "GET", path: call.path, headers: call.headers, body: call.body)
        #expect(await status(get) == 405)
        #expect(await status(try fakes.call(["a": "b"], to: "/slack/elsewhere")) == 404)
        #expect(await status(try fakes.call(["text": "help"])) == 400)
        #expect(await status(try fakes.call(["payload": "{"], to: "/slack/interactions")) == 400)
    }

    @Test("An unknown command is answered with help that says so, to its sender alone")
    func unknownCommand() async throws {
        let answer = await fakes.door.receive(try fakes.command("frobnicate now"), id: "i1")
        let body = try #require(answer.response.body)
        #expect(body["response_type"] == "ephemeral")
        #expect(body["text"]?.text == "There is no command frobnicate.")
        #expect(fakes.queue.work.isEmpty)
    }

    @Test("A request in one line is handed over, with an id of its own, before it is acknowledged")
    func request() async throws {
        let text = "request 111122223333 PowerUserAccess 2h ticket=INC0012345 look at the queue"
        let call = try fakes.command(text)
        let answer = await fakes.door.receive(call, id: "i1")
        #expect(answer.response.status == 200)
        #expect(answer.afterwards == nil)
        let work = try #require(fakes.lastWork)
        #expect(work.function == .grant)
        #expect(work.user == "U0ADA")
        #expect(work.responseURL == Fakes.url)
        let event = work.event(for: "ada@example.com")
        #expect(event["requester"] == "ada@example.com")
        #expect(event["user_email"] == "ada@example.com")
        #expect(event["account_id"] == "111122223333")
        #expect(event["permission_set"] == "PowerUserAccess")
        #expect(event["duration"] == "2h")
        #expect(event["ticket"] == "INC0012345")
        #expect(event["justification"] == "look at the queue")
        #expect(event["source"] == "slack")
        #expect(RequestID(event["request_id"]?.text ?? "") != nil)
        // Slack's API and the functions have not been waited for.
        #expect(fakes.slack.calls.isEmpty)
        #expect(fakes.functions.calls.isEmpty)
    }

    @Test("If the queue does not take it, the sender is told that nothing has happened")
    func queueFails() async throws {
        fakes.queue.fail("throttled")
        let answer = await fakes.door.receive(try fakes.command("status"), id: "i1")
        #expect(answer.response.status == 200)
        #expect(answer.response.body?["text"]?.text?.contains("nothing has happened") == true)
        #expect(await status(try fakes.press("approve", "r1 \(Sample.digest)")) == 503)
    }

    @Test("The form is opened once Slack has its answer")
    func opensForm() async throws {
        let answer = await fakes.door.receive(try fakes.command(""), id: "i1")
        #expect(answer.response == WebResponse())
        #expect(fakes.slack.calls.isEmpty)
        await answer.afterwards?()
        let opened = try #require(fakes.slack.calls(.openView).first)
        #expect(opened["trigger_id"] == "T.1")
        #expect(opened["view"]?["callback_id"] == "request")
    }

    @Test("A form that does not open is apologized for, to its sender alone")
    func formFails() async throws {
        fakes.slack.fail(.openView, .refused("expired_trigger_id"))
        let answer = await fakes.door.receive(try fakes.command(""), id: "i1")
        await answer.afterwards?()
        #expect(fakes.slack.responses.first?["text"]?.text?.contains("could not be opened") == true)
        #expect(fakes.log.all.contains { $0.contains("expired_trigger_id") })
    }

    @Test("Approve carries the request and the digest that was shown; reject asks why first")
    func buttons() async throws {
        #expect(await status(try fakes.press("approve", "r1 \(Sample.digest)")) == 200)
        let work = try #require(fakes.lastWork)
        #expect(
            work.event(for: "grace@example.com") == [
                "action": "approve", "request_id": "r1", "digest": .string(Sample.digest), "source": "slack",
                "approver": "grace@example.com",
            ]
        )
        let answer = await fakes.door.receive(try fakes.press("reject", "r1 \(Sample.digest)"), id: "i2")
        await answer.afterwards?()
        let view = try #require(fakes.slack.calls(.openView).first?["view"])
        #expect(view["private_metadata"]?.text == "r1 \(Sample.digest)")
        #expect(fakes.queue.work.count == 1)

        let submitted = try fakes.interaction([
            "type": "view_submission", "user": ["id": "U0GRACE", "team_id": "T0HOME"],
            "view": [
                "callback_id": "reject", "private_metadata": .string("r1 \(Sample.digest)"),
                "state": ["values": ["reason": ["reason": ["type": "plain_text_input", "value": "not now"]]]],
            ],
        ])
        let cleared = await fakes.door.receive(submitted, id: "i3")
        #expect(cleared.response.body == ["response_action": "clear"])
        let rejection = try #require(fakes.lastWork)
        #expect(rejection.role == .approver)
        #expect(rejection.event["comment"] == "not now")
        #expect(rejection.responseURL == nil)
    }

    private func submit(_ form: String, _ context: String, _ values: [String: String]) throws -> WebRequest {
        let state = values.map { name, value -> (String, JSONValue) in
            (name, .object([name: ["type": "plain_text_input", "value": .string(value)]]))
        }
        return try fakes.interaction([
            "type": "view_submission", "user": ["id": "U0ADA", "team_id": "T0HOME"],
            "view": [
                "callback_id": .string(form), "private_metadata": .string(context),
                "state": ["values": .object(Dictionary(uniqueKeysWithValues: state))],
            ],
        ])
    }

    @Test(
        "Several lines, blanks around a ticket and fields that are empty are taken in every form",
        arguments: [
            (
                "request", "",
                [
                    "account": "111122223333", "duration": "1h", "justification": "Replay\nand look\n",
                    "ticket": " chg1 ",
                ]
            ),
            (
                "request", "",
                ["account": "111122223333", "duration": "1h", "justification": "\u{200B}", "ticket": "\n"]
            ),
            ("extend", "r1", ["duration": "1h", "justification": "Replay\r\nand look", "ticket": ""]),
            ("reject", "r1 \(Sample.digest)", ["reason": "Not today.\nAsk Margaret tomorrow."]),
        ]
    )
    func typedForms(form: String, context: String, values: [String: String]) async throws {
        let answer = await fakes.door.receive(try submit(form, context, values), id: "i1")
        #expect(answer.response.body == ["response_action": "clear"])
        let work = try #require(fakes.lastWork)
        #expect(work.problems == [])
    }

    @Test(
        "What can be told at once is told in the form, beside its field, and what was typed stays there",
        arguments: [
            (
                "request", "", ["account": "111122223333", "duration": "1h", "justification": "a\u{202E}b"],
                ["justification"]
            ),
            ("request", "", ["account": "1", "duration": "x", "ticket": "a\u{7}"], ["account", "duration", "ticket"]),
            ("extend", "r1", ["duration": "1h", "ticket": String(repeating: "x", count: 101)], ["ticket"]),
            ("reject", "r1 \(Sample.digest)", ["reason": "\u{200B}\u{3164}"], ["reason"]),
            ("reject", "r1 short", ["reason": "no"], ["reason"]),
        ]
    )
    func problemsInForms(form: String, context: String, values: [String: String], fields: [String]) async throws {
        let answer = await fakes.door.receive(try submit(form, context, values), id: "i1")
        #expect(answer.response.status == 200)
        #expect(answer.response.body?["response_action"] == "errors")
        #expect(answer.response.body?["errors"]?.members.keys.sorted() == fields)
        #expect(fakes.queue.work.isEmpty)
    }

    @Test("Where the queue takes nothing, each form stays open with what was typed")
    func queueFailsForForms() async throws {
        fakes.queue.fail("throttled")
        for (form, context, field) in [
            ("request", "", "duration"), ("extend", "r1", "duration"), ("reject", "r1 \(Sample.digest)", "reason"),
        ] {
            let values = ["account": "111122223333", "duration": "1h", "reason": "no"]
            let answer = await fakes.door.receive(try submit(form, context, values), id: "i-\(form)")
            #expect(answer.response.body?["errors"]?.members.keys.sorted() == [field])
        }
    }

    @Test("Slack's look at the certificate is answered to anybody, and nothing comes of it", arguments: [true, false])
    func certificate(isSigned: Bool) async throws {
        let signed = try fakes.call(["ssl_check": "1", "token": "x", "text": "status", "user_id": "U0ADA"])
        let call =
            isSigned
            ? signed
            : WebRequest(
                method: "POST",
                path: signed.path,
                headers: signed.headers.filter { $0.key == "content-type" },
                body: signed.body
            )
        #expect(await fakes.door.receive(call, id: "i1").response == WebResponse())
        #expect(fakes.queue.work.isEmpty && fakes.slack.calls.isEmpty && fakes.functions.calls.isEmpty)
        let other = try fakes.call(["ssl_check": "0", "text": "status", "user_id": "U0ADA"], secret: "another")
        #expect(await status(other, id: "i2") == 401)
    }

    @Test("A button of somebody else's making does nothing", arguments: ["approve", "r1", "r1 x y", "# digest"])
    func foreignButton(value: String) async throws {
        #expect(await status(try fakes.press("approve", value)) == 200)
        #expect(fakes.queue.work.isEmpty)
    }

    @Test("The account field offers what Grant finds, and no more than Slack takes")
    func accounts() async throws {
        let accounts = (1...150).map { number -> JSONValue in
            ["id": .string("1111222200\(10 + number % 90)"), "name": .string("Account \(number)")]
        }
        fakes.functions.answer(200, ["accounts": .array(accounts)])
        let answer = await fakes.door.receive(try typed("prod", in: "account"), id: "i1")
        #expect(answer.response.body?["options"]?.elements.count == 100)
        let asked = try #require(fakes.functions.calls.first?.event)
        #expect(asked["action"] == "options")
        #expect(asked["matching"] == "prod")
        #expect(asked["requester"] == "ada@example.com")
    }

    @Test("The permission set field asks for the account that was chosen; without one, or an answer, it is empty")
    func permissionSets() async throws {
        fakes.functions.answer(
            200,
            ["permission_sets": ["ReadOnlyAccess", .string(String(repeating: "x", count: 80))]]
        )
        let values: JSONValue = ["account": ["account": ["selected_option": ["value": "111122223333"]]]]
        let answer = await fakes.door.receive(try typed("", in: "permission_set", values), id: "i1")
        #expect(answer.response.body?["options"]?.elements.map { $0["value"] } == ["ReadOnlyAccess"])
        #expect(fakes.functions.calls.first?.event["account_id"] == "111122223333")

        let none = await fakes.door.receive(try typed("", in: "permission_set"), id: "i2")
        #expect(none.response.body == ["options": []])
        fakes.functions.fail("timed out")
        let failed = await fakes.door.receive(try typed("p", in: "account"), id: "i3")
        #expect(failed.response.body == ["options": []])
        #expect(failed.response.status == 200)
    }

    private func typed(_ text: String, in field: String, _ values: JSONValue = [:]) throws -> WebRequest {
        try fakes.interaction([
            "type": "block_suggestion", "user": ["id": "U0ADA", "team_id": "T0HOME"], "action_id": .string(field),
            "value": .string(text),
            "view": ["state": ["values": values]],
        ])
    }
}
