// SPDX-License-Identifier: Apache-2.0

import JITAccess
import Testing

@testable import FrontDoor

/// Slack refuses a whole message for one part that is beyond its limits, which its pages of each block give.
@Suite("Slack's limits")
struct BlockKitTests {
    private static let long = String(repeating: "ä&", count: 5000)

    /// What is beyond a limit in a message or a form.
    static func problems(_ value: JSONValue, in place: String = "$") -> [String] {
        var problems: [String] = []
        func check(_ name: String, _ length: Int, _ limit: Int) {
            if length > limit { problems.append("\(place).\(name) has \(length), of at most \(limit)") }
        }
        switch value {
        case .array(let elements):
            return elements.enumerated().flatMap { Self.problems($1, in: "\(place)[\($0)]") }
        case .object(let members):
            let text = members["text"]?["text"]?.text?.utf16.count ?? members["text"]?.text?.utf16.count ?? 0
            switch members["type"]?.text {
            case "section":
                check("text", text, 3000)
                check("fields", members["fields"]?.elements.count ?? 0, 10)
                for field in members["fields"]?.elements ?? [] {
                    check("field", field["text"]?.text?.utf16.count ?? 0, 2000)
                }
            case "header": check("text", text, 150)
            case "context": check("elements", members["elements"]?.elements.count ?? 0, 10)
            case "actions": check("elements", members["elements"]?.elements.count ?? 0, 25)
            case "button":
                check("text", text, 75)
                check("value", members["value"]?.text?.utf16.count ?? 0, 2000)
            case "static_select", "external_select": check("options", members["options"]?.elements.count ?? 0, 100)
            case "modal":
                check("title", members["title"]?["text"]?.text?.utf16.count ?? 0, 24)
                check("private_metadata", members["private_metadata"]?.text?.utf16.count ?? 0, 3000)
                check("blocks", members["blocks"]?.elements.count ?? 0, 100)
            case nil where members["blocks"] != nil: check("blocks", members["blocks"]?.elements.count ?? 0, 50)
            default: break
            }
            if case .string("")? = members["text"]?["text"] { problems.append("\(place) is empty") }
            return problems + members.flatMap { Self.problems($1, in: "\(place).\($0)") }
        default: return []
        }
    }

    @Test("Whatever people write, no message is beyond a limit")
    func longTexts() throws {
        let alias = String(repeating: "a", count: EntryPoint.maximumLength)
        let id = "\(alias)/\(String(repeating: "r", count: GivenRequestID.maximumLength))"
        let comment = Approval(by: Sample.grace, level: Self.long, at: Fakes.now, comment: Self.long)
        let settings = SlackSettings(
            approversChannel: "C0",
            accessPortalURL: "https://example.com",
            helpContact: Self.long
        )
        for state in [Sample.pending, Sample.leased(), Sample.closed(.rejected, comment: Self.long)] {
            let record = try Sample.record(
                state,
                id: id,
                approvals: [Approval](repeating: comment, count: 60),
                justification: Self.long,
                email: Self.long
            )
            #expect(Self.problems(.object(SlackRequestMessages.approvers(record).members)).isEmpty)
            for happening in [SlackHappening.granted, .endsSoon, .ended, .failed, .closed] {
                guard let message = SlackRequestMessages.requester(record, happening, settings) else { continue }
                #expect(Self.problems(.object(message.members)).isEmpty)
            }
        }
        let work = SlackWork(.grant, [:], user: "U0", origin: Fakes.origin, responseURL: nil)
        let requests = JSONValue.array(
            [JSONValue](repeating: ["request_id": "r1", "status": .string(Self.long)], count: 80)
        )
        for body in [["error": JSONValue.string(Self.long)], ["requests": requests], ["message": .string(Self.long)]] {
            let message = SlackMessages.reply(FunctionReply(status: 200, body: body), to: work, settings)
            #expect(Self.problems(message.privateAnswer).isEmpty)
        }
        #expect(Self.problems(SlackMessages.help(problem: Self.long).privateAnswer).isEmpty)
        let action = SlackAction.reject(try #require(RequestID(id)), digest: Sample.digest)
        for form in [SlackForm.request, .reject(action), .extend(action)] { #expect(Self.problems(form.json).isEmpty) }
    }

    @Test("The check of these tests notices what is beyond a limit")
    func checked() {
        let text: JSONValue = ["type": "mrkdwn", "text": .string(String(repeating: "x", count: 3001))]
        #expect(Self.problems(["type": "section", "text": text]).count == 1)
        let blocks = JSONValue.array([JSONValue](repeating: ["type": "divider"], count: 51))
        #expect(Self.problems(["text": "x", "blocks": blocks]).count == 1)
        #expect(
            Self.problems([
                "type": "modal", "title": ["type": "plain_text", "text": .string(String(repeating: "x", count: 25))],
            ]).count == 1
        )
    }

    @Test("Text is cut between characters, never within what stands for one")
    func cut() {
        let text = SlackText.marked([.said(String(repeating: "&", count: 700))], in: .section).text
        #expect(text.utf16.count <= 3000)
        #expect(text.hasSuffix("&amp;…"))
        let exact = String(repeating: "x", count: 75)
        #expect(SlackText.plain(exact, in: .label).text == exact)
        #expect(SlackText.plain(exact + "y", in: .label).text == String(repeating: "x", count: 74) + "…")
    }

    @Test("Nobody can write a mention or a link of Slack's")
    func mentions() {
        let text = SlackText.marked([.said("<!channel> <https://evil.example|the portal>")], in: .section).text
        #expect(text == "&lt;!channel&gt; &lt;https://evil.example|the portal&gt;")
    }

    @Test("The fifty-first block becomes a line that says how many are left out")
    func blocks() {
        let message = SlackMessage("x", [SlackBlock](repeating: .header("x"), count: 53))
        #expect(message.blocks.count == 50)
        #expect(message.blocks.last == .context([.said("And 4 more.")]))
    }

    @Test("An option whose value Slack would not carry is none")
    func options() {
        #expect(SlackOption("x", value: "") == nil)
        #expect(SlackOption("x", value: String(repeating: "x", count: 76)) == nil)
        #expect(SlackOption("x", value: String(repeating: "x", count: 75)) != nil)
    }
}
