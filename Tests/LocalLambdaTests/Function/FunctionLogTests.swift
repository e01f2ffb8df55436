// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import LocalLambda

@Suite("The log of an invocation", .timeLimit(.minutes(2)))
struct FunctionLogTests {
    @Test("Standard output and standard error are one log in the order written, up to the next request for an event")
    func log() async throws {
        let streamed = Collected<String>()
        try await LocalFunction.with(FakeFunction.configuration(), onLogLine: { streamed.add($0) }) { function in
            let event = Data(#"{"do":"log","lines":500}"#)
            let report = try await function.perform(InvocationRequest(event: event))
            #expect(report.log == (0..<500).map { "line \($0)" } + ["after the answer"])
            #expect(streamed.all == report.log)
            let quiet = try await function.perform(InvocationRequest(event: Data("{}")))
            #expect(quiet.log == [])
        }
    }

    @Test("The log of an invocation is complete however slowly it is read")
    func slowlyReadLog() async throws {
        let (reading, mayGoOn) = (Gate(), DispatchSemaphore(value: 0))
        let slow: @Sendable (String) -> Void = { line in
            guard line == "line 0" else { return }
            reading.open()
            _ = mayGoOn.wait(timeout: .now() + 0.5)
        }
        try await LocalFunction.with(FakeFunction.configuration(), onLogLine: slow) { function in
            async let report = function.perform(InvocationRequest(event: Data(#"{"do":"log","lines":3}"#)))
            try await reading.wait()
            try await until { await function.state == .ready }
            try await Task.sleep(for: .milliseconds(20))
            mayGoOn.signal()
            #expect(try await report.log == ["line 0", "line 1", "line 2", "after the answer"])
        }
    }
}
