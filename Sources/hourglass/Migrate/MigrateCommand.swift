// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `hourglass migrate`
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Take over the rows of the published native-AWS sample: a migration with a beginning and an end.",
        discussion: """
            Outside of a migration Hourglass acts upon no such row, because whoever can write to the state table can \
            write one. plan lists them, begin and end print the command that switches their adoption on and off. None of \
            the three changes anything.

            Examples:
              hourglass migrate plan
              hourglass migrate begin --stack hourglass
              hourglass migrate end --stack hourglass
            """,
        subcommands: [MigratePlanCommand.self, MigrateBeginCommand.self, MigrateEndCommand.self]
    )
}

/// `hourglass migrate plan`
struct MigratePlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "List each row beside the assignment that Identity Center really has.",
        discussion: """
            Reads the state table (dynamodb:Scan) and asks Identity Center for the user's own assignment of each row \
            (sso:ListAccountAssignments). What somebody has through a group is no assignment of theirs.

            Exit codes: 0 there are no rows, 6 there are some, 64 something could not be read.
            """
    )

    @OptionGroup var rows: LegacyRowOptions

    func run() async throws {
        let plan = try await rows.plan()
        Terminal.output(plan.text)
        if !plan.rows.isEmpty { throw ExitCode(6) }
    }
}

/// `hourglass migrate begin`
struct MigrateBeginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "begin",
        abstract: "Print the command that has the rows adopted."
    )

    @OptionGroup var place: StackOptions

    func run() async throws {
        Terminal.output(
            """
            Look at every row first: hourglass migrate plan. What is adopted gets a lease that ends when the row says, and \
            the access of a row that is over is removed by the next sweep.

            Then have them adopted:

              \(place.command(.on))

            Within an hour a sweep has adopted them. Then: hourglass migrate end\(place.arguments)
            """
        )
    }
}

/// `hourglass migrate end`
struct MigrateEndCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end",
        abstract: "Print the command that ends the migration, once no row is left.",
        discussion: "Exit codes: 0 no row is left, 6 there are some, 64 something could not be read."
    )

    @OptionGroup var rows: LegacyRowOptions
    @OptionGroup var place: StackOptions

    func run() async throws {
        let plan = try await rows.plan()
        guard plan.rows.isEmpty else {
            Terminal.output(plan.text)
            Terminal.note("The migration is not over: a sweep looks for rows once an hour.")
            throw ExitCode(6)
        }
        Terminal.output("No row is left. Have none adopted any more:\n\n  \(place.command(.off))")
    }
}
