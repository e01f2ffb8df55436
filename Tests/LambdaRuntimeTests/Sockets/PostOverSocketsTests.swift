// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import TestSupport
import Testing

@testable import LambdaRuntime

@Suite("Sending answers over a real connection")
struct PostOverSocketsTests {
    private static let next = "GET /invocation/next"
    private static let served = "POST /invocation/request-1/response"

    @Test("A post has its length, its type and its sender, and waits for no permission to go on")
    func wireFormat() async throws {
        let server = try RuntimeServer(next: [.event("a/b c")])
        _ = await server.run { _, _ in LambdaResponse(Array(#"{"ok":true}"#.utf8)) }
        let post = server.server.requests[1]
        #expect(post.target == "/2018-06-01/runtime/invocation/a%2Fb%20c/response")
        #expect(post.text == #"{"ok":true}"#)
        #expect(post.headers["Content-Length"] == "11")
        #expect(post.headers["Content-Type"] == "application/json")
        #expect(post.headers["User-Agent"]?.hasPrefix("test/1.0 swift/") == true)
        #expect(post.headers["Expect"] == nil)
        #expect(post.headers["Transfer-Encoding"] == nil)
        #expect(post.headers.fields.filter { $0.name.lowercased() == "content-type" }.count == 1)
    }

    @Test("An empty answer has a length of 0")
    func emptyAnswer() async throws {
        let server = try RuntimeServer(next: [.event()])
        _ = await server.run { _, _ in LambdaResponse([]) }
        #expect(server.server.requests[1].headers["Content-Length"] == "0")
        #expect(server.server.requests[1].body.isEmpty)
    }

    @Test("The longest answer arrives whole; a longer one becomes an error report")
    func longestAnswer() async throws {
        let server = try RuntimeServer(next: [.event("a"), .event("b")])
        _ = await server.run { _, context in
            LambdaResponse([UInt8](repeating: 0x31, count: 6_291_556 + (context.requestID == "a" ? 0 : 1)))
        }
        #expect(
            server.calls == [
                Self.next, "POST /invocation/a/response", Self.next, "POST /invocation/b/error", Self.next,
            ]
        )
        #expect(server.server.requests[1].body.count == 6_291_556)
        let report = server.server.requests[3]
        #expect(report.headers["Lambda-Runtime-Function-Error-Type"] == "Function.ResponseSizeTooLarge")
        #expect(try ReportedError(report.body).errorType == "Function.ResponseSizeTooLarge")
    }

    /// Ways in which the answer to a post may be lost.
    static let lost: [Reply] = [
        .reset, .close, .rawThenClose(Array("HTTP/1.1 202 Acc".utf8)),
        .rawThenReset(Array("HTTP/1.1 202 Accepted\r\nContent-Length: 16\r\n\r\n{".utf8)),
    ]

    @Test("A post whose answer is lost is sent once more over a new connection", arguments: lost.indices)
    func lostAnswer(_ index: Int) async throws {
        let server = try RuntimeServer(next: [.event(), .event("request-2")], post: [Self.lost[index]])
        _ = await server.run { _, context in LambdaResponse(Array(context.requestID.utf8)) }
        #expect(
            server.calls == [
                Self.next, Self.served, Self.served, Self.next, "POST /invocation/request-2/response", Self.next,
            ]
        )
        let posts = server.server.requests[1...2]
        #expect(posts.map(\.text) == ["request-1", "request-1"])
        #expect(Set(posts.map(\.connection)).count == 2)
    }

    @Test("If the first post had arrived, the refusal of the second is no failure")
    func arrivedAfterAll() async throws {
        let server = try RuntimeServer(next: [.event()], post: [Self.lost[3], .json(403, "{}")])
        let journal = Journal()
        let exit = await server.run(journal: journal) { _, _ in LambdaResponse([]) { journal.note("background") } }
        #expect(journal.entries == ["background"])
        #expect(server.calls == [Self.next, Self.served, Self.served, Self.next])
        #expect(exit.message.contains("Test.Over"))
    }

    @Test("A post that fails twice ends the process", arguments: lost.indices)
    func twoFailures(_ index: Int) async throws {
        let server = try RuntimeServer(
            next: [.event(), .event("request-2")],
            post: [Self.lost[index], Self.lost[index]]
        )
        let exit = await server.run()
        #expect(server.calls == [Self.next, Self.served, Self.served])
        #expect(exit.exitCode == 1)
        #expect(exit.message.contains("could not be sent in two attempts"))
    }

    @Test("A refusal is followed by the next event and by no other report", arguments: [400, 403, 410, 413])
    func refusal(_ status: Int) async throws {
        let body = #"{"errorType":"Test.Refused","errorMessage":"why"}"#
        let log = LogCollector()
        let server = try RuntimeServer(next: [.event()], post: [.json(status, body)])
        _ = await server.run(log: log)
        #expect(server.calls == [Self.next, Self.served, Self.next])
        let message = try #require(try log.records().first?["message"] as? String)
        #expect(message.contains("status \(status), Test.Refused: why"))
    }

    @Test("A container error ends the process at once")
    func containerError() async throws {
        let server = try RuntimeServer(next: [.event(), .event()], post: [.json(500, "{}")])
        let exit = await server.run()
        #expect(server.calls == [Self.next, Self.served])
        #expect(exit.exitCode == 1)
    }

    @Test("Work after the answer is done before the next event is asked for")
    func background() async throws {
        let server = try RuntimeServer(next: [.event()])
        let journal = Journal()
        _ = await server.run { _, _ in
            LambdaResponse([]) {
                try? await Task.sleep(for: .milliseconds(20))
                journal.note("after \(server.calls.count) calls")
            }
        }
        #expect(journal.entries == ["after 2 calls"])
        #expect(server.calls.count == 3)
    }
}
