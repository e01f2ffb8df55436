// SPDX-License-Identifier: Apache-2.0

import Foundation
@testable import LocalLambda
import Testing

@Suite("The Runtime API on loopback", .timeLimit(.minutes(2)))
struct LocalRuntimeAPITests {
    /// Runs a test against a started Runtime API, which is stopped afterwards.
    private func withAPI(
        observe: @escaping @Sendable (RuntimeAPIEvent) -> Void = { _ in },
        _ body: (LocalRuntimeAPI, HTTPRuntime) async throws -> Void
    ) async throws {
        let api = LocalRuntimeAPI(observe: observe)
        let runtime = HTTPRuntime(address: try await api.start())
        do {
            try await body(api, runtime)
        } catch {
            await api.stop()
            throw error
        }
        await api.stop()
    }

    @Test("An event reaches the runtime and its answer the invoker")
    func answer() async throws {
        try await withAPI { api, runtime in
            let request = InvocationRequest(event: Data(#"{"a":1}"#.utf8), requestID: "one")
            async let answer = api.invoke(request)
            let next = try await runtime.next()
            #expect(next.status == 200)
            #expect(next.body == request.event)
            #expect(next.headers["lambda-runtime-aws-request-id"] == "one")
            let posted = try await runtime.respond(to: "one", Data("42".utf8))
            #expect(posted.status == 202)
            #expect(posted.json == ["status": "OK"])
            #expect(try await answer == .response(Data("42".utf8)))
            #expect(await api.state == .responseSent(requestID: "one"))
        }
    }

    @Test("Events are handed over in the order they came")
    func order() async throws {
        try await withAPI { api, runtime in
            try await withThrowingTaskGroup(of: RuntimeAnswer.self) { invokers in
                for id in ["one", "two", "three"] {
                    invokers.addTask { try await api.invoke(InvocationRequest(event: Data(), requestID: id)) }
                    // The order in which tasks begin is not that in which they are made.
                    try await until { await api.queuedRequestIDs.last == id }
                }
                for id in ["one", "two", "three"] {
                    let next = try await runtime.next()
                    #expect(next.headers["lambda-runtime-aws-request-id"] == id)
                    _ = try await runtime.respond(to: id)
                }
                try await invokers.waitForAll()
            }
        }
    }

    @Test("A runtime that asks again before it has answered gets the same event")
    func repeatedNext() async throws {
        try await withAPI { api, runtime in
            async let answer = api.invoke(InvocationRequest(event: Data("7".utf8), requestID: "one"))
            let first = try await runtime.next()
            let second = try await runtime.next()
            #expect(first.body == second.body)
            #expect(second.headers["lambda-runtime-aws-request-id"] == "one")
            _ = try await runtime.respond(to: "one")
            _ = try await answer
        }
    }

    @Test("An error reaches the invoker with its type, message and body")
    func error() async throws {
        try await withAPI { api, runtime in
            async let answer = api.invoke(InvocationRequest(event: Data(), requestID: "one"))
            _ = try await runtime.next()
            let body = Data(#"{"errorType":"Denied","errorMessage":"no","stackTrace":[]}"#.utf8)
            let headers = ["Lambda-Runtime-Function-Error-Type": "Function.Denied"]
            #expect(try await runtime.fail("one", body, headers: headers).status == 202)
            guard case .error(let error) = try await answer else { throw Unexpected() }
            #expect(error.type == "Denied")
            #expect(error.message == "no")
            #expect(error.platformType == "Function.Denied")
            #expect(error.body == body)
        }
    }

    @Test("An answer to an unknown request id is refused with 400 and leaves the invocation running")
    func unknownRequestID() async throws {
        try await withAPI { api, runtime in
            #expect(try await runtime.respond(to: "one").json?["errorType"] == "InvalidRequestID")
            async let answer = api.invoke(InvocationRequest(event: Data(), requestID: "one"))
            _ = try await runtime.next()
            for refused in [try await runtime.respond(to: "two"), try await runtime.fail("two")] {
                #expect(refused.status == 400)
                #expect(refused.json?["errorType"] == "InvalidRequestID")
            }
            #expect(await api.state == .running(requestID: "one"))
            _ = try await runtime.respond(to: "one", Data("1".utf8))
            #expect(try await answer == .response(Data("1".utf8)))
        }
    }

    @Test("An answer that names another invocation of the same request is refused; one that names none is taken")
    func invocationID() async throws {
        let header = "Lambda-Runtime-Invocation-Id"
        try await withAPI { api, runtime in
            var earlier = ""
            for round in 1...2 {
                async let answer = api.invoke(InvocationRequest(event: Data(), requestID: "one"))
                let id = try #require(try await runtime.next().headers[header.lowercased()])
                #expect(id != earlier)
                for late in [
                    try await runtime.respond(to: "one", headers: [header: "\(earlier)x"]),
                    try await runtime.fail("one", headers: [header: "\(earlier)x"]),
                ] {
                    #expect(late.status == 400)
                    #expect(late.json?["errorType"] == "InvalidRequestID")
                }
                #expect(await api.state == .running(requestID: "one"))
                let posted = try await runtime.respond(to: "one", headers: round == 1 ? [header: id] : [:])
                #expect(posted.status == 202)
                _ = try await answer
                earlier = id
            }
        }
    }

    @Test("A second answer is refused with 403; the invoker has the first")
    func secondAnswer() async throws {
        try await withAPI { api, runtime in
            async let answer = api.invoke(InvocationRequest(event: Data(), requestID: "one"))
            _ = try await runtime.next()
            _ = try await runtime.respond(to: "one", Data("1".utf8))
            for refused in [try await runtime.respond(to: "one"), try await runtime.fail("one")] {
                #expect(refused.status == 403)
                #expect(refused.json?["errorType"] == "InvalidStateTransition")
            }
            #expect(try await answer == .response(Data("1".utf8)))
        }
    }

    @Test("A start that failed is reported once, and no event is given out any more")
    func initError() async throws {
        let events = Collected<RuntimeAPIEvent>()
        try await withAPI(observe: { events.add($0) }) { api, runtime in
            let body = Data(#"{"errorType":"ConfigurationError","errorMessage":"no table"}"#.utf8)
            let reported = try await runtime.failInit(body)
            #expect(reported.status == 202)
            #expect(await api.state == .initFailed)
            #expect(try await runtime.failInit(body).status == 403)
            #expect(try await runtime.next().status == 403)
        }
        guard case .initFailed(let error) = events.all.first else { throw Unexpected() }
        #expect(error.type == "ConfigurationError")
        #expect(error.platformType == "Runtime.Unknown")
    }

    @Test("A start cannot fail any more once an event was asked for")
    func lateInitError() async throws {
        try await withAPI { api, runtime in
            async let answer = api.invoke(InvocationRequest(event: Data(), requestID: "one"))
            _ = try await runtime.next()
            #expect(try await runtime.failInit().status == 403)
            _ = try await runtime.respond(to: "one")
            _ = try await answer
        }
    }

    @Test("Unknown paths are 404, wrong methods 405, and the ping is answered")
    func otherCalls() async throws {
        try await withAPI { _, runtime in
            let unknown = try await runtime.call("GET", "runtime/other")
            #expect(unknown.status == 404)
            let wrongMethod = try await runtime.call("POST", "runtime/invocation/next", body: Data())
            #expect(wrongMethod.status == 405)
            let ping = try await runtime.call("GET", "ping")
            #expect(ping.body == Data("pong".utf8))
        }
    }

    @Test("Stopping ends the wait of the runtime and of the invokers")
    func stop() async throws {
        let api = LocalRuntimeAPI()
        let runtime = HTTPRuntime(address: try await api.start())
        let first = Task { try await api.invoke(InvocationRequest(event: Data(), requestID: "one")) }
        _ = try await runtime.next()
        let second = Task { try await api.invoke(InvocationRequest(event: Data(), requestID: "two")) }
        try await until { await api.queuedRequestIDs == ["two"] }
        await api.stop()
        await #expect(throws: LocalRuntimeAPIError.stopped) { try await first.value }
        await #expect(throws: LocalRuntimeAPIError.stopped) { try await second.value }
        await #expect(throws: LocalRuntimeAPIError.stopped) {
            try await api.invoke(InvocationRequest(event: Data(), requestID: "three"))
        }
    }

    @Test("A cancelled invoker stops waiting, and the runtime's answer is accepted all the same")
    func cancelledInvoker() async throws {
        try await withAPI { api, runtime in
            let invoker = Task { try await api.invoke(InvocationRequest(event: Data(), requestID: "one")) }
            _ = try await runtime.next()
            invoker.cancel()
            await #expect(throws: CancellationError.self) { try await invoker.value }
            #expect(try await runtime.respond(to: "one").status == 202)
        }
    }

    @Test("A port that is taken is reported with its number")
    func portTaken() async throws {
        try await withAPI { _, runtime in
            let port = try #require(UInt16(runtime.address.split(separator: ":").last ?? ""))
            let error = await #expect(throws: LocalRuntimeAPIError.self) {
                _ = try await LocalRuntimeAPI().start(port: port)
            }
            #expect("\(try #require(error))".contains("127.0.0.1 port \(port)"))
        }
    }
}
