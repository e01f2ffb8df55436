// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Testing

@testable import LambdaRuntime

/// An endpoint that takes what came of an invocation, and a handler that makes the loop use it.
enum PostEndpoint: String, CaseIterable, Sendable {
    case response
    case error

    var call: String { "POST /invocation/request-1/\(rawValue)" }

    func handle() throws -> LambdaResponse {
        switch self {
        case .response: LambdaResponse([0x31])
        case .error: throw FunctionFailure("Function.Denied", "No.")
        }
    }
}

@Suite("Answers to a post about an invocation")
struct PostStatusTests {
    @Test("Every status has its consequence", arguments: PostEndpoint.allCases, Array(200...599))
    func status(_ endpoint: PostEndpoint, _ status: Int) async throws {
        let steps: [ScriptedTransport.Step] = [.event(), .status(status), .event("request-2"), .accepted]
        let performance = await Performance.of(steps) { _, context, _ in
            try context.requestID == "request-1" ? endpoint.handle() : LambdaResponse([])
        }
        let next = "GET /invocation/next"
        switch status {
        case 200...499:
            // One post only: nothing is reported after a refusal, which would be refused as well.
            #expect(performance.calls == [next, endpoint.call, next, "POST /invocation/request-2/response", next])
            #expect(performance.exit == .cancelled)
        default:
            #expect(performance.calls == [next, endpoint.call])
            #expect(performance.exit.exitCode == 1)
            #expect(performance.exit.message.contains("status \(status)"))
        }
        let wasLogged = try performance.messages().contains { $0.contains("status \(status)") }
        #expect(wasLogged == !(200...299).contains(status))
    }

    @Test("A second try that is refused with 403 means that the first one arrived", arguments: PostEndpoint.allCases)
    func lostAnswer(_ endpoint: PostEndpoint) async {
        let steps: [ScriptedTransport.Step] = [.event(), .fail(.connectionLost), .status(403), .event("request-2")]
        let performance = await Performance.of(steps) { _, _, journal in
            var response = try endpoint.handle()
            response.afterResponse = { journal.note("background") }
            return response
        }
        let next = "GET /invocation/next"
        let background = endpoint == .response ? ["background"] : []
        let calls = performance.journal.filter { !$0.hasPrefix("trace") }
        #expect(
            Array(calls.prefix(4 + background.count)) == [next, endpoint.call, endpoint.call] + background + [next]
        )
    }

    @Test("A post that fails is sent once more over a new connection", arguments: NextTests.failures)
    func retry(_ code: TransportError.Code) async {
        let performance = await Performance.of([.event(), .fail(code), .accepted]) { _, _, _ in
            try PostEndpoint.response.handle()
        }
        let call = PostEndpoint.response.call
        #expect(performance.calls == ["GET /invocation/next", call, call, "GET /invocation/next"])
        #expect(performance.requests[1].body == performance.requests[2].body)
        #expect(performance.requests.map(\.options.reusesConnection) == [true, true, false, true])
        #expect(performance.exit == .cancelled)
    }

    @Test("A post that fails twice ends the process with the cause", arguments: PostEndpoint.allCases)
    func twoFailures(_ endpoint: PostEndpoint) async {
        let steps: [ScriptedTransport.Step] = [.event(), .fail(.connectionLost), .fail(.couldNotConnect), .event()]
        let performance = await Performance.of(steps) { _, _, _ in try endpoint.handle() }
        #expect(performance.calls == ["GET /invocation/next", endpoint.call, endpoint.call])
        #expect(performance.exit.exitCode == 1)
        #expect(performance.exit.message.contains("couldNotConnect"))
    }

    @Test("An event whose answers are always refused does not keep the handler running in a circle")
    func circle() async {
        let round: [ScriptedTransport.Step] = [.event(), .status(400)]
        let performance = await Performance.of(Array(repeating: round, count: 10).flatMap { $0 })
        #expect(performance.calls.count == 6)
        #expect(performance.exit.exitCode == 1)
        #expect(performance.exit.message.contains("refusing"))
    }

    @Test("Refusals of different events do not add up")
    func refusalsOfDifferentEvents() async {
        let steps = (1...5).flatMap { [ScriptedTransport.Step.event("request-\($0)"), .status(410)] }
        let performance = await Performance.of(steps)
        #expect(performance.calls.count == 11)
        #expect(performance.exit == .cancelled)
    }
}
