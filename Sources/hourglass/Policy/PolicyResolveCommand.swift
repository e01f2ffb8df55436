// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import JITAccess

/// `hourglass policy resolve`
struct PolicyResolveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Write the ids of users and groups beside their names.",
        discussion: """
            Looks each name of a user or group up in the Identity Store and prints the policy with an object in its place, \
            such as {"id": "user:90676...", "name": "ada@example.com"}: the id counts from then on, whoever gets the name, \
            and the name is for people. Everything else stays as it is. Patterns stay, too. A name of nobody, or of \
            several, stays and is told.

            A rule whose text changes is another rule: requests that wait for its approvals must be made again.

            Needs identitystore:GetUserId, DescribeUser, GetGroupId and DescribeGroup, and sso:ListInstances unless the \
            store is given.

            Example: hourglass policy resolve policy.json --write

            Exit codes: 0 every name has an id, 1 some names are of nobody or of several, \(PolicyCommand.exitCodes)
            """
    )

    @Argument(help: "The policy.", completion: .file(extensions: ["json"]))
    var file = "policy.json"

    @Flag(help: "Change the file instead of printing it.")
    var write = false

    @OptionGroup var options: PolicyDirectoryOptions

    func run() async throws {
        let policy = try PolicyFile.policy(file, defaultPermissionSet: "AdministratorAccess")
        let names = policy.names()
        let found = try await options.directory().look(up: names)

        var replaced: [(name: PolicyName, id: String)] = []
        var problems: [String] = []
        for name in names {
            guard case .name = name.form, let subject = name.subject, let one = found[subject] else { continue }
            switch one {
            case .one(let id, _, _): replaced.append((name, id))
            default:
                guard let problem = DirectoryFindings.problem(name, one) else { continue }
                problems.append("\(file):\(name.line): \(name.path): \(problem.message)")
            }
        }
        try save(policy.text(withIDs: replaced), isChanged: !replaced.isEmpty)
        report(names, replaced.count, problems)
        if !problems.isEmpty { throw ExitStatus.refused }
    }

    private func save(_ text: [UInt8], isChanged: Bool) throws {
        // With the names in them some policies become too large.
        do {
            _ = try Policy(parsing: text, defaultPermissionSet: "AdministratorAccess")
        } catch {
            throw CommandFailure(message: "with ids the policy \(error.reason); nothing was written")
        }
        guard write else { return Terminal.output(Data(text)) }
        guard isChanged else { return }
        do {
            try Data(text).write(to: URL(filePath: file), options: .atomic)
        } catch {
            throw CommandFailure(message: "\(file) cannot be written: \(error.localizedDescription)")
        }
    }

    private func report(_ names: [PolicyName], _ count: Int, _ problems: [String]) {
        for problem in problems { Terminal.note(problem) }
        var patterns: [String] = []
        for case .pattern(let text) in names.map(\.form) where !patterns.contains(text) { patterns.append(text) }
        if !patterns.isEmpty {
            Terminal.note("Patterns, not resolved: \(patterns.map { PlainText.line($0) }.joined(separator: ", "))")
        }
        let ids = names.count { if case .id = $0.form { true } else { false } }
        Terminal.note("\(count) names got an id, \(ids) had one, \(problems.count) could not be resolved")
    }
}
