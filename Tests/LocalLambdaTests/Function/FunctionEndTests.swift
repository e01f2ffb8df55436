// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import LocalLambda

@Suite("A function that ends", .timeLimit(.minutes(2)))
struct FunctionEndTests {
    @Test(
        "A crash in an invocation is reported with its log, and the next invocation starts a new process",
        arguments: [
            (#"{"do":"exit"}"#, ProcessExit.status(1), ["last words"]),
            (#"{"do":"exit","status":0}"#, .status(0), ["last words"]),
            (#"{"do":"crash"}"#, .signal(SIGSEGV), []),
        ]
    )
    func crash(event: String, exit: ProcessExit, log: [String]) async throws {
        try await LocalFunction.with(FakeFunction.configuration()) { function in
            let before = try await function.describe()
            let report = try await function.perform(InvocationRequest(event: Data(event)))
            #expect(report.outcome == .exited(exit, log: log))
            #expect(report.exit == exit)
            let after = try await function.describe()
            #expect(after.count == 1)
            #expect(after.process != before.process)
        }
    }

    @Test("What a function has launched does not outlive it, and a log line without an end is not lost")
    func leaveChild() async throws {
        let outcome = try await LocalFunction.with(FakeFunction.configuration()) {
            try await $0.invoke(Data(#"{"do":"leave-child"}"#))
        }
        guard case .exited(.status(1), let log) = outcome else { throw Unexpected() }
        #expect(log.last == "no line end")
        let child = try #require(log.first.flatMap { Int32($0) })
        // The kernel ends the killed child in its own time; then it is gone, or a zombie that another process reaps.
        let isEnded = await eventually {
            let status = try? String(contentsOfFile: "/proc/\(child)/status", encoding: .utf8)
            return status?.contains("State:\tZ") ?? true
        }
        #expect(isEnded)
    }

    @Test("A function that does not answer in time is killed, and the next invocation starts a new process")
    func timeout() async throws {
        let (configuration, onLogLine) = FakeFunction.reaching(.seconds(3), atLogLine: "still busy")
        try await LocalFunction.with(configuration, onLogLine: onLogLine) { function in
            let before = try await function.describe()
            let request = InvocationRequest(event: Data(#"{"do":"hang"}"#))
            let report = try await function.perform(request, timeout: .seconds(3))
            #expect(report.outcome == .timedOut(.invocation, after: .seconds(3)))
            #expect(report.exit == .signal(SIGKILL))
            #expect(report.log == ["still busy"])
            #expect(kill(before.process, 0) == -1, "the process is still there")
            #expect(try await function.describe().count == 1)
        }
    }

    @Test("A function that ends after it has answered has answered, but its end is reported")
    func exitAfterAnswer() async throws {
        try await LocalFunction.with(FakeFunction.configuration()) { function in
            let request = InvocationRequest(event: Data(#"{"do":"answer-and-exit"}"#))
            let report = try await function.perform(request)
            #expect(report.outcome == .success(Data(#""before the end""#)))
            #expect(report.exit == .status(7))
            #expect(try await function.describe().count == 1)
        }
    }

    @Test("A function that works on after its answer is killed when its time is up")
    func overrun() async throws {
        let (configuration, onLogLine) = FakeFunction.reaching(.seconds(3), atLogLine: "still busy")
        try await LocalFunction.with(configuration, onLogLine: onLogLine) { function in
            let request = InvocationRequest(event: Data(#"{"do":"answer-and-hang"}"#))
            let report = try await function.perform(request, timeout: .seconds(3))
            #expect(report.outcome == .success(Data(#""before the end""#)))
            #expect(report.exit == .signal(SIGKILL))
        }
    }

    @Test("Cancelling an invocation kills the process")
    func cancellation() async throws {
        try await LocalFunction.with(FakeFunction.configuration()) { function in
            let before = try await function.describe()
            let invocation = Task { try await function.invoke(Data(#"{"do":"hang"}"#)) }
            try await until { await function.isRunning }
            invocation.cancel()
            await #expect(throws: CancellationError.self) { try await invocation.value }
            #expect(kill(before.process, 0) == -1, "the process is still there")
            #expect(try await function.describe().count == 1)
        }
    }

    @Test("Stopping ends an invocation under way, and the function can be invoked again")
    func stop() async throws {
        try await LocalFunction.with(FakeFunction.configuration()) { function in
            _ = try await function.start()
            let invocation = Task { try await function.invoke(Data(#"{"do":"hang"}"#)) }
            try await until { await function.isRunning }
            await function.stop()
            guard case .exited(.signal(SIGKILL), _) = try await invocation.value else { throw Unexpected() }
            #expect(try await function.describe().count == 1)
        }
    }

    @Test("A function that nobody stopped does not outlive its owner")
    func forgotten() async throws {
        var function: LocalFunction? = LocalFunction(FakeFunction.configuration())
        let process = try #require(await function?.describe().process)
        function = nil
        try await until { kill(process, 0) == -1 }
    }
}
