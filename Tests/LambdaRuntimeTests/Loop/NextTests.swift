// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Testing

@testable import LambdaRuntime

@Suite("Asking for the next event")
struct NextTests {
    @Test("Every status has its consequence", arguments: Array(200...599))
    func status(_ status: Int) async throws {
        let answer = HTTPResponse(status: status, headers: ["Lambda-Runtime-Aws-Request-Id": "id"], body: [])
        let performance = await Performance.of(Array(repeating: .answer(answer), count: 3))
        switch status {
        case 200:
            #expect(performance.calls.prefix(2) == ["GET /invocation/next", "POST /invocation/id/response"])
        case 403, 500:
            #expect(performance.calls == ["GET /invocation/next"])
            #expect(performance.exit.exitCode == 1)
            #expect(performance.exit.message.contains("status \(status)"))
        default:
            #expect(performance.calls == Array(repeating: "GET /invocation/next", count: 3))
            #expect(performance.exit.exitCode == 1)
            #expect(performance.exit.message.contains("status \(status)"))
        }
    }

    static let failures = TransportError.Code.allCases.filter { $0 != .cancelled }

    @Test("After a failed exchange it asks again over a new connection, three times in all", arguments: failures)
    func failure(_ code: TransportError.Code) async throws {
        let performance = await Performance.of([.fail(code), .fail(code), .fail(code), .event()])
        let next = "GET /invocation/next"
        #expect(performance.journal == [next, "sleep 0.05 seconds", next, "sleep 0.1 seconds", next])
        #expect(performance.requests.map(\.options.reusesConnection) == [true, false, false])
        guard case .runtimeAPIFailed(let message) = performance.exit else {
            Issue.record("unexpected exit \(performance.exit)")
            return
        }
        #expect(message.contains("scripted failure"))
        #expect(try performance.log.records().last?["level"] as? String == "FATAL")
    }

    @Test("A success makes earlier failures forgotten")
    func recovery() async {
        let twice: [ScriptedTransport.Step] = [.fail(.connectionLost), .status(502), .event(), .accepted]
        let performance = await Performance.of(twice + twice)
        #expect(performance.exit == .cancelled)
        #expect(performance.calls.filter { $0.hasPrefix("POST") }.count == 2)
    }

    @Test("A cancelled task ends the loop at once, and not with success")
    func cancellation() async {
        let performance = await Performance.of([.fail(.cancelled), .event()])
        #expect(performance.calls.count == 1)
        #expect(performance.exit == .cancelled)
        #expect(performance.exit.exitCode != 0)
    }

    @Test(
        "An event without a usable request id is asked for again",
        arguments: [nil, "", "a\rb", "a\nb", "a\u{0}b", "a\u{7F}", ".", "..", String(repeating: "x", count: 257)]
    )
    func brokenRequestID(_ id: String?) async {
        var headers: HTTPHeaders = ["Lambda-Runtime-Deadline-Ms": "1700000060000"]
        headers["Lambda-Runtime-Aws-Request-Id"] = id
        let broken = ScriptedTransport.Step.answer(HTTPResponse(status: 200, headers: headers, body: [0x7B, 0x7D]))
        let performance = await Performance.of([broken, .event("good"), .accepted])
        #expect(
            performance.calls.prefix(3)
                == ["GET /invocation/next", "GET /invocation/next", "POST /invocation/good/response"]
        )
    }

    @Test("What Lambda says about a refusal is in the reason to exit")
    func platformError() async {
        let body = #"{"errorType":"InvalidStateTransition","errorMessage":"Transition from A to B is not allowed"}"#
        let performance = await Performance.of([.status(403, body)])
        let expected = "status 403, InvalidStateTransition: Transition from A to B is not allowed"
        #expect(performance.exit.message.contains(expected))
    }
}
