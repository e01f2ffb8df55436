// SPDX-License-Identifier: Apache-2.0

public import FoundationEssentials
public import HTTPTransport
import Logging

/// A whole function: from the environment to the reason to exit.
///
/// ``LambdaMain`` runs one as a process. Tests run one as a task, against a Runtime API of their own.
public struct LambdaProcess: Sendable {
    /// Creates the transport; it serves the Runtime API and is there for the function's own calls.
    public typealias TransportFactory = @Sendable () throws -> any Transport

    /// Starts the function: reads its settings, opens connections, and returns what handles events.
    ///
    /// It may take 10 s, and Lambda may run it twice, so it changes nothing elsewhere. What it throws is reported as
    /// the reason why the function cannot start: a ``FunctionError`` in its own words, any other by type only.
    public typealias HandlerFactory = @Sendable (InitContext) async throws -> any LambdaHandler

    private let userAgent: UserAgent
    private let localUse: String
    private let makeTransport: TransportFactory
    private let makeHandler: HandlerFactory

    /// Where the log goes.
    public var sink = LogSink.standardError

    /// The clock that deadlines and log records are read from.
    public var now: @Sendable () -> Date = { Date() }

    /// The pause between attempts.
    var sleep: @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }

    var setTraceID: @Sendable (String?) -> Void = { TraceVariable.process.set($0) }

    /// Creates a function.
    ///
    /// - Parameters:
    ///   - userAgent: Lambda records it as the runtime's release.
    ///   - localUse: The command that runs the function outside Lambda, for the message that says it cannot run there
    ///     by itself.
    public init(
        userAgent: UserAgent,
        localUse: String,
        makeTransport: @escaping TransportFactory,
        makeHandler: @escaping HandlerFactory
    ) {
        self.userAgent = userAgent
        self.localUse = localUse
        self.makeTransport = makeTransport
        self.makeHandler = makeHandler
    }

    /// Runs until there is a reason to exit, which has been logged then.
    ///
    /// - Parameter variables: The environment variables.
    public func run(_ variables: [String: String]) async -> ExitReason {
        let settings = LogSettings(variables)
        let logger = Logger(label: "lambda") { label in
            LambdaLogHandler(label: label, settings: settings, sink: sink, now: now)
        }
        let reason = await run(variables, logger)
        if case .notInLambda(let message) = reason {
            // There is no log to write to, but a person at a terminal.
            sink.write(Array("\(message)\n".utf8))
        } else {
            logger.critical("\(reason.message)")
        }
        return reason
    }

    private func run(_ variables: [String: String], _ logger: Logger) async -> ExitReason {
        let environment: RuntimeEnvironment
        do {
            environment = try RuntimeEnvironment(variables)
        } catch {
            return .notInLambda(explanation(error))
        }
        let transport: any Transport
        do {
            transport = try makeTransport()
        } catch {
            let report = ErrorReport(error, otherwise: .initFailed)
            return .initFailed(report.type, report.message)
        }
        if environment.maximumConcurrency > 1 {
            logger.notice(
                "Lambda offers \(environment.maximumConcurrency) events at a time; this runtime handles one at a time."
            )
        }
        let client = RuntimeClient(runtimeAPI: environment.runtimeAPI, userAgent: userAgent, transport: transport)
        let handler: any LambdaHandler
        do {
            handler = try await makeHandler(
                InitContext(environment: environment, variables: variables, transport: transport, logger: logger)
            )
        } catch {
            return await reportInitError(ErrorReport(error, otherwise: .initFailed), client, logger)
        }
        let effects = RuntimeLoop.Effects(now: now, sleep: sleep, setTraceID: setTraceID)
        return await RuntimeLoop(client: client, handler: handler, logger: logger, effects: effects).run()
    }

    /// Whatever comes of the report, the process ends for the reason it reports.
    private func reportInitError(_ report: ErrorReport, _ client: RuntimeClient, _ logger: Logger) async -> ExitReason {
        do {
            let delivery = try await client.deliver(.initError(report), logger)
            if !(200..<300).contains(delivery.response.status) {
                logger.warning("Lambda refused the init error report with \(PlatformError(delivery.response)).")
            }
        } catch {
            logger.warning("The init error report could not be sent. \(error)")
        }
        return .initFailed(report.type, report.message)
    }

    private func explanation(_ error: RuntimeEnvironmentError) -> String {
        switch error {
        case .notInLambda:
            "AWS_LAMBDA_RUNTIME_API is not set: not running in Lambda; to run it locally use: \(localUse)"
        case .malformedRuntimeAPI:
            "AWS_LAMBDA_RUNTIME_API must be a host and a port such as 127.0.0.1:9001; to run it locally use: \(localUse)"
        }
    }
}
