// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `hourglass custom`
struct CustomCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "custom",
        abstract: "Look at a custom permission set before you ask for it.",
        discussion: """
            Nothing is looked up and nothing is changed: these commands work on files alone. \
            docs/custom-permission-sets.md says what a custom permission set is.

            Example: hourglass custom check restore.json
            """,
        subcommands: [CustomCheckCommand.self]
    )
}
