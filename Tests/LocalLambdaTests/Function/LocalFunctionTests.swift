// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import LocalLambda

@Suite("A function that runs on this machine")
struct LocalFunctionTests {
    private func describe(_ function: LocalFunction) async throws -> FunctionDescription {
        guard case .success(let body) = try await function.invoke(Data(#"{"do":"describe"}"#)) else {
            throw Unexpected()
        }
        return try JSONDecoder().decode(FunctionDescription.self, from: body)
    }

    private func isRunning(_ function: LocalFunction) async -> Bool {
        if case .running = await function.state { true } else { false }
    }

    /// A function for which this limit is reached when it writes this line to its log.
    private func reaching(
        _ limit: Duration,
        atLogLine line: String
    ) -> (FunctionConfiguration, @Sendable (String) -> Void) {
        let written = Gate()
        var configuration = FakeFunction.configuration()
        configuration.sleep = { if $0 == limit { try await written.wait() } else { try await Task.sleep(for: $0) } }
        return (configuration, { if $0 == line { written.open() } })
    }

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
            #expect(try await describe(function).count == 3)
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
            #expect(try await describe(function).count == 2)
        }
    }

    @Test("A function that reports why it cannot start ends, and is started again by the next invocation")
    func initError() async throws {
        let configuration = FakeFunction.configuration(environment: ["FAKE_INIT": "error"])
        try await LocalFunction.with(configuration) { function in
            for _ in 1...2 {
                let report = try await function.perform(InvocationRequest(event: Data("{}")))
                guard case .initError(let error) = report.outcome else { throw Unexpected() }
                #expect(error.type == "ConfigurationError")
                #expect(error.platformType == "Runtime.InitFailed")
                #expect(report.exit == .status(1))
                #expect(report.log == ["STATE_TABLE is not set"])
            }
        }
    }

    @Test("A function that does not exit after it failed to start is killed")
    func initErrorAndHang() async throws {
        var configuration = FakeFunction.configuration(environment: ["FAKE_INIT": "error-and-hang"])
        let grace = configuration.exitGrace
        configuration.sleep = { if $0 != grace { try await Task.sleep(for: $0) } }
        try await LocalFunction.with(configuration) { function in
            let report = try await function.perform(InvocationRequest(event: Data("{}")))
            guard case .initError = report.outcome else { throw Unexpected() }
            #expect(report.exit == .signal(SIGKILL))
        }
    }

    @Test("A function that exits while it starts is reported with its log")
    func exitDuringInit() async throws {
        let configuration = FakeFunction.configuration(environment: ["FAKE_INIT": "exit"])
        let outcome = try await LocalFunction.with(configuration) { try await $0.invoke(Data("{}")) }
        #expect(outcome == .exited(.status(3), log: ["about to fail"]))
    }

    @Test("A function that does not ask for an event in time is killed")
    func initTimeout() async throws {
        var (configuration, onLogLine) = reaching(.seconds(20), atLogLine: "about to hang")
        configuration.environment = ["FAKE_INIT": "hang"]
        let start = try await LocalFunction.with(configuration, onLogLine: onLogLine) { try await $0.start() }
        #expect(start == .failed(.timedOut(.initialization, after: configuration.initLimit)))
    }

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
            let before = try await describe(function)
            let report = try await function.perform(InvocationRequest(event: Data(event)))
            #expect(report.outcome == .exited(exit, log: log))
            #expect(report.exit == exit)
            let after = try await describe(function)
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
        let status = try? String(contentsOfFile: "/proc/\(child)/status", encoding: .utf8)
        #expect(status?.contains("State:\tZ") ?? true, "the child is neither gone nor a zombie of somebody else")
    }

    @Test("A function that does not answer in time is killed, and the next invocation starts a new process")
    func timeout() async throws {
        let (configuration, onLogLine) = reaching(.seconds(3), atLogLine: "still busy")
        try await LocalFunction.with(configuration, onLogLine: onLogLine) { function in
            let before = try await describe(function)
            let request = InvocationRequest(event: Data(#"{"do":"hang"}"#))
            let report = try await function.perform(request, timeout: .seconds(3))
            #expect(report.outcome == .timedOut(.invocation, after: .seconds(3)))
            #expect(report.exit == .signal(SIGKILL))
            #expect(report.log == ["still busy"])
            #expect(kill(before.process, 0) == -1, "the process is still there")
            #expect(try await describe(function).count == 1)
        }
    }

    @Test("An answer that is too large fails the invocation; the function is told 413 and lives on")
    func tooLarge() async throws {
        try await LocalFunction.with(FakeFunction.configuration()) { function in
            let report = try await function.perform(InvocationRequest(event: Data(#"{"do":"size","bytes":6291557}"#)))
            guard case .functionError(let error) = report.outcome else { throw Unexpected() }
            #expect(error.type == "Function.ResponseSizeTooLarge")
            #expect(report.log == ["status 413"])
            #expect(try await describe(function).count == 2)
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

    @Test("A function that ends after it has answered has answered, but its end is reported")
    func exitAfterAnswer() async throws {
        try await LocalFunction.with(FakeFunction.configuration()) { function in
            let request = InvocationRequest(event: Data(#"{"do":"answer-and-exit"}"#))
            let report = try await function.perform(request)
            #expect(report.outcome == .success(Data(#""before the end""#)))
            #expect(report.exit == .status(7))
            #expect(try await describe(function).count == 1)
        }
    }

    @Test("A function that works on after its answer is killed when its time is up")
    func overrun() async throws {
        let (configuration, onLogLine) = reaching(.seconds(3), atLogLine: "still busy")
        try await LocalFunction.with(configuration, onLogLine: onLogLine) { function in
            let request = InvocationRequest(event: Data(#"{"do":"answer-and-hang"}"#))
            let report = try await function.perform(request, timeout: .seconds(3))
            #expect(report.outcome == .success(Data(#""before the end""#)))
            #expect(report.exit == .signal(SIGKILL))
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
                for _ in 1...5 { group.addTask { try await self.describe(function).count } }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(counts == [1, 2, 3, 4, 5])
        }
    }

    @Test("Cancelling an invocation kills the process")
    func cancellation() async throws {
        try await LocalFunction.with(FakeFunction.configuration()) { function in
            let before = try await describe(function)
            let invocation = Task { try await function.invoke(Data(#"{"do":"hang"}"#)) }
            try await until { await isRunning(function) }
            invocation.cancel()
            await #expect(throws: CancellationError.self) { try await invocation.value }
            #expect(kill(before.process, 0) == -1, "the process is still there")
            #expect(try await describe(function).count == 1)
        }
    }

    @Test("Stopping ends an invocation under way, and the function can be invoked again")
    func stop() async throws {
        try await LocalFunction.with(FakeFunction.configuration()) { function in
            _ = try await function.start()
            let invocation = Task { try await function.invoke(Data(#"{"do":"hang"}"#)) }
            try await until { await isRunning(function) }
            await function.stop()
            guard case .exited(.signal(SIGKILL), _) = try await invocation.value else { throw Unexpected() }
            #expect(try await describe(function).count == 1)
        }
    }

    @Test("A request that is not acceptable is refused before anything is launched")
    func invalidRequest() async throws {
        try await LocalFunction.with(FakeFunction.configuration()) { function in
            await #expect(throws: LocalRuntimeAPIError.invalidHeader(name: "Lambda-Runtime-Aws-Request-Id")) {
                try await function.invoke(Data("{}"), requestID: "a\nb")
            }
        }
    }
}
