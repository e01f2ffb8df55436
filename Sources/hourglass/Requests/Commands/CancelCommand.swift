// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `hourglass cancel`
struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Withdraw a request of yours that is not decided yet.",
        discussion: """
            Access that you have already is given back with hourglass revoke.

            Example: hourglass cancel 7f0c9a52 --reason "Found it in the logs"

            \(RequestExit.discussion)
            """
    )

    @Argument(help: "The id of the request.")
    var request: String

    @Option(help: ArgumentHelp("Why, for the audit trail.", valueName: "text"))
    var reason: String?

    @OptionGroup var destination: DestinationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var draft = RequestEvent("cancel")
        draft.set("request_id", request)
        draft.set("reason", reason)
        let (event, output) = (draft, output)
        throw try await destination.withConnection(to: .grant) { connection in
            output.show(try await connection.call(event))
        }
    }
}
