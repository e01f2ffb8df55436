// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `hourglass reject`
struct RejectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject",
        abstract: "Reject a request of somebody else.",
        discussion: """
            Shows the request and asks, as approve does. The requester reads the comment.

            Example: hourglass reject 7f0c9a52 --comment "Use the staging account for this"

            \(RequestExit.discussion)
            """
    )

    @OptionGroup var decision: DecisionOptions

    @Option(help: ArgumentHelp("Why; required.", valueName: "text"))
    var comment: String

    func run() async throws {
        throw try await decision.decide("reject", comment: comment)
    }
}
