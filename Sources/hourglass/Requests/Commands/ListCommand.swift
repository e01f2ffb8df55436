// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `hourglass list`
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List your requests, or those that await your approval.",
        discussion: """
            Examples:
              hourglass list
              hourglass list approvals
              hourglass list approvals --next PLACE    (the end of the list before says which)

            \(RequestExit.discussion)
            """
    )

    enum View: String, ExpressibleByArgument, CaseIterable {
        case mine
        case approvals
    }

    @Argument(help: "Your own requests (mine), or those that await your approval (approvals).")
    var view: View = .mine

    @Option(help: ArgumentHelp("Go on after this place of a list of approvals.", valueName: "place"))
    var next: String?

    @OptionGroup var destination: DestinationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var draft = RequestEvent("list")
        draft.set("view", view.rawValue)
        if let next { draft.set("next", next) }
        let (event, output) = (draft, output)
        throw try await destination.withConnection(to: .grant) { connection in
            output.show(try await connection.call(event)) { answer in
                answer.members["requests"] == nil
                    ? RequestText.text(of: answer) : RequestList.text(of: answer)
            }
        }
    }
}
