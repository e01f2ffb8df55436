// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import JITAccess
import LocalLambda

/// `hourglass invoke`
struct InvokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invoke",
        abstract: "Invoke a function with an event and show its answer and its log.",
        discussion: """
            The answer goes to standard output, with the JSON in its body made readable; the log and everything else \
            go to standard error.

            Without --alias or --as the function is invoked directly, as a calling system does. Locally nobody proves \
            who you are: what --as says is what IAM would have established.

            Examples:
              hourglass invoke Grant events/grant.json --set duration_hours=2 --unset ticket
              hourglass invoke Grant events/list.json --as ada@example.com
              hourglass invoke Grant events/integration-request.json --alias servicenow
              hourglass invoke Gateway events/slack-command.json --sign

            \(ExitStatus.discussion)
            """
    )

    @OptionGroup var options: FunctionOptions

    @OptionGroup var wayIn: WayIn

    @Argument(
        help: "A file with the event, or - for standard input.",
        completion: .file(extensions: ["json"])
    )
    var event: String

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Set a member of the event; the value is JSON or else text; repeatable.",
            valueName: "key=value"
        )
    )
    var members: [EventMember] = []

    @Option(help: ArgumentHelp("Remove a member of the event; repeatable.", valueName: "key"))
    var unset: [String] = []

    @Flag(help: "Sign the event as Slack or ServiceNow would, with the time of now, and come by the function's URL.")
    var sign = false

    @Option(help: ArgumentHelp("How long an invocation may take.", valueName: "seconds"))
    var timeout: Double = 60

    @Option(
        name: .customLong("repeat"),
        help: ArgumentHelp("How often to invoke; all but the first find the function warm.", valueName: "n")
    )
    var count: Int = 1

    @Option(help: ArgumentHelp("The request id; repeated invocations are then duplicates.", valueName: "id"))
    var requestID: String?

    @Flag(help: "Print the answer byte for byte.")
    var raw = false

    @Flag(help: "Do not show the function's log and the times.")
    var quiet = false

    func validate() throws {
        if !(timeout > 0 && timeout <= 900) {
            throw ValidationError("--timeout must be above 0 and at most 900 seconds.")
        }
        if sign && (wayIn.alias != nil || wayIn.caller != nil) {
            throw ValidationError("--sign comes by the function's URL; leave --alias and --as out.")
        }
        if count < 1 { throw ValidationError("--repeat must be at least 1.") }
    }

    func run() async throws {
        var event = try Event.read(event)
        try event.edit(unset: unset, set: members)
        if !event.isJSON { Terminal.note("The event is not JSON; Lambda would not accept it. Invoking all the same.") }
        if sign {
            let environment = ProcessInfo.processInfo.environment
            event = Event(data: try CallSigning.sign(event.data, environment: environment))
        }
        let configuration = try await options.configuration()
        let data = event.data
        let verdict = try await Interruption.cancelling { try await invoke(configuration, data) }
        throw verdict.exitCode
    }

    private func invoke(_ configuration: FunctionConfiguration, _ event: Data) async throws -> Verdict {
        let name = configuration.name
        let isQuiet = quiet
        let onLogLine: @Sendable (String) -> Void = { line in
            if !isQuiet { Terminal.log(line, of: name) }
        }
        return try await LocalFunction.with(configuration, onLogLine: onLogLine) { function in
            var worst = Verdict.answered
            for number in 1...count {
                // Several answers must stay apart, even byte for byte.
                if raw && number > 1 { Terminal.output("") }
                var request = try wayIn.request(
                    event,
                    functionARN: configuration.arn,
                    requestID: requestID ?? UUID().uuidString.lowercased()
                )
                if sign { request.functionARN = "\(configuration.arn):\(Channel.functionURLAlias)" }
                let report = try await function.perform(request, timeout: .seconds(timeout))
                show(report, requestID: request.requestID)
                worst = max(worst, Verdict(report))
            }
            return worst
        }
    }

    private func show(_ report: InvocationReport, requestID: String) {
        let error = report.outcome.error(requestID: requestID)
        let payload: Data
        if case .success(let answer) = report.outcome { payload = answer } else { payload = error?.body ?? Data() }
        if raw {
            Terminal.output(payload)
        } else {
            Terminal.output(ReadableJSON.formatAnswer(payload) ?? String(decoding: payload, as: UTF8.self))
        }
        if let error {
            Terminal.note("\(options.function) failed: \(error.platformType): \(error.message)")
        } else if let exit = report.exit {
            Terminal.note("\(options.function) ended after it had answered (\(exit)); Lambda would count an error.")
        }
        if !quiet { Terminal.note("\(options.function): \(Measures.summary(of: report))") }
    }
}
