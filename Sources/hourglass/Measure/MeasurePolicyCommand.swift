// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import JITAccess

/// `hourglass measure policy`
struct MeasurePolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Measure how fast a large policy is loaded and decides.",
        discussion: """
            The policy is made up: every fifth rule denies, the others name accounts, units, tags, users and groups in \
            turn, and every account is asked about. Measure a release build (swift build -c release), on a machine \
            that is otherwise idle.

            Example: hourglass measure policy --rules 1000 --accounts 5000

            Exit codes: 0 it was measured, 64 the command was used wrongly.
            """
    )

    @Option(help: ArgumentHelp("How many rules there are.", valueName: "n"))
    var rules = 1_000

    @Option(help: ArgumentHelp("How many accounts there are.", valueName: "n"))
    var accounts = 5_000

    @Option(help: ArgumentHelp("How often the policy is loaded.", valueName: "n"))
    var runs = 50

    @Option(help: ArgumentHelp("Write the policy to this file too, to start a function with it.", valueName: "file"))
    var output: String?

    @Flag(help: "Print JSON, not a table.")
    var json = false

    func validate() throws {
        if !(1...2_000).contains(rules) { throw ValidationError("--rules must be 1 to 2000.") }
        if !(1...100_000).contains(accounts) { throw ValidationError("--accounts must be 1 to 100000.") }
        if !(1...10_000).contains(runs) { throw ValidationError("--runs must be 1 to 10000.") }
    }

    func run() throws {
        let sample = SamplePolicy(rules: rules, accounts: accounts)
        let bytes = Array(sample.text.utf8)
        if let output { try Data(bytes).write(to: URL(filePath: output)) }
        let questions = try (0..<accounts).map { try sample.question($0) }
        let clock = ContinuousClock()
        var policy = try Policy(parsing: bytes, defaultPermissionSet: "AdministratorAccess")
        let loads = try (0..<runs).map { _ in
            // The one before is let go outside of what is measured: a function loads its policy once.
            var loaded: Policy?
            let time = try clock.measure {
                loaded = try Policy(parsing: bytes, defaultPermissionSet: "AdministratorAccess")
            }
            if let loaded { policy = loaded }
            return time
        }
        var allowed = 0
        let decisions = questions.map { question in
            clock.measure { if case .allowed = policy.decide(question) { allowed += 1 } }
        }
        guard allowed > 0, allowed < accounts || accounts < 10 else {
            throw CommandFailure(message: "the sample policy decides everything alike, so there is nothing to measure")
        }
        let measurement = PolicyMeasurement(
            rules: rules,
            accounts: accounts,
            bytes: bytes.count,
            loadMilliseconds: Summary(loads.map(Measures.milliseconds)),
            decisionMilliseconds: Summary(decisions.map(Measures.milliseconds))
        )
        Terminal.output(json ? measurement.json : measurement.table)
    }
}
