// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import JITAccess

/// `hourglass policy explain`
struct PolicyExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what a policy decides on a request, and why.",
        discussion: """
            The facts that the function looks up (groups, units, tags) are given as options here. For a refusal, the \
            rules that nearly matched are listed with what was missing.

            Example: hourglass policy explain policy.json --user ada@example.com --group Engineers \
            --account 111122223333 --tag environment=prod --permission-set ReadOnlyAccess --duration 4h \
            --justification "Looking into failed payments"

            Exit codes: 0 it is allowed, at once or after approval, 1 it is refused, \(PolicyCommand.exitCodes)
            """
    )

    @Argument(help: "The policy.", completion: .file(extensions: ["json"]))
    var file = "policy.json"

    @OptionGroup var options: QuestionOptions

    @Option(help: ArgumentHelp("What @default stands for.", valueName: "name"))
    var defaultPermissionSet = "AdministratorAccess"

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        _ = try options.question()
    }

    func run() throws {
        let policy = try PolicyFile.policy(file, defaultPermissionSet: defaultPermissionSet, json: json)
        let explanation = policy.explain(try options.question())
        Terminal.output(json ? explanation.json.canonicalText : explanation.readable)
        if case .refused = explanation.decision { throw ExitStatus.refused }
    }
}
