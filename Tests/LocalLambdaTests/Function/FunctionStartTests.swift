// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import LocalLambda

@Suite("A function that does not start", .timeLimit(.minutes(2)))
struct FunctionStartTests {
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
        var (configuration, onLogLine) = FakeFunction.reaching(.seconds(20), atLogLine: "about to hang")
        configuration.environment = ["FAKE_INIT": "hang"]
        let start = try await LocalFunction.with(configuration, onLogLine: onLogLine) { try await $0.start() }
        #expect(start == .failed(.timedOut(.initialization, after: configuration.initLimit)))
    }
}
