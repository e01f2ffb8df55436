// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import LocalLambda

@Suite("The size limits of the Runtime API", .timeLimit(.minutes(2)))
struct SizeLimitTests {
    /// Bytes that differ from place to place, so that a lost or doubled piece shows.
    private func pattern(_ count: Int) -> Data {
        let block = Data((0..<1009).map { UInt8(truncatingIfNeeded: $0 * 31) })
        var data = Data()
        while data.count < count { data.append(block.prefix(count - data.count)) }
        return data
    }

    @Test("The largest event and the largest answer pass unchanged")
    func largest() async throws {
        let api = LocalRuntimeAPI()
        let runtime = HTTPRuntime(address: try await api.start())
        let event = pattern(LocalRuntimeAPI.maximumEventSize)
        let body = pattern(LocalRuntimeAPI.maximumResponseSize)
        async let answer = api.invoke(InvocationRequest(event: event, requestID: "one"))
        let next = try await runtime.next()
        #expect(next.body == event)
        let posted = try await runtime.respond(to: "one", body)
        #expect(posted.status == 202)
        #expect(try await answer == .response(body))
        await api.stop()
    }

    @Test("One byte more is refused with 413; the invoker is told, and the runtime goes on with the next event")
    func tooLargeAnswer() async throws {
        let api = LocalRuntimeAPI()
        let runtime = HTTPRuntime(address: try await api.start())
        async let answer = api.invoke(InvocationRequest(event: Data(), requestID: "one"))
        _ = try await runtime.next()
        let posted = try await runtime.respond(to: "one", pattern(LocalRuntimeAPI.maximumResponseSize + 1))
        #expect(posted.status == 413)
        #expect(posted.json?["errorType"] == "RequestEntityTooLarge")
        guard case .error(let error) = try await answer else { throw Unexpected() }
        #expect(error.type == "Function.ResponseSizeTooLarge")
        #expect(error.message.contains("6291557"))

        let late = try await runtime.fail("one")
        #expect(late.status == 403)
        async let second = api.invoke(InvocationRequest(event: Data("2".utf8), requestID: "two"))
        let next = try await runtime.next()
        #expect(next.body == Data("2".utf8))
        _ = try await runtime.respond(to: "two")
        #expect(try await second == .response(Data("{}".utf8)))
        await api.stop()
    }

    @Test("A large body to a path that does not exist does not disturb the connection")
    func largeBodyNowhere() async throws {
        let api = LocalRuntimeAPI()
        let runtime = HTTPRuntime(address: try await api.start())
        let answer = try await runtime.call("POST", "nowhere", body: pattern(8 << 20))
        #expect(answer.status == 404)
        await api.stop()
    }

    @Test("An event over 6 MiB is not accepted from the invoker")
    func tooLargeEvent() async throws {
        let event = Data(count: LocalRuntimeAPI.maximumEventSize + 1)
        await #expect(throws: LocalRuntimeAPIError.eventTooLarge(bytes: 6_291_457)) {
            try await LocalRuntimeAPI().invoke(InvocationRequest(event: event))
        }
    }

    @Test("A response mode other than streaming is refused with 400 and fails the invocation")
    func responseMode() async throws {
        let api = LocalRuntimeAPI()
        let runtime = HTTPRuntime(address: try await api.start())
        async let answer = api.invoke(InvocationRequest(event: Data(), requestID: "one"))
        _ = try await runtime.next()
        let headers = ["Lambda-Runtime-Function-Response-Mode": "Streaming"]
        let posted = try await runtime.respond(to: "one", headers: headers)
        #expect(posted.status == 400)
        #expect(posted.json?["errorType"] == "InvalidFunctionResponseMode")
        guard case .error(let error) = try await answer else { throw Unexpected() }
        #expect(error.type == "Runtime.InvalidResponseModeHeader")
        await api.stop()
    }
}
