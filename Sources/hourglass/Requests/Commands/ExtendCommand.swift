// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `hourglass extend`
struct ExtendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extend",
        abstract: "Ask for more time with access that you have.",
        discussion: """
            It is a request of its own, with its own decision. The access you have is not interrupted, and ends when it \
            would have if the extension is refused.

            Example: hourglass extend 7f0c9a52 --duration 2h --justification "The import is still running"

            \(RequestExit.discussion)
            """
    )

    @Argument(help: "The id of the request to extend.")
    var request: String

    @OptionGroup var terms: RequestTerms
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var destination: DestinationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var draft = terms.event("extend")
        draft.set("extends", request)
        let (event, waiting, output) = (draft, waiting, output)
        throw try await destination.withConnection(to: .grant) { connection in
            let answer = try await connection.call(event)
            return try await waiting.finish(answer, event.requestID, connection, output)
        }
    }
}
