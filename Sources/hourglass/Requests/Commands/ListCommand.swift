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

            \(RequestExit.discussion)
            """
    )

    enum View: String, ExpressibleByArgument, CaseIterable {
        case mine
        case approvals
    }

    @Argument(help: "Your own requests (mine), or those that await your approval (approvals).")
    var view: View = .mine

    @OptionGroup var destination: DestinationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var draft = RequestEvent("list")
        draft.set("view", view.rawValue)
        let (event, output) = (draft, output)
        throw try await destination.withConnection(to: .grant) { connection in
            output.show(try await connection.call(event)) { answer in
                answer.members["requests"] == nil
                    ? RequestText.text(of: answer) : RequestList.text(of: answer.objects("requests"))
            }
        }
    }
}
