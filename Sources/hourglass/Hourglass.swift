// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import LocalLambda

/// The command for people who work on or with Hourglass.
@main
struct Hourglass: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hourglass",
        abstract: "Run the Hourglass functions on this machine.",
        discussion: """
            The functions are the real executables that are deployed to AWS Lambda. Here they talk to a Runtime API \
            on loopback and, unless you say --aws, to the local AWS that scripts/local-aws starts.

            Example: hourglass invoke Grant events/grant.json
            """,
        version: "hourglass 0.1.0",
        subcommands: [PolicyCommand.self, InvokeCommand.self, MeasureCommand.self, RuntimeAPICommand.self]
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
