// SPDX-License-Identifier: Apache-2.0

import Hashing
import JITAccess
import Testing

@testable import FrontDoor

@Suite("The signature of a call from Slack")
struct SlackSignatureTests {
    @Test("The example of Slack's own documentation has the signature that stands there")
    func documented() throws {
        let body = """
            token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&\
            channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&\
            response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&\
            trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c
            """
        let signature = try CallSignature.slack.signature(
            of: WebRequest(path: "/slack/commands", headers: [:], body: Array(body.utf8)),
            timestamp: "1531420618",
            secret: Secret("8f742231b10e8888abcd99yyyzzz85a5")
        )
        #expect(signature == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")
    }

    @Test("Five minutes either way are believed, and not a second more", arguments: [-301, -300, 0, 300, 301])
    func window(seconds: Int) throws {
        let fakes = Fakes()
        let call = try fakes.call(["a": "b"], at: Fakes.now + .seconds(seconds))
        let verdict = CallSignature.slack.verdict(call, secret: Secret(Fakes.signingSecret), now: Fakes.now)
        #expect(verdict == (abs(seconds) <= 300 ? .genuine : .stale))
    }

    @Test("Any change to what was signed is noticed")
    func changed() throws {
        let call = try Fakes().call(["text": "status"])
        let secret = Secret(Fakes.signingSecret)
        func verdict(_ body: [UInt8], _ headers: [String: String?] = [:]) -> CallSignature.Verdict {
            let all = call.headers.merging(headers.compactMapValues(\.self)) { $1 }.filter {
                headers[$0.key] != .some(nil)
            }
            let request = WebRequest(path: call.path, headers: all, body: body)
            return CallSignature.slack.verdict(request, secret: secret, now: Fakes.now)
        }
        #expect(verdict(call.body) == .genuine)
        for index in call.body.indices {
            var body = call.body
            body[index] ^= 1
            #expect(verdict(body) == .wrong)
        }
        #expect(verdict(call.body + [0x20]) == .wrong)
        #expect(verdict(call.body, ["x-slack-signature": nil]) == .wrong)
        #expect(verdict(call.body, ["x-slack-signature": ""]) == .wrong)
        #expect(verdict(call.body, ["x-slack-request-timestamp": nil]) == .wrong)
        #expect(verdict(call.body, ["x-slack-request-timestamp": "+1767225600"]) == .wrong)
        #expect(verdict(call.body, ["x-slack-request-timestamp": "1767225601"]) == .wrong)
        #expect(verdict(call.body, ["x-slack-request-timestamp": "99999999999999999999"]) == .wrong)
    }

    @Test("A secret of Slack prints as ***")
    func secrecy() throws {
        let secret = try #require(
            SlackSecret(json: Array(#"{"bot_token":"xoxb-very","signing_secret":"secret"}"#.utf8))
        )
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped] {
            #expect(!text.contains("very") && !text.contains("\"secret\""))
        }
        for json in ["{}", #"{"bot_token":"x"}"#, #"{"bot_token":"","signing_secret":"s"}"#, "no"] {
            #expect(SlackSecret(json: Array(json.utf8)) == nil)
        }
    }
}
