// SPDX-License-Identifier: Apache-2.0

import JITAccess
import Testing

@testable import FrontDoor

@Suite("What Slack is told of what is on record")
struct SlackNotifierTests {
    private let fakes = Fakes()

    private func tell(_ sequence: Int, _ action: String, _ status: String) async throws -> JSONValue {
        let outcome = try await fakes.gateway.handle(
            Sample.stream((sequence, action, status)),
            by: .integration("events"),
            id: "i1"
        )
        return try JSONValue(parsing: Array(outcome.json.utf8))
    }

    private let done: JSONValue = [:]

    @Test("A pending request is posted to the approvers with its digest, and the message follows what becomes of it")
    func approvers() async throws {
        fakes.requests.put(try Sample.record())
        #expect(try await tell(1, "REQUEST", "PENDING") == done)
        let posted = try #require(fakes.slack.calls(.postMessage).first)
        #expect(posted["channel"] == "C0APPROVERS")
        let text = JSONValue.object(posted).canonicalText
        #expect(text.contains("r1 \(try Sample.record().digest)"))
        #expect(text.contains("Look at <the> queue & leave"))

        fakes.requests.put(try Sample.record(Sample.leased(), approvals: [Sample.approval]))
        #expect(try await tell(2, "APPROVE", "SUCCESS") == done)
        let updated = try #require(fakes.slack.calls(.updateMessage).first)
        #expect(updated["channel"] == "C0APPROVERS")
        #expect(updated["ts"] == "1767225600.1")
        let shown = JSONValue.object(updated).canonicalText
        #expect(shown.contains("Approved by grace@example.com"))
        #expect(!shown.contains(#""type":"button""#))
    }

    @Test(
        "The requester hears of access that is usable, of its end, of failure and of a rejection",
        arguments: [
            ("GRANT", "SUCCESS", "Your access is ready"), ("REVOKE", "SUCCESS", "Your access has ended"),
            ("GRANT", "ERROR", "could not be given"),
        ]
    )
    func requester(action: String, status: String, expected: String) async throws {
        fakes.requests.put(try Sample.record(Sample.leased()))
        #expect(try await tell(4, action, status) == done)
        let told = try #require(fakes.slack.calls(.postMessage).first)
        #expect(told["channel"] == "DU0ADA")
        #expect(told["text"]?.text?.contains(expected) == true)
    }

    @Test("The same event is told once; after trouble it is told again")
    func atLeastOnce() async throws {
        fakes.requests.put(try Sample.record(Sample.leased()))
        fakes.slack.fail(.openConversation, .unreachable("down"))
        // Lambda tries an invocation again that fails, and only such a one.
        await #expect(throws: WorkFailure.self) { try await tell(4, "GRANT", "SUCCESS") }
        fakes.slack.fail(.openConversation, nil)
        #expect(try await tell(4, "GRANT", "SUCCESS") == done)
        #expect(try await tell(4, "GRANT", "SUCCESS") == done)
        #expect(fakes.slack.calls(.postMessage).count == 1)
    }

