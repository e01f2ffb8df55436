// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `hourglass policy`
struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Check, explain and test the policy that decides who may have which access.",
        discussion: """
            Nothing is looked up and nothing is changed: these commands work on files alone. docs/policy.md says what \
            a policy is.

            Example: hourglass policy check policy.json
            """,
        subcommands: [PolicyCheckCommand.self, PolicyExplainCommand.self, PolicyTestCommand.self]
    )

    static let exitCodes = """
        64 the command was used wrongly or a file cannot be read, 65 a file is not what it should be.
        """
}
