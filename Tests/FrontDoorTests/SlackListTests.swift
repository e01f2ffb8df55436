// SPDX-License-Identifier: Apache-2.0

import JITAccess
import Testing

@testable import FrontDoor

@Suite("A list of approvals in Slack")
struct SlackListTests {
    private func message(_ count: Int, next: String? = nil) -> JSONValue {
        let work = SlackWork(
            .grant,
            ["action": "list", "view": "approvals"],
            user: "U0GRACE",
            origin: Fakes.origin,
            responseURL: nil
        )
        let requests: [JSONValue] = (1...count).map { number in
            ["request_id": .string("r\(number)"), "place": .string("0.\(number).0123456789abcdef")]
        }
        var body: [String: JSONValue] = ["message": "50 of 61 requests", "requests": .array(requests)]
        body["next"] = next.map(JSONValue.string)
        let settings = SlackSettings(approversChannel: "C0", accessPortalURL: nil, helpContact: "them")
        return SlackMessages.reply(FunctionReply(status: 200, body: body), to: work, settings).privateAnswer
    }

    @Test("that is longer than a message goes on after the last that is shown")
    func long() {
        let text = message(40).canonicalText
        let shown = (1...40).filter { text.contains("\"r\($0)\"") || text.contains("r\($0)`") }
        #expect(BlockKitTests.problems(message(40)).isEmpty)
        #expect(text.contains("/jit approvals 0.\(shown.last ?? 0).0123456789abcdef"))
        #expect(text.contains("And \(40 - shown.count) more"))
    }

    @Test("that fits goes on where Grant's page ends")
    func whole() {
        #expect(message(2, next: "0.7.0123456789abcdef").canonicalText.contains("/jit approvals 0.7.0123456789abcdef"))
        #expect(!message(2).canonicalText.contains("/jit approvals"))
    }
}