    @Test("After a record that could not be told of the later ones wait")
    func order() async throws {
        fakes.requests.put(try Sample.record(Sample.leased()))
        fakes.slack.fail(.openConversation, .rateLimited(.seconds(30)))
        let event = Sample.stream((4, "GRANT", "SUCCESS"), (5, "REVOKE", "SUCCESS"))
        await #expect(throws: WorkFailure.self) {
            try await fakes.gateway.handle(event, by: .integration("events"), id: "i1")
        }
        #expect(fakes.slack.calls(.openConversation).count == 1)
    }

    @Test("What Slack will always refuse does not hold the others up, and is in the log")
    func refused() async throws {
        fakes.requests.put(try Sample.record())
        fakes.slack.fail(.postMessage, .refused("msg_too_long"))
        #expect(try await tell(1, "REQUEST", "PENDING") == done)
        #expect(fakes.log.all.contains { $0.contains("msg_too_long") })
        #expect(try await waiting() == false)
    }

    /// What the schedule measures a minute later: whether notices wait.
    private func waiting() async throws -> Bool? {
        fakes.clock.advance(by: .seconds(60))
        let before = fakes.metrics.recorded.count
        _ = try await fakes.gateway.handle([], by: .direct, id: "minute")
        guard case .noticesWaiting(let isWaiting)? = fakes.metrics.recorded.dropFirst(before).first else { return nil }
        return isWaiting
    }

    @Test(
        "What Slack refuses until somebody mends the set-up waits, is measured for the alarm, and is posted when it is mended",
        arguments: [
            .refused("not_in_channel"), .refused("channel_not_found"), .refused("is_archived"),
            .refused("restricted_action"), .notSetUp("missing_scope"), .notSetUp("invalid_auth"),
        ] as [SlackError]
    )
    func notSetUp(error: SlackError) async throws {
        fakes.requests.put(try Sample.record())
        fakes.slack.fail(.postMessage, error)
        #expect(try await tell(1, "REQUEST", "PENDING") == done)
        #expect(fakes.log.all.contains { $0.contains("waits until this is mended") })
        for _ in 1...3 { #expect(try await waiting() == true) }
        fakes.slack.fail(.postMessage, nil)
        let before = fakes.slack.calls(.postMessage).count
        #expect(try await waiting() == false)
        let posted = fakes.slack.calls(.postMessage).dropFirst(before)
        #expect(posted.count == 1)
        #expect(posted.first?["channel"] == "C0APPROVERS")
        // It is the message that later events change, and it is posted once.
        #expect(try await waiting() == false)
        #expect(fakes.slack.calls(.postMessage).count == before + 1)
        fakes.requests.put(try Sample.record(Sample.leased(), approvals: [Sample.approval]))
        _ = try await tell(2, "APPROVE", "SUCCESS")
        #expect(fakes.slack.calls(.updateMessage).count == 1)
    }

    @Test("What somebody is to hear waits too, until the app may write to people")
    func requesterWaits() async throws {
        fakes.requests.put(try Sample.record(Sample.leased()))
        fakes.slack.fail(.openConversation, .notSetUp("missing_scope"))
        #expect(try await tell(4, "GRANT", "SUCCESS") == done)
        #expect(try await waiting() == true)
        fakes.slack.fail(.openConversation, nil)
        #expect(try await waiting() == false)
        #expect(fakes.slack.calls(.postMessage).map { $0["channel"] } == ["DU0ADA"])
    }

    @Test(
        "The requester hears that it was decided, whatever becomes of the channel's message",
        arguments: [
            .refused("message_not_found"), .refused("not_in_channel"), .unreachable("down"), .rateLimited(.seconds(30)),
        ] as [SlackError]
    )
    func independent(error: SlackError) async throws {
        fakes.requests.put(try Sample.record())
        _ = try await tell(1, "REQUEST", "PENDING")
        fakes.requests.put(try Sample.record(Sample.closed(.rejected)))
        fakes.slack.fail(.updateMessage, error)
        // The same event comes again where it may be of use; nobody hears the same twice.
        for _ in 1...3 { _ = try? await tell(2, "REJECT", "SUCCESS") }
        #expect(fakes.slack.calls(.postMessage).filter { $0["channel"] == "DU0ADA" }.count == 1)
    }

    @Test("What has no place any more is tried again by Lambda, and ends where the alarm is")
    func full() async throws {
        fakes.slack.fail(.postMessage, .refused("not_in_channel"))
        fakes.requests.put(try Sample.record())
        for number in 1...100 { #expect(try await tell(number, "REQUEST", "PENDING") == done) }
        await #expect(throws: WorkFailure.self) { try await tell(101, "REQUEST", "PENDING") }
    }

    @Test(
        "Refusals, reads and what needs no approval are nothing for the channel",
        arguments: [
            ("REQUEST", "DENIED"), ("READ", "DENIED"), ("APPROVE", "DENIED"), ("GRANT", "STARTED"),
            ("REQUEST", "SUCCESS"), ("RELEASE", "SUCCESS"),
        ]
    )
    func silent(action: String, status: String) async throws {
        fakes.requests.put(try Sample.record(Sample.leased()))
        #expect(try await tell(2, action, status) == done)
        #expect(fakes.slack.calls.isEmpty)
    }

    @Test("Somebody who is not in Slack is not told, and nobody else is")
    func stranger() async throws {
        fakes.requests.put(try Sample.record(Sample.leased(), email: "edith@elsewhere.example"))
        #expect(try await tell(4, "GRANT", "SUCCESS") == done)
        #expect(fakes.slack.calls(.postMessage).isEmpty)
    }

    @Test("A quarter of an hour before the end the requester is reminded, once for each end")
    func endsSoon() async throws {
        fakes.requests.put(try Sample.record(Sample.leased(until: Fakes.now + .seconds(16 * 60))))
        func remind() async throws { _ = try await fakes.gateway.handle([], by: .direct, id: "i1") }
        try await remind()
        #expect(fakes.slack.calls.isEmpty)
        fakes.clock.advance(by: .seconds(60))
        try await remind()
        try await remind()
        let told = fakes.slack.calls(.postMessage)
        #expect(told.count == 1)
        let text = JSONValue.object(told.first ?? [:]).canonicalText
        #expect(text.contains(#""action_id":"extend""#) && text.contains(#""action_id":"end""#))
        // It was prolonged: the new end is another one.
        fakes.requests.put(try Sample.record(Sample.leased(until: Fakes.now + .seconds(20 * 60))))
        fakes.clock.advance(by: .seconds(300))
        try await remind()
        #expect(fakes.slack.calls(.postMessage).count == 2)
    }

    @Test("Approvers are reminded, beside the request, before the time to decide is over")
    func timesOutSoon() async throws {
        fakes.requests.put(try Sample.record())
        _ = try await tell(1, "REQUEST", "PENDING")
        fakes.clock.advance(by: .seconds(3600 - 600))
        for _ in 1...2 { _ = try await fakes.gateway.handle([], by: .direct, id: "i1") }
        let told = fakes.slack.calls(.postMessage)
        #expect(told.count == 2)
        #expect(told.last?["thread_ts"] == "1767225600.1")
    }
}
