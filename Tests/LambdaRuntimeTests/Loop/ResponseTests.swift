// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Testing

@testable import LambdaRuntime

@Suite("The answer to an invocation")
struct ResponseTests {
    @Test("It is sent as the handler gave it, as JSON, for the invocation it answers")
    func shape() async {
        let performance = await Performance.of([.event(), .accepted]) { _, _, _ in
            LambdaResponse(Array(#"{"a":[1,2]}"#.utf8))
        }
        let post = performance.requests[1]
        #expect(post.url == "http://127.0.0.1:9001/2018-06-01/runtime/invocation/request-1/response")
        #expect(post.body == Array(#"{"a":[1,2]}"#.utf8))
        #expect(post.headers["Content-Type"] == "application/json")
        #expect(post.headers["Lambda-Runtime-Function-Error-Type"] == nil)
    }

    @Test("The invocation id goes back with the answer and with an error, and where there is none nothing does")
    func invocationID() async {
        let steps: [ScriptedTransport.Step] = [
            .event(headers: ["Lambda-Runtime-Invocation-Id": "i-1"]), .accepted,
            // The same event again: a late answer to the first delivery is none to this one.
            .event(headers: ["lambda-runtime-invocation-id": "i-2"]), .accepted, .event("request-2"), .accepted,
        ]
        let performance = await Performance.of(steps) { _, _, journal in
            journal.note("handled")
            guard journal.entries.count(where: { $0 == "handled" }) != 2 else { throw CancellationError() }
            return LambdaResponse(Array("{}".utf8))
        }
        let posts = performance.requests.filter { $0.method == .post }
        #expect(posts.map { $0.headers["Lambda-Runtime-Invocation-Id"] } == ["i-1", "i-2", nil])
        #expect(posts.map { $0.url.hasSuffix("/error") } == [false, true, false])
    }

    @Test("The request id is percent-encoded in the URL")
    func encodedRequestID() async {
        let performance = await Performance.of([.event("a/b?c#d e%é"), .accepted])
        #expect(
            performance.requests[1].url
                == "http://127.0.0.1:9001/2018-06-01/runtime/invocation/a%2Fb%3Fc%23d%20e%25%C3%A9/response"
        )
    }

    @Test("Only /next may wait for ever; nothing goes through a proxy; every call says who is calling")
    func options() async {
        let performance = await Performance.of([.event(), .accepted])
        #expect(performance.requests.map(\.options.timeout) == [nil, .seconds(10), nil])
        for request in performance.requests {
            #expect(request.options.proxy == .none)
            #expect(request.options.allowsPlainHTTP)
            #expect(request.options.connectTimeout == .seconds(1))
            #expect(request.headers["User-Agent"]?.hasPrefix("test/1.0 swift/") == true)
        }
    }

    @Test("An event of 6 MB and 100 bytes is within what may be received, and arrives whole")
    func largeEvent() async {
        let event = [UInt8](repeating: 0x20, count: 6 * 1024 * 1024 + 100)
        let performance = await Performance.of([.event(body: event), .accepted]) { event, _, _ in
            LambdaResponse(Array("\(event.count)".utf8))
        }
        #expect(performance.requests[0].options.maximumResponseBytes > event.count)
        #expect(performance.requests[1].body == Array("6291556".utf8))
    }

    @Test("An answer of 6 291 556 bytes is sent; one byte more is reported as Function.ResponseSizeTooLarge")
    func size() async throws {
        let steps: [ScriptedTransport.Step] = [.event(), .accepted, .event("request-2"), .accepted]
        let performance = await Performance.of(steps) { _, context, journal in
            let excess = context.requestID == "request-1" ? 0 : 1
            return LambdaResponse([UInt8](repeating: 0x31, count: 6_291_556 + excess)) {
                journal.note("background of \(context.requestID)")
            }
        }
        #expect(performance.requests[1].body.count == 6_291_556)
        #expect(performance.calls[3] == "POST /invocation/request-2/error")
        let report = try ReportedError(performance.requests[3].body)
        #expect(report.errorType == "Function.ResponseSizeTooLarge")
        #expect(report.errorMessage == "The answer has 6291557 bytes; Lambda delivers at most 6291556.")
        #expect(report.requestId == "request-2")
        #expect(performance.journal.filter { $0.hasPrefix("background") } == ["background of request-1"])
    }
}
