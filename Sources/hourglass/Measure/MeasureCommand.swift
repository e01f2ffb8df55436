// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `hourglass measure`
struct MeasureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Measure how fast a function starts, how much memory it needs, and how fast a policy decides.",
        discussion: "Example: hourglass measure start Grant --runs 20",
        subcommands: [MeasureStartCommand.self, MeasurePolicyCommand.self]
    )
}
