// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport
import Logging
import Testing

@testable import LambdaRuntime

/// Each runs the entry point in a process of its own.
@Suite("The entry point")
struct LambdaMainTests {
    /// Runs a function whose Runtime API plays `steps`.
    private static func run(
        _ steps: [ScriptedTransport.Step],
        makeHandler: @escaping LambdaProcess.HandlerFactory
    ) -> Never {
        let transport = ScriptedTransport(steps)
        LambdaMain.run(
            userAgent: UserAgent(product: "test", version: "1.0"),
            localUse: "scripts/invoke Test event.json",
            makeTransport: { transport },
            makeHandler: makeHandler
        )
    }

    private static func inLambda() {
        setenv("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001", 1)
        setenv("AWS_LAMBDA_LOG_FORMAT", "JSON", 1)
    }

    private static func text(_ result: ExitTest.Result?) -> String {
        String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }

    @Test("Outside Lambda it says how to run the function, and exits with 64")
    func notInLambda() async {
        let result = await #expect(processExitsWith: .exitCode(64), observing: [\.standardErrorContent]) {
            unsetenv("AWS_LAMBDA_RUNTIME_API")
            Self.run([]) { _ in ClosureHandler { event, _ in LambdaResponse(event) } }
        }
        #expect(Self.text(result).contains("to run it locally use: scripts/invoke Test event.json\n"))
    }

    @Test("A function that cannot start says why and exits with 1")
    func initFailure() async {
        let result = await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
            Self.inLambda()
            Self.run([.accepted]) { _ in throw FunctionFailure("Runtime.Broken", "STATE_TABLE is not set.") }
        }
        #expect(Self.text(result).contains("Runtime.Broken: STATE_TABLE is not set."))
    }

    @Test("A Runtime API that fails ends the process with 1 and one line that says why")
    func failingRuntimeAPI() async {
        let result = await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
            Self.inLambda()
            Self.run([.event(), .accepted, .status(500)]) { _ in
                ClosureHandler { event, _ in LambdaResponse(event) }
            }
        }
        let lines = Self.text(result).split(separator: "\n").filter { $0.contains("FATAL") }
        #expect(lines.count == 1)
        #expect(lines.first?.contains("/next was answered with status 500.") == true)
    }

    @Test("Every logger writes as Lambda asks, the trace is in the environment, and SIGPIPE does no harm")
    func process() async {
        let result = await #expect(
            processExitsWith: .exitCode(1),
            observing: [\.standardErrorContent, \.standardOutputContent]
        ) {
            Self.inLambda()
            let event = ScriptedTransport.Step.event(headers: ["Lambda-Runtime-Trace-Id": "Root=1-a"])
            Self.run([event, .accepted, .status(500)]) { _ in
                ClosureHandler { event, _ in
                    raise(SIGPIPE)
                    let trace = getenv("_X_AMZN_TRACE_ID").map { String(cString: $0) }
                    Logger(label: "elsewhere").notice("trace \(trace ?? "unset")")
                    print("printed, and not lost")
                    return LambdaResponse(event)
                }
            }
        }
        #expect(Self.text(result).contains(#""message":"trace Root=1-a","logger":"elsewhere""#))
        let printed = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
        #expect(printed.contains("printed, and not lost\n"))
    }
}
