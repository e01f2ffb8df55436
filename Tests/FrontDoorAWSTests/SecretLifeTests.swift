// SPDX-License-Identifier: Apache-2.0

import AWSClient
import FrontDoor
import HTTPTransport
import Hashing
import JITAccess
import Testing
import TestSupport

@testable import FrontDoorAWS

@Suite("How long a secret is believed")
struct SecretLifeTests {
    private static let old = "first-0123456789abcdef"
    private static let new = "second-0123456789abcdef"

    private static func answer(_ key: String) -> ScriptedTransport.Exchange {
        .json(#"{"SecretString":"{\"signing_key\":\"\#(key)\"}"}"#)
    }

    @Test("A key that was replaced is gone after a minute, though nobody has used the new one")
    func replaced() async throws {
        let transport = ScriptedTransport([Self.answer(Self.old), Self.answer(Self.new)])
        let clock = ManualClock()
        let stored = StoredSigningKey(try client(transport).secretsManager, id: "s", clock: clock)
        #expect(try await stored.current() == Secret(Self.old))
        clock.advance(by: .seconds(59))
        // Being used does not prolong its life.
        #expect(try await stored.current() == Secret(Self.old))
        #expect(transport.sent.count == 1)
        clock.advance(by: .seconds(1))
        #expect(try await stored.current() == Secret(Self.new))
        #expect(try await stored.refreshed(after: Secret(Self.old)) == Secret(Self.new))
        #expect(transport.sent.count == 2)
    }

    @Test("One that cannot be read again is not used beyond its life, and that is said")
    func unreadable() async throws {
        let refused = ScriptedTransport.Exchange.json(
            400,
            #"{"__type":"AccessDeniedException","message":"no"}"#
        )
        let transport = ScriptedTransport([Self.answer(Self.old), refused, refused, Self.answer(Self.new)])
        let clock = ManualClock()
        let stored = StoredSigningKey(try client(transport).secretsManager, id: "hourglass/key", clock: clock)
        _ = try await stored.current()
        clock.advance(by: .seconds(61))
        for _ in 1...2 {
            do throws(WorkFailure) {
                _ = try await stored.current()
                Issue.record("the old one was used")
            } catch {
                #expect(error.message.contains("hourglass/key") && error.message.contains("cannot be read"))
            }
        }
        #expect(try await stored.current() == Secret(Self.new))
    }

    @Test("A clock that was set back prolongs no life")
    func clockSetBack() async throws {
        let transport = ScriptedTransport([Self.answer(Self.old), Self.answer(Self.new)])
        let clock = ManualClock()
        let stored = StoredSigningKey(try client(transport).secretsManager, id: "s", clock: clock)
        _ = try await stored.current()
        clock.advance(by: .seconds(-3600))
        #expect(try await stored.current() == Secret(Self.new))
    }

    @Test("Who needs it at the same moment waits for the same read")
    func together() async throws {
        let transport = ScriptedTransport([Self.answer(Self.old)])
        let stored = StoredSigningKey(try client(transport).secretsManager, id: "s", clock: ManualClock())
        let keys = try await withThrowingTaskGroup(of: Secret.self) { group in
            for _ in 1...20 { group.addTask { try await stored.current() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(keys == Array(repeating: Secret(Self.old), count: 20))
        #expect(transport.sent.count == 1)
    }

    @Test("The Slack app's secrets live no longer")
    func slack() async throws {
        let transport = ScriptedTransport(
            ["one", "two"].map { .json(#"{"SecretString":"{\"bot_token\":\"xoxb\",\"signing_secret\":\"\#($0)\"}"}"#) }
        )
        let clock = ManualClock()
        let stored = StoredSlackSecrets(try client(transport).secretsManager, id: "s", clock: clock)
        #expect(try await stored.current().signingSecret == Secret("one"))
        clock.advance(by: .seconds(60))
        #expect(try await stored.current().signingSecret == Secret("two"))
    }
}
