// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import LocalLambda

/// The command for people who work on or with Hourglass.
@main
struct Hourglass: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hourglass",
        abstract: "Temporary access to AWS accounts: ask, decide, look, and run the functions locally.",
        discussion: """
            Ask for access, decide about it and give it back; verify what is on record; and run the functions, the \
            real executables that are deployed to AWS Lambda, on this machine against the local AWS that \
            scripts/local-aws starts.

            Example: hourglass request --account 111122223333 --duration 4h --wait
            Example: hourglass invoke Grant events/grant.json
            """,
        version: "hourglass 0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: "Access",
                subcommands: [
                    RequestCommand.self, StatusCommand.self, ListCommand.self, ApproveCommand.self, RejectCommand.self,
                    CancelCommand.self, ExtendCommand.self, RevokeCommand.self,
                ]
            ),
            CommandGroup(name: "Rules", subcommands: [PolicyCommand.self, CustomCommand.self]),
            CommandGroup(name: "Record", subcommands: [AuditCommand.self, ReconcileCommand.self, MigrateCommand.self]),
            CommandGroup(
                name: "Functions on this machine",
                subcommands: [InvokeCommand.self, ServeCommand.self, MeasureCommand.self, RuntimeAPICommand.self]
            ),
        ]
    )

    static func main() async {
        do {
            try await run(parseAsRoot())
        } catch {
            exit(withError: error)
        }
    }

    /// A failure says what to do; the usage, which the argument parser would add, does not help there.
    private static func run(_ parsed: any ParsableCommand) async throws {
        var command = parsed
        do {
            if var asyncCommand = command as? any AsyncParsableCommand {
                try await asyncCommand.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            Terminal.error(failure.message)
            throw ExitStatus.notRun
        } catch let error as FunctionProcessError {
            Terminal.error(error.description)
            throw ExitStatus.notRun
        } catch let error as LocalRuntimeAPIError {
            Terminal.error(error.description)
            throw ExitStatus.notRun
        }
    }
}
