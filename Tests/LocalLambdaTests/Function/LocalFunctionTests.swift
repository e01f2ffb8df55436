// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import LocalLambda

@Suite("A function that runs on this machine", .timeLimit(.minutes(2)))
struct LocalFunctionTests {
    @Test("The answer comes back as it was posted")
    func success() async throws {
        let event = Data(#"{"do":"echo","text":"grüß"}"#)
        let outcome = try await LocalFunction.with(FakeFunction.configuration()) { try await $0.invoke(event) }
        #expect(outcome == .success(event))
    }

    @Test("The next invocation finds the process warm")
    func warm() async throws {
        try await LocalFunction.with(FakeFunction.configuration()) { function in
            let cold = try await function.perform(InvocationRequest(event: Data(#"{"do":"answer"}"#)))
            #expect(try #require(cold.start) > .zero)
            #expect(cold.duration > .zero)
            #expect(try #require(cold.peakMemory) > 1 << 20)
            let warm = try await function.perform(InvocationRequest(event: Data(#"{"do":"answer"}"#)))
            #expect(warm.start == nil)
            #expect(try await function.start() == .running)
            #expect(try await function.describe().count == 3)
        }
    }

    @Test("The function is told its request id, deadline, ARN and trace")
    func context() async throws {
        let event = Data(#"{"do":"describe"}"#)
        let outcome = try await LocalFunction.with(FakeFunction.configuration()) {
            try await $0.invoke(event, timeout: .seconds(30), requestID: "one", traceID: "Root=1-2-3")
        }
        guard case .success(let body) = outcome else { throw Unexpected() }
        let told = try JSONDecoder().decode(FunctionDescription.self, from: body)
        #expect(told.headers["Lambda-Runtime-Aws-Request-Id"] == "one")
        #expect(told.headers["Lambda-Runtime-Trace-Id"] == "Root=1-2-3")
        let arn = "arn:aws:lambda:us-east-1:123456789012:function:Fake"
        #expect(told.headers["Lambda-Runtime-Invoked-Function-Arn"] == arn)
        let deadline = try #require(Double(told.headers["Lambda-Runtime-Deadline-Ms"] ?? ""))
        #expect((25_000...30_000).contains(deadline - told.now))
    }

    @Test("An error that the function reports leaves it alive")
    func functionError() async throws {
        try await LocalFunction.with(FakeFunction.configuration()) { function in
            let report = try await function.perform(InvocationRequest(event: Data(#"{"do":"error"}"#)))
            guard case .functionError(let error) = report.outcome else { throw Unexpected() }
            #expect(error.type == "Internal")
            #expect(error.platformType == "Function.Internal")
            #expect(report.exit == nil)
            #expect(report.log == ["something is wrong"])
            #expect(try await function.describe().count == 2)
        }
    }

    @Test("An answer that is too large fails the invocation; the function is told 413 and lives on")
    func tooLarge() async throws {
        try await LocalFunction.with(FakeFunction.configuration()) { function in
            let report = try await function.perform(InvocationRequest(event: Data(#"{"do":"size","bytes":6291557}"#)))
            guard case .functionError(let error) = report.outcome else { throw Unexpected() }
            #expect(error.type == "Function.ResponseSizeTooLarge")
            #expect(report.log == ["status 413"])
            #expect(try await function.describe().count == 2)
        }
    }

    @Test("A call for an unknown request id is refused and does not disturb the invocation")
    func wrongID() async throws {
        let event = Data(#"{"do":"wrong-id"}"#)
        let outcome = try await LocalFunction.with(FakeFunction.configuration()) { try await $0.invoke(event) }
        #expect(outcome == .success(Data(#"{"status": 400}"#)))
    }

    @Test("A function that lost its event on the way gets the same one again")
    func askAgain() async throws {
        let event = Data(#"{"do":"ask-again"}"#)
        let outcome = try await LocalFunction.with(FakeFunction.configuration()) { try await $0.invoke(event) }
        #expect(outcome == .success(Data(#"{"same": true}"#)))
    }

    @Test("A request that is not acceptable is refused before anything is launched")
    func invalidRequest() async throws {
        try await LocalFunction.with(FakeFunction.configuration()) { function in
            await #expect(throws: LocalRuntimeAPIError.invalidHeader(name: "Lambda-Runtime-Aws-Request-Id")) {
                try await function.invoke(Data("{}"), requestID: "a\nb")
            }
        }
    }

    @Test("Several functions run at the same time, each with its own events")
    func several() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...4 {
                group.addTask {
                    try await LocalFunction.with(FakeFunction.configuration()) { function in
                        for round in 1...3 {
                            let event = Data(#"{"do":"echo","number":\#(number),"round":\#(round)}"#)
                            let outcome = try await function.invoke(event)
                            #expect(outcome == .success(event))
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("Invocations of one function at the same time run one after another in one process")
    func queue() async throws {
        try await LocalFunction.with(FakeFunction.configuration()) { function in
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...5 { group.addTask { try await function.describe().count } }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(counts == [1, 2, 3, 4, 5])
        }
    }
}
