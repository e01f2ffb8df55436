// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// A function that runs on this machine as it runs on Lambda: its real executable, served by a local Runtime API.
///
/// The first invocation launches the process; later ones find it warm. After a crash, a time-out or a failed start the
/// next invocation launches a new one. Invocations of one function run one after another, as in one execution
/// environment; several functions can run at the same time.
///
/// ```swift
/// let configuration = FunctionConfiguration(name: "Grant", executable: executable)
/// let outcome = try await LocalFunction.with(configuration) { grant in
///     try await grant.invoke(Data(#"{"user_email":"ada@example.com"}"#.utf8))
/// }
/// ```
public actor LocalFunction {
    /// How the start of a process went.
    public enum Start: Sendable, Equatable {
        /// It asked for its first event this long after its launch.
        case ready(after: Duration, peakMemory: Int?)
        /// It was running already.
        case running
        /// It did not get that far.
        case failed(InvocationOutcome)
    }

    private let configuration: FunctionConfiguration
    private let onLogLine: @Sendable (String) -> Void
    private let log = LogBook()
    private var sandbox: Sandbox?
    private var lastExit: ProcessExit?
    private var isBusy = false
    private var line: [CheckedContinuation<Void, Never>] = []

    /// - Parameter onLogLine: Called for each line of the function's log as it comes. It must return quickly.
    public init(_ configuration: FunctionConfiguration, onLogLine: @escaping @Sendable (String) -> Void = { _ in }) {
        self.configuration = configuration
        self.onLogLine = onLogLine
    }

    /// Runs `body` with a function and stops the function afterwards, whatever happens.
    @discardableResult
    public static func with<T: Sendable>(
        _ configuration: FunctionConfiguration,
        onLogLine: @escaping @Sendable (String) -> Void = { _ in },
        _ body: @Sendable (LocalFunction) async throws -> T
    ) async throws -> T {
        let function = LocalFunction(configuration, onLogLine: onLogLine)
        do {
            let result = try await body(function)
            await function.stop()
            return result
        } catch {
            await function.stop()
            throw error
        }
    }

    /// Where the runtime stands; nil while there is no process.
    public var state: RuntimeState? {
        get async { await sandbox?.state }
    }

    /// Launches the process and waits until it asks for an event.
    ///
    /// - Throws: ``FunctionProcessError`` or ``LocalRuntimeAPIError`` when there is no process to speak of;
    ///   `CancellationError`.
    public func start() async throws -> Start {
        await enter()
        defer { leave() }
        log.startOver()
        return try await warmUp()
    }

    /// Invokes the function with an event.
    ///
    /// - Parameters:
    ///   - timeout: How long it may take, from the event to the next request for one. The deadline that the function
    ///     is told follows from it.
    /// - Throws: As ``perform(_:timeout:)``.
    public func invoke(
        _ event: Data,
        timeout: Duration = .seconds(60),
        requestID: String = UUID().uuidString.lowercased(),
        traceID: String? = nil
    ) async throws -> InvocationOutcome {
        let request = InvocationRequest(event: event, requestID: requestID, traceID: traceID)
        return try await perform(request, timeout: timeout).outcome
    }

    /// Invokes the function and reports what it took.
    ///
    /// - Parameter request: A deadline is set here; an ARN too if it has none.
    /// - Throws: ``FunctionProcessError`` when the process cannot be launched, ``LocalRuntimeAPIError`` when the
    ///   request is not acceptable, `CancellationError` when the task is cancelled (the process is killed).
    public func perform(
        _ request: InvocationRequest,
        timeout: Duration = .seconds(60)
    ) async throws -> InvocationReport {
        await enter()
        defer { leave() }
        log.startOver()
        try request.validate()
        var start: Duration?
        switch try await warmUp() {
        case .ready(let after, _): start = after
        case .running: break
        case .failed(let outcome):
            return InvocationReport(outcome: outcome, duration: .zero, exit: lastExit, log: log.all)
        }
        guard let sandbox else { throw CancellationError() }
        do {
            let run = try await sandbox.run(completed(request, timeout: timeout), limit: timeout)
            if run.exit != nil { await discardSandbox() }
            return InvocationReport(
                outcome: run.outcome,
                duration: run.duration,
                start: start,
                peakMemory: sandbox.process.peakMemory,
                exit: run.exit,
                log: log.all
            )
        } catch {
            await discardSandbox()
            throw error
        }
    }

    /// Kills the process, as the platform does with an execution environment it no longer needs. The function can be
    /// invoked again.
    public func stop() async {
        // An invocation under way ends with it.
        sandbox?.process.kill()
        await enter()
        defer { leave() }
        await discardSandbox()
    }

    private func warmUp() async throws -> Start {
        try Task.checkCancellation()
        if let sandbox, sandbox.process.exit == nil { return .running }
        await discardSandbox()
        let sandbox = try await Sandbox(configuration, log: log, onLogLine: onLogLine)
        self.sandbox = sandbox
        do {
            switch try await sandbox.initialize() {
            case .ready(let after):
                return .ready(after: after, peakMemory: sandbox.process.peakMemory)
            case .failed(let outcome):
                await discardSandbox()
                return .failed(outcome)
            }
        } catch {
            await discardSandbox()
            throw error
        }
    }

    private func discardSandbox() async {
        await sandbox?.end()
        lastExit = sandbox?.process.exit
        sandbox = nil
    }

    private func completed(_ request: InvocationRequest, timeout: Duration) -> InvocationRequest {
        var request = request
        let seconds = Double(timeout.components.seconds) + Double(timeout.components.attoseconds) / 1e18
        request.deadline = Date(timeIntervalSinceNow: seconds)
        request.functionARN = request.functionARN ?? configuration.arn
        return request
    }

    /// Waits until no other invocation is under way.
    private func enter() async {
        guard isBusy else { return isBusy = true }
        await withCheckedContinuation { line.append($0) }
    }

    private func leave() {
        if line.isEmpty { isBusy = false } else { line.removeFirst().resume() }
    }
}
