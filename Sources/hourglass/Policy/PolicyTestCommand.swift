// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import JITAccess

/// `hourglass policy test`
struct PolicyTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Test a policy against decisions that are expected and assertions that must always hold.",
        discussion: """
            The file has facts (people with groups, accounts with units and tags, permission sets), a table of \
            expected decisions, and assertions over every combination of the facts, such as: nobody reaches \
            AdministratorAccess on accounts tagged environment=prod without two approvals. What breaks an assertion is \
            printed. docs/policy.md describes the file.

            Example: hourglass policy test policy.tests.json

            Exit codes: 0 everything holds, 1 something does not, \(PolicyCommand.exitCodes)
            """
    )

    @Argument(help: "The tests.", completion: .file(extensions: ["json"]))
    var file = "policy.tests.json"

    @Option(
        help: ArgumentHelp("The policy, if not the one that the tests name.", valueName: "path"),
        completion: .file(extensions: ["json"])
    )
    var policy: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let tests = try read()
        let beside = URL(filePath: file).deletingLastPathComponent().appending(path: tests.policy ?? "policy.json")
        let policy = try PolicyFile.policy(
            policy ?? beside.standardizedFileURL.path,
            defaultPermissionSet: tests.defaultPermissionSet
        )
        if let missing = tests.missingFact(for: policy) {
            Terminal.error("\(file): $.facts: \(PlainText.line(missing)); add it")
            throw ExitStatus.badFile
        }
        let results = tests.expectations.map { $0.result(policy) } + tests.assertions.map { $0.result(policy, tests) }
        let failed = results.count { $0.failure != nil }
        if json {
            let report: JSONValue = [
                "passed": .integer(Int64(results.count - failed)), "failed": .integer(Int64(failed)),
                "results": .array(results.map(\.json)),
            ]
            Terminal.output(report.canonicalText)
        } else {
            for result in results {
                let mark = result.failure == nil ? "✔" : "✘"
                Terminal.output("\(mark) \(PlainText.line(result.name))")
                if let failure = result.failure { Terminal.output("    \(PlainText.line(failure))") }
            }
            Terminal.output("\(results.count - failed) hold, \(failed) \(failed == 1 ? "does" : "do") not")
        }
        if failed > 0 { throw ExitStatus.refused }
    }

    private func read() throws -> PolicyTests {
        let bytes = try PolicyFile.bytes(file)
        do throws(JSONProblem) {
            return try JSONReader.policyTests(bytes)
        } catch {
            Terminal.error("\(file):\(error.line):\(error.column): \(error.path) \(error.reason)")
            throw ExitStatus.badFile
        }
    }
}
