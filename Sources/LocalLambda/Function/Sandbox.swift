// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One process and the Runtime API it talks to, from launch to end.
///
/// Each process gets a Runtime API of its own, so that nothing a dead process sent can reach its successor. All that
/// happens to it arrives in one stream of events, read by one invocation at a time.
final class Sandbox: Sendable {
    private enum Event {
        case runtime(RuntimeAPIEvent)
        case answered(RuntimeAnswer, at: ContinuousClock.Instant)
        case exited(ProcessExit)
        case limitReached(UUID)
    }

    /// How the start went.
    enum Start {
        case ready(after: Duration)
        case failed(InvocationOutcome)
    }

    /// How an invocation went.
    struct Run {
        var outcome: InvocationOutcome
        var duration: Duration
        var exit: ProcessExit?
    }

    let process: FunctionProcess
    private let configuration: FunctionConfiguration
    private let api: LocalRuntimeAPI
    private let log: LogBook
    private let events: AsyncStream<Event>
    private let eventSource: AsyncStream<Event>.Continuation

    init(_ configuration: FunctionConfiguration, log: LogBook, onLogLine: @escaping @Sendable (String) -> Void)
        async throws
    {
        let (events, source) = AsyncStream<Event>.makeStream()
        let api = LocalRuntimeAPI { source.yield(.runtime($0)) }
        let address = try await api.start()
        do {
            process = try FunctionProcess(
                executable: configuration.executable,
                environment: configuration.processEnvironment(
                    runtimeAPI: address,
                    logStream: FunctionConfiguration.logStream(date: Date(), id: UUID())
                ),
                onLogLine: { line in
                    log.add(line)
                    onLogLine(line)
                },
                onExit: { source.yield(.exited($0)) }
            )
        } catch {
            await api.stop()
            throw error
        }
        (self.configuration, self.api, self.log, self.events, eventSource) = (configuration, api, log, events, source)
    }

    /// Whoever forgets to stop a function must not leave its process behind.
    deinit { process.kill() }

    /// Waits until the runtime asks for its first event.
    func initialize() async throws -> Start {
        let limit = configuration.initLimit
        let timer = startTimer(limit)
        defer { timer.task.cancel() }
        for await event in events {
            switch event {
            case .runtime(.next(let asked)):
                _ = process.peakMemory
                process.flushLog()
                return .ready(after: asked - process.launched)
            case .runtime(.initFailed(let error)):
                await exit(within: configuration.exitGrace)
                return .failed(.initError(error))
            case .exited(let exit):
                return .failed(.exited(exit, log: log.all))
            case .limitReached(timer.id):
                await end()
                return .failed(.timedOut(.initialization, after: limit))
            case .runtime(.refused), .answered, .limitReached: continue
            }
        }
        throw CancellationError()
    }

    /// Hands over an event and waits until the runtime asks for the next one: only then is an invocation complete.
    func run(_ request: InvocationRequest, limit: Duration) async throws -> Run {
        let started = ContinuousClock.now
        let source = eventSource
        try await api.enqueue(request) { result in
            if let answer = try? result.get() { source.yield(.answered(answer, at: .now)) }
        }
        let timer = startTimer(limit)
        defer { timer.task.cancel() }
        var answer: (outcome: InvocationOutcome, duration: Duration)?
        for await event in events {
            switch event {
            case .answered(.response(let body), let now): answer = (.success(body), now - started)
            case .answered(.error(let error), let now): answer = (.functionError(error), now - started)
            case .runtime(.next):
                // Without an answer it lost the event on the way and has been given it again.
                guard let answer else { continue }
                _ = process.peakMemory
                process.flushLog()
                return Run(outcome: answer.outcome, duration: answer.duration)
            case .exited(let exit):
                let (outcome, duration) = answer ?? (.exited(exit, log: log.all), .now - started)
                return Run(outcome: outcome, duration: duration, exit: exit)
            case .limitReached(timer.id):
                await end()
                let (outcome, duration) = answer ?? (.timedOut(.invocation, after: limit), .now - started)
                return Run(outcome: outcome, duration: duration, exit: process.exit)
            case .runtime(.initFailed), .runtime(.refused), .limitReached: continue
            }
        }
        throw CancellationError()
    }

    /// Where the runtime stands.
    var state: RuntimeState { get async { await api.state } }

    /// Kills the process and stops its Runtime API.
    func end() async {
        process.kill()
        await process.waitForExit()
        await api.stop()
        eventSource.finish()
    }

    private func exit(within grace: Duration) async {
        let killer = Task { [process, configuration] in
            try await configuration.sleep(grace)
            process.kill()
        }
        await process.waitForExit()
        killer.cancel()
    }

    private func startTimer(_ limit: Duration) -> (id: UUID, task: Task<Void, any Error>) {
        let id = UUID()
        let source = eventSource
        let task = Task { [configuration] in
            try await configuration.sleep(limit)
            source.yield(.limitReached(id))
        }
        return (id, task)
    }
}

extension ContinuousClock.Instant {
    fileprivate static func - (later: Self, earlier: Self) -> Duration { earlier.duration(to: later) }
}
