// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import TestSupport
import Testing

@testable import LambdaRuntime

@Suite("Getting events over a real connection")
struct NextOverSocketsTests {
    private static let next = "GET /invocation/next"
    private static let served = "POST /invocation/request-1/response"

    @Test("Events, answers and failures all go over one connection")
    func oneConnection() async throws {
        let server = try RuntimeServer(next: [.event("a"), .event("b"), .event("c")])
        let exit = await server.run { event, context in
            guard context.requestID != "b" else { throw FunctionFailure("Function.Denied", "No.") }
            return LambdaResponse(event)
        }
        #expect(
            server.calls == [
                Self.next, "POST /invocation/a/response", Self.next, "POST /invocation/b/error",
                Self.next, "POST /invocation/c/response", Self.next,
            ]
        )
        #expect(server.server.connectionCount == 1)
        #expect(exit.message.contains("Test.Over"))
        #expect(exit.exitCode == 1)
    }

    static let event = Reply.eventBytes("request-1", Array(#"{"user_email":"ada@example.com"}"#.utf8))

    /// Ways in which an answer to `/next` may break off.
    static let broken: [Reply] = [
        .reset,
        .close,
        .rawThenClose(Array(event.prefix(20))),
        .rawThenClose(Array(event.dropLast(5))),
        .rawThenReset(Array(event.dropLast(5))),
        .rawThenReset(Array(event.prefix(40))),
        .rawThenClose(Array("not HTTP at all\r\n\r\n".utf8)),
    ]

    @Test("An answer that breaks off is asked for again, and the event is handled once", arguments: broken.indices)
    func brokenAnswer(_ index: Int) async throws {
        let server = try RuntimeServer(next: [Self.broken[index], .raw(Self.event)])
        let journal = Journal()
        _ = await server.run(journal: journal) { event, _ in
            journal.note("handle \(String(decoding: event, as: UTF8.self))")
            return LambdaResponse(event)
        }
        let handled = journal.entries.filter { $0.hasPrefix("handle") }
        #expect(handled == [#"handle {"user_email":"ada@example.com"}"#])
        #expect(server.calls.filter { $0.hasPrefix("POST") } == [Self.served])
    }

    @Test("Answers that keep breaking off end the process after three attempts", arguments: broken.indices)
    func alwaysBroken(_ index: Int) async throws {
        let log = LogCollector()
        let server = try RuntimeServer(next: Array(repeating: Self.broken[index], count: 3) + [.event()])
        let exit = await server.run(log: log)
        #expect(server.calls == [Self.next, Self.next, Self.next])
        #expect(exit.exitCode == 1)
        #expect(exit.message.contains("in 3 attempts"))
        #expect(try log.records().map { $0["level"] as? String } == ["WARN", "WARN", "FATAL"])
    }

    @Test("Where nobody listens, the process ends after three attempts")
    func refused() async throws {
        let port = try RefusedPort()
        let journal = Journal()
        let exit = await RuntimeServer.run(
            against: String(port.url.dropFirst("http://".count)),
            journal: journal
        ) { event, _ in LambdaResponse(event) }
        #expect(exit.exitCode == 1)
        #expect(exit.message.contains("couldNotConnect"))
        #expect(journal.entries == ["sleep 0.05 seconds", "sleep 0.1 seconds"])
    }

    @Test("An answer that comes byte by byte is an event like any other")
    func slowAnswer() async throws {
        let pieces = Self.event.map { [$0] }
        let server = try RuntimeServer(next: [.chunks(pieces, pause: .microseconds(100))])
        _ = await server.run()
        #expect(server.calls.prefix(2) == [Self.next, Self.served])
        #expect(server.server.requests[1].text == #"{"user_email":"ada@example.com"}"#)
    }

    @Test("Waiting for an event is not limited by the time that connecting may take")
    func longWait() async throws {
        let server = try RuntimeServer(next: [.after(.milliseconds(1100), .event())])
        let journal = Journal()
        _ = await server.run(journal: journal)
        #expect(server.calls.prefix(2) == [Self.next, Self.served])
        #expect(journal.entries.isEmpty)
    }

    @Test("An event of 6 MB and 100 bytes arrives whole")
    func largeEvent() async throws {
        let event = (0..<6 * 1024 * 1024 + 100).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let server = try RuntimeServer(next: [.event("request-1", event)])
        let journal = Journal()
        _ = await server.run(journal: journal) { received, _ in
            journal.note(received == event ? "same" : "different")
            return LambdaResponse([])
        }
        #expect(journal.entries == ["same"])
    }

    @Test("Header names in small letters are as good, and the optional headers may be missing")
    func smallLetters() async throws {
        let bytes = Array("HTTP/1.1 200 OK\r\nlambda-runtime-aws-request-id: id\r\ncontent-length: 2\r\n\r\n{}".utf8)
        let server = try RuntimeServer(next: [.raw(bytes)])
        _ = await server.run()
        #expect(server.calls.prefix(2) == [Self.next, "POST /invocation/id/response"])
    }

    @Test("An event without a request id is asked for again")
    func missingRequestID() async throws {
        let server = try RuntimeServer(next: [.json(200, "{}"), .event()])
        _ = await server.run()
        #expect(server.calls.prefix(3) == [Self.next, Self.next, Self.served])
    }

    @Test("Cancelling the task ends the wait at once")
    func cancellation() async throws {
        let server = try RuntimeServer(next: [.hang])
        let task = Task { await server.run() }
        #expect(await eventually(within: .seconds(30)) { server.server.requests.count == 1 })
        task.cancel()
        #expect(await task.value == .cancelled)
    }
}
