// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Testing

@testable import LambdaRuntime

@Suite("Starting a function")
struct InitTests {
    private struct Leaky: Error, CustomStringConvertible {
        let description = "password=hunter2"
    }

    private static func failingStart(_ error: any Error, _ steps: [ScriptedTransport.Step]) async -> Performance {
        await Performance.of(steps) { _, _ in throw error }
    }

    @Test("A failure is reported with its type and reason, logged, and ends the process before any event is asked for")
    func failure() async throws {
        let error = FunctionFailure("Runtime.BadConfiguration", "STATE_TABLE is not set.")
        let performance = await Self.failingStart(error, [.accepted, .event()])
        #expect(performance.calls == ["POST /init/error"])
        let post = performance.requests[0]
        #expect(post.url == "http://127.0.0.1:9001/2018-06-01/runtime/init/error")
        #expect(post.headers["Lambda-Runtime-Function-Error-Type"] == "Runtime.BadConfiguration")
        #expect(post.headers["Content-Type"] == "application/json")
        let body = #"{"errorMessage":"STATE_TABLE is not set.","errorType":"Runtime.BadConfiguration","stackTrace":[]}"#
        #expect(String(decoding: post.body, as: UTF8.self) == body)
        #expect(performance.exit == .initFailed("Runtime.BadConfiguration", "STATE_TABLE is not set."))
        #expect(performance.exit.exitCode == 1)
        let record = try #require(try performance.log.records().last)
        #expect(record["level"] as? String == "FATAL")
        let message = "The function could not start: Runtime.BadConfiguration: STATE_TABLE is not set."
        #expect(record["message"] as? String == message)
    }

    @Test("An error that was not made for the reader shows its type only")
    func unknownError() async throws {
        let performance = await Self.failingStart(Leaky(), [.accepted])
        #expect(performance.exit == .initFailed(.initFailed, "Unexpected error of type Leaky."))
        #expect(!performance.log.texts.joined().contains("hunter2"))
        #expect(try ReportedError(performance.requests[0].body).errorType == "Runtime.InitFailed")
    }

    @Test("Whatever Lambda answers, the process ends for the reason it reported", arguments: Array(200...599))
    func status(_ status: Int) async throws {
        let performance = await Self.failingStart(
            FunctionFailure("Runtime.Broken", "No."),
            [.status(status), .event()]
        )
        #expect(performance.calls == ["POST /init/error"])
        #expect(performance.exit == .initFailed("Runtime.Broken", "No."))
        let wasLogged = try performance.messages().contains { $0.contains("status \(status)") }
        #expect(wasLogged == !(200...299).contains(status))
    }

    @Test("A report that fails is sent once more, and then given up", arguments: NextTests.failures)
    func transportFailure(_ code: TransportError.Code) async throws {
        let performance = await Self.failingStart(Leaky(), [.fail(code), .fail(code), .accepted])
        #expect(performance.calls == ["POST /init/error", "POST /init/error"])
        #expect(performance.requests.map(\.options.reusesConnection) == [true, false])
        #expect(performance.exit == .initFailed(.initFailed, "Unexpected error of type Leaky."))
        #expect(performance.exit.exitCode == 1)
    }

    @Test("Without a transport there is nobody to report to, but the log has the reason")
    func noTransport() async throws {
        let log = LogCollector()
        var function = LambdaProcess(
            userAgent: UserAgent(product: "test", version: "1.0"),
            localUse: "",
            makeTransport: { throw FunctionFailure("Runtime.NoTransport", "libcurl does not start.") },
            makeHandler: { _ in CodableHandler { (_: Int, _: LambdaContext) in 1 } }
        )
        function.sink = log.sink
        let exit = await function.run(Performance.variables)
        #expect(exit == .initFailed("Runtime.NoTransport", "libcurl does not start."))
        #expect(try log.records().last?["level"] as? String == "FATAL")
    }

    @Test("The function starts before the first event is asked for, with its settings and the runtime's transport")
    func start() async {
        var variables = Performance.variables
        variables["AWS_LAMBDA_FUNCTION_NAME"] = "Grant"
        variables["STATE_TABLE"] = "jit-access-state"
        let steps: [ScriptedTransport.Step] = [.status(200, "warm"), .event(), .accepted]
        let performance = await Performance.of(steps, variables: variables) { start, journal in
            journal.note(start.environment.functionName ?? "-")
            journal.note(start.variables["STATE_TABLE"] ?? "-")
            _ = try await start.transport.send(HTTPRequest(.get, "https://example.com/2018-06-01/runtime/warm-up"))
            return ClosureHandler { event, _ in LambdaResponse(event) }
        }
        #expect(performance.journal.prefix(4) == ["Grant", "jit-access-state", "GET /warm-up", "GET /invocation/next"])
        #expect(performance.exit == .cancelled)
    }

    @Test("A printed or dumped start context shows no variables")
    func noLeak() throws {
        let variables = ["AWS_LAMBDA_RUNTIME_API": "h:1", "AWS_SECRET_ACCESS_KEY": "hunter2"]
        let context = InitContext(
            environment: try RuntimeEnvironment(variables),
            variables: variables,
            transport: ScriptedTransport([]),
            logger: TestLog(.text).logger
        )
        var dumped = ""
        dump(context, to: &dumped)
        #expect(!"\(context)\(String(reflecting: context))\(dumped)".contains("hunter2"))
    }
}
