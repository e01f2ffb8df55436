// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `hourglass status`
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show a request: where it stands, who decided, when access ends.",
        discussion: """
            Examples:
              hourglass status 7f0c9a52
              hourglass status 7f0c9a52 --wait

            \(RequestExit.discussion)
            """
    )

    @Argument(help: "The id of the request.")
    var request: String

    @OptionGroup var waiting: WaitOptions
    @OptionGroup var destination: DestinationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var draft = RequestEvent("status")
        draft.set("request_id", request)
        let (event, waiting, output) = (draft, waiting, output)
        throw try await destination.withConnection(to: .grant) { connection in
            let answer = try await connection.call(event)
            return try await waiting.finish(answer, event.requestID, connection, output)
        }
    }
}
