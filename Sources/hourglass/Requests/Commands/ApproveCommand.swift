// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `hourglass approve`
struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Approve a request of somebody else.",
        discussion: """
            Shows the request and asks. What is sent is the digest of what was shown: if the request has changed \
            meanwhile, the approval is refused.

            Examples:
              hourglass list approvals
              hourglass approve 7f0c9a52
              hourglass approve 7f0c9a52 --yes --digest 3b1d...

            \(RequestExit.discussion)
            """
    )

    @OptionGroup var decision: DecisionOptions

    @Option(help: ArgumentHelp("What the requester and the audit trail are to know.", valueName: "text"))
    var comment: String?

    func run() async throws {
        throw try await decision.decide("approve", comment: comment)
    }
}
