// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import LocalLambda

/// `hourglass measure start`
struct MeasureStartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Start a function several times and measure each start.",
        discussion: """
            A start is measured from the launch of the process to its first request for an event, which is what Lambda \
            calls the init duration. Memory is the peak of the resident set. Measure release builds (swift build -c \
            release), on a machine that is otherwise idle.

            Example: hourglass measure start Grant --runs 20 --event events/grant.json --invocations 5

            \(ExitStatus.discussion)
            """
    )

    @OptionGroup var options: FunctionOptions

    @Option(help: ArgumentHelp("How many starts to measure.", valueName: "n"))
    var runs: Int = 20

    @Option(help: ArgumentHelp("Also invoke the function with this event after each start.", valueName: "path"))
    var event: String?

    @Option(help: ArgumentHelp("How many invocations to make after each start, if there is an event.", valueName: "n"))
    var invocations: Int = 10

    @Option(help: ArgumentHelp("How long an invocation may take.", valueName: "seconds"))
    var timeout: Double = 60

    @Flag(help: "Print JSON, not a table.")
    var json = false

    func validate() throws {
        // Each start costs this process a descriptor (see LoopbackServer), of which it usually has 1024.
        if !(1...500).contains(runs) { throw ValidationError("--runs must be 1 to 500.") }
        if invocations < 1 { throw ValidationError("--invocations must be at least 1.") }
        if !(timeout > 0 && timeout <= 900) {
            throw ValidationError("--timeout must be above 0 and at most 900 seconds.")
        }
    }

    func run() async throws {
        let event = try event.map { try Event.read($0).data }
        let configuration = try await options.configuration()
        let all = try await Interruption.cancelling { () -> [Run] in
            defer { Terminal.progress("") }
            var all: [Run] = []
            for number in 1...runs {
                Terminal.progress("start \(number) of \(runs)")
                all.append(try await measure(configuration, event))
            }
            return all
        }
        let measurement = StartMeasurement(
            function: options.function,
            executable: configuration.executable.path,
            runs: runs,
            startMilliseconds: Summary(all.map { Measures.milliseconds($0.start) }),
            memoryAtStartMegabytes: Summary(all.compactMap(\.memoryAtStart).map(Measures.megabytes)),
            invocations: event == nil ? 0 : invocations,
            invocationMilliseconds: Summary(all.flatMap(\.invocations).map(Measures.milliseconds)),
            memoryAfterInvocationsMegabytes: Summary(all.compactMap(\.memoryAtEnd).map(Measures.megabytes))
        )
        Terminal.output(json ? measurement.json : measurement.table)
    }

    private struct Run: Sendable {
        var start: Duration
        var memoryAtStart: Int?
        var invocations: [Duration] = []
        var memoryAtEnd: Int?
    }

    private func measure(_ configuration: FunctionConfiguration, _ event: Data?) async throws -> Run {
        try await LocalFunction.with(configuration) { function in
            var run: Run
            switch try await function.start() {
            case .ready(let after, let memory): run = Run(start: after, memoryAtStart: memory)
            case .failed(let outcome): throw explain(outcome)
            case .running: throw CommandFailure(message: "the function was running before it was started")
            }
            guard let event else { return run }
            for _ in 1...invocations {
                let report = try await function.perform(InvocationRequest(event: event), timeout: .seconds(timeout))
                guard Verdict(report) != .failed else { throw explain(report.outcome, log: report.log) }
                run.invocations.append(report.duration)
                run.memoryAtEnd = report.peakMemory
            }
            return run
        }
    }

    private func explain(_ outcome: InvocationOutcome, log: [String] = []) -> ExitCode {
        Terminal.progress("")
        if case .exited(_, let lines) = outcome, log.isEmpty {
            for line in lines { Terminal.log(line, of: options.function) }
        }
        for line in log { Terminal.log(line, of: options.function) }
        let error = outcome.error(requestID: "(measured)")
        Terminal.error("\(options.function) failed: \(error.map { "\($0.platformType): \($0.message)" } ?? "it ended")")
        return ExitStatus.failed
    }
}
