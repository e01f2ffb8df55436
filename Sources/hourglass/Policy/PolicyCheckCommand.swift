// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import JITAccess

/// `hourglass policy check`
struct PolicyCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a policy before it is deployed.",
        discussion: """
            Finds what makes a function refuse to start (a misspelt key, a duration that is none), and what is valid \
            but hardly meant: rules that never decide, approvals that nobody can give, accounts chosen by names that \
            their own administrators can change. Rules are looked at one beside another: what two do together, such as \
            deny all that a third allows, is not found. One line says what is lent without anybody's approval.

            With --directory the Identity Store is asked, too: it finds names of nobody and of several, ids that are gone, \
            users who are disabled, and groups and users that are called otherwise than is noted beside their ids. That \
            needs identitystore:GetUserId, DescribeUser, GetGroupId and DescribeGroup, and sso:ListInstances unless the \
            store is given.

            Example: hourglass policy check policy.json

            Exit codes: 0 there is nothing to find but warnings, 1 there are findings, \(PolicyCommand.exitCodes)
            """
    )

    @Argument(help: "The policy.", completion: .file(extensions: ["json"]))
    var file = "policy.json"

    @Option(help: ArgumentHelp("What @default stands for.", valueName: "name"))
    var defaultPermissionSet = "AdministratorAccess"

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Look up the users and groups that it names.")
    var directory = false

    @OptionGroup(title: "With --directory") var options: PolicyDirectoryOptions

    func run() async throws {
        let policy = try PolicyFile.policy(file, defaultPermissionSet: defaultPermissionSet, json: json)
        var findings = policy.check(at: Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)))
        if directory {
            let names = policy.names()
            findings += DirectoryFindings.findings(names, try await options.directory().look(up: names))
        }
        if json {
            Terminal.output(report(policy, findings).canonicalText)
        } else {
            for finding in findings {
                let level = finding.code.isWarning ? "warning: " : ""
                Terminal.output(
                    "\(file):\(finding.line): \(finding.path): \(level)\(finding.message) [\(finding.code.rawValue)]"
                )
            }
            if findings.isEmpty { Terminal.output("\(file): nothing to find") }
            Terminal.output("\(file): \(policy.automaticLending)")
            if findings.allSatisfy(\.code.isWarning) { Terminal.output("SHA-256 \(policy.hash)") }
        }
        guard findings.allSatisfy(\.code.isWarning) else { throw ExitStatus.refused }
    }

    private func report(_ policy: Policy, _ findings: [PolicyFinding]) -> JSONValue {
        let list = findings.map { finding -> JSONValue in
            [
                "code": .string(finding.code.rawValue), "path": .string(finding.path),
                "line": .integer(Int64(finding.line)), "message": .string(finding.message),
                "level": .string(finding.code.isWarning ? "warning" : "error"),
            ]
        }
        return [
            "file": .string(file), "sha256": .string(policy.hash), "findings": .array(list),
            "automatic": .string(policy.automaticLending),
        ]
    }
}
