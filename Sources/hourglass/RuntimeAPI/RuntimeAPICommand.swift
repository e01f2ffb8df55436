// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import LocalLambda

/// `hourglass runtime-api`
struct RuntimeAPICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runtime-api",
        abstract: "Serve the Lambda Runtime API for a function that you start by hand, in a debugger for example.",
        discussion: """
            The events are handed over one after another: the files in their order, or else the lines of standard \
            input, one event a line. The command ends when the last is answered.

            Example: hourglass runtime-api --port 9001 events/grant.json
            """
    )

    @Option(help: "The port on 127.0.0.1; 0 takes any that is free.")
    var port: UInt16 = 9001

    @Option(help: ArgumentHelp("The time the function is told it has.", valueName: "seconds"))
    var timeout: Double = 60

    @Argument(help: ArgumentHelp("Files with events. (default: the lines of standard input)", valueName: "event"))
    var files: [String] = []

    func run() async throws {
        let events = files.isEmpty ? StandardInput.lines() : Self.stream(try files.map { try Event.read($0).data })
        try await Interruption.cancelling {
            let api = LocalRuntimeAPI { event in
                if case .refused(let refusal) = event { Terminal.note("refused: \(refusal.message)") }
                if case .initFailed(let error) = event {
                    Terminal.note("the function could not start: \(error.message)")
                }
            }
            let address = try await api.start(port: port)
            Terminal.note("Start the function in another terminal, in which you have said:")
            Terminal.note("export AWS_LAMBDA_RUNTIME_API=\(address)")
            do {
                for await event in events { try await answer(event, api) }
            } catch {
                await api.stop()
                throw error
            }
            await api.stop()
            try Task.checkCancellation()
        }
    }

    private func answer(_ event: Data, _ api: LocalRuntimeAPI) async throws {
        let request = InvocationRequest(
            event: event,
            deadline: Date(timeIntervalSinceNow: timeout),
            functionARN: "arn:aws:lambda:us-east-1:123456789012:function:local"
        )
        switch try await api.invoke(request) {
        case .response(let data):
            Terminal.output(ReadableJSON.formatAnswer(data) ?? String(decoding: data, as: UTF8.self))
        case .error(let error):
            Terminal.output(ReadableJSON.format(error.body) ?? String(decoding: error.body, as: UTF8.self))
            Terminal.note("the function failed: \(error.platformType): \(error.message)")
        }
    }

    private static func stream(_ events: [Data]) -> AsyncStream<Data> {
        AsyncStream { continuation in
            for event in events { continuation.yield(event) }
            continuation.finish()
        }
    }
}

/// Standard input, read by a thread of its own: a read cannot be cancelled.
enum StandardInput {
    static func lines() -> AsyncStream<Data> {
        AsyncStream { continuation in
            Thread.detachNewThread {
                while let line = readLine() {
                    if !line.isEmpty { continuation.yield(Data(line.utf8)) }
                }
                continuation.finish()
            }
        }
    }
}
