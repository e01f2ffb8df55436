// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `hourglass policy`
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Check, explain, test and resolve the policy that decides who may have which access.",
        discussion: """
            These commands work on files alone, but for resolve and check --directory, which ask Identity Center. Nothing \
            is changed in AWS. docs/policy.md says what a policy is.

            Example: hourglass policy check policy.json
            """,
        subcommands: [
            PolicyCheckCommand.self, PolicyExplainCommand.self, PolicyTestCommand.self, PolicyResolveCommand.self,
        ]
    )

    static let exitCodes = """
        64 the command was used wrongly, or something cannot be read, 65 a file is not what it should be.
        """
}
