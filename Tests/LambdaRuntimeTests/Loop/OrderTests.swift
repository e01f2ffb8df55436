// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Testing

@testable import LambdaRuntime

@Suite("The order of things in an invocation")
struct OrderTests {
    @Test("Background work runs after the answer was accepted and before the next event is asked for")
    func background() async {
        let performance = await Performance.of([.event(), .accepted]) { _, _, journal in
            journal.note("handle")
            return LambdaResponse([]) {
                journal.note("background begins")
                await Task.yield()
                journal.note("background ends")
            }
        }
        #expect(
            performance.journal == [
                "GET /invocation/next", "trace unset", "handle", "POST /invocation/request-1/response",
                "background begins", "background ends", "GET /invocation/next",
            ]
        )
    }

    @Test("Background work does not run if the answer was not accepted", arguments: [400, 403, 410, 413, 500])
    func refused(_ status: Int) async {
        let performance = await Performance.of([.event(), .status(status)]) { _, _, journal in
            LambdaResponse([]) { journal.note("background") }
        }
        #expect(!performance.journal.contains("background"))
    }

    @Test("The trace id is set before the handler runs, and unset for an event without one")
    func trace() async {
        let trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
        let steps: [ScriptedTransport.Step] = [
            .event("request-1", headers: ["lambda-runtime-trace-id": trace]), .accepted, .event("request-2"), .accepted,
        ]
        let performance = await Performance.of(steps) { _, context, journal in
            journal.note("handle \(context.traceID ?? "without trace")")
            return LambdaResponse([])
        }
        #expect(
            performance.journal.filter { $0.hasPrefix("trace") || $0.hasPrefix("handle") }
                == ["trace \(trace)", "handle \(trace)", "trace unset", "handle without trace"]
        )
    }

    @Test("A failing handler is reported and the function lives on")
    func failure() async throws {
        let steps: [ScriptedTransport.Step] = [.event(), .accepted, .event("request-2"), .accepted]
        let performance = await Performance.of(steps) { _, context, _ in
            guard context.requestID == "request-2" else {
                throw FunctionFailure("Function.Denied", "Ask your administrator.")
            }
            return LambdaResponse([])
        }
        let post = performance.requests[1]
        #expect(post.summary == "POST /invocation/request-1/error")
        #expect(post.headers["Lambda-Runtime-Function-Error-Type"] == "Function.Denied")
        #expect(post.headers["Content-Type"] == "application/json")
        #expect(performance.calls[3] == "POST /invocation/request-2/response")
        let record = try #require(try performance.log.records().first)
        #expect(record["level"] as? String == "ERROR")
        #expect(record["message"] as? String == "The invocation failed: Ask your administrator.")
        #expect(record["errorType"] as? String == "Function.Denied")
        #expect(record["requestId"] as? String == "request-1")
    }
}
