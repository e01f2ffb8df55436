// SPDX-License-Identifier: Apache-2.0

import FrontDoor
import HTTPTransport
import JITAccess
import Testing
import TestSupport

@testable import FrontDoorAWS

@Suite("Slack's Web API")
struct SlackWebAPITests {
    private let clock = ManualClock()

    private func api(_ transport: ScriptedTransport, _ secrets: any SlackSecrets = FixedSecrets()) -> SlackWebAPI {
        SlackWebAPI(transport: transport, base: "https://slack.com", secrets: secrets, clock: clock)
    }

    @Test("A method is called with the token in its header, and JSON or a form as Slack takes it")
    func calls() async throws {
        let transport = ScriptedTransport([.json(#"{"ok":true,"ts":"1.2"}"#)])
        let answer = try await api(transport).call(.postMessage, ["channel": "C0", "text": "ä"])
        #expect(answer == ["ok": true, "ts": "1.2"])
        _ = try await api(transport).call(.lookUpByEmail, ["email": "a+b@example.com"])
        let sent = transport.sent
        #expect(
            sent.map(\.url) == ["https://slack.com/api/chat.postMessage", "https://slack.com/api/users.lookupByEmail"]
        )
        #expect(sent.allSatisfy { $0.headers["Authorization"] == "Bearer xoxb-1" })
        #expect(String(decoding: sent[0].body, as: UTF8.self) == #"{"channel":"C0","text":"ä"}"#)
        #expect(String(decoding: sent[1].body, as: UTF8.self) == "email=a%2Bb%40example.com")
        #expect(sent.allSatisfy { !$0.options.allowsPlainHTTP })
    }

    @Test("Too many calls: it waits as long as Slack says, and gives up where that is too long")
    func rateLimit() async throws {
        let limited = ScriptedTransport.Exchange.json(429, "", headers: ["Retry-After": "2"])
        let transport = ScriptedTransport([limited, limited, .json(#"{"ok":true}"#)])
        _ = try await api(transport).call(.openConversation, [:])
        #expect(clock.slept == [.seconds(2), .seconds(2)])
        let long = ScriptedTransport([.json(429, "", headers: ["Retry-After": "30"])])
        await #expect(throws: SlackError.rateLimited(.seconds(30))) { try await api(long).call(.openConversation, [:]) }
        #expect(long.sent.count == 1)
        let always = ScriptedTransport([limited])
        await #expect(throws: SlackError.rateLimited(.seconds(2))) {
            try await api(always).call(.openConversation, [:])
        }
        #expect(always.sent.count == 3)
    }

    @Test(
        "A token that Slack refuses is looked for anew; if there is no newer one it is not Slack's last word",
        arguments: [
            "invalid_auth", "token_revoked", "token_expired", "account_inactive",
        ]
    )
    func rotation(fault: String) async throws {
        let refused = ScriptedTransport.Exchange.json(#"{"ok":false,"error":"\#(fault)"}"#)
        let transport = ScriptedTransport([refused, .json(#"{"ok":true}"#)])
        _ = try await api(transport, FixedSecrets(newer: FixedSecrets.secret("xoxb-2"))).call(.updateMessage, [:])
        #expect(transport.sent.map { $0.headers["Authorization"] } == ["Bearer xoxb-1", "Bearer xoxb-2"])
        await #expect(throws: SlackError.notSetUp(fault)) {
            try await api(ScriptedTransport([refused])).call(.updateMessage, [:])
        }
    }

    @Test(
        "What Slack says no to is told apart from what it could not do",
        arguments: [
            (200, #"{"ok":false,"error":"channel_not_found"}"#, SlackError.refused("channel_not_found")),
            (200, #"{"ok":false,"error":"internal_error"}"#, .unreachable("internal_error")),
            (500, "oops", .unreachable("chat.update answers 500")),
            (200, "<html>", .unreachable("chat.update answers 200")),
            (200, "{}", .unreachable("chat.update says nothing")),
        ]
    )
    func faults(status: Int, body: String, error: SlackError) async throws {
        let transport = ScriptedTransport([.json(status, body)])
        await #expect(throws: error) { try await api(transport).call(.updateMessage, [:]) }
    }

    @Test("Neither the token nor what was sent is in the error of a call that got no answer")
    func secrecy() async throws {
        let transport = ScriptedTransport { _, _ in .failure(TransportError(.timedOut, "slack.com: too slow")) }
        do throws(SlackError) {
            _ = try await api(transport).call(.postMessage, ["text": "very secret"])
            Issue.record("it did not fail")
        } catch {
            #expect(!error.message.contains("xoxb") && !error.message.contains("very secret"))
        }
    }

    @Test("An answer to an interaction goes without the token")
    func response() async throws {
        let transport = ScriptedTransport([.json("ok")])
        let url = try #require(SlackResponseURL("https://hooks.slack.com/x", base: "https://hooks.slack.com/"))
        try await api(transport).respond(at: url, ["text": "x"])
        #expect(transport.sent.first?.headers["Authorization"] == nil)
        let gone = ScriptedTransport([.json(404, "expired_url")])
        await #expect(throws: SlackError.self) { try await api(gone).respond(at: url, [:]) }
    }
}
