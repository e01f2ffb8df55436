// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import FrontDoor
import JITAccess

/// `hourglass custom check`
struct CustomCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "See a custom permission set as its approvers will.",
        discussion: """
            Shows the lines that approvers are shown, with what deserves a second look and why, and says whether Slack \
            can show all of it: what it cannot, approvers decide with hourglass approve.

            Example: hourglass custom check restore.json

            Exit codes: 0 it can be asked for, \(PolicyCommand.exitCodes)
            """
    )

    @Argument(
        help: "A JSON file with managed_policies, inline_policy and session_duration.",
        completion: .file(extensions: ["json"])
    )
    var file: String

    func run() throws {
        let set = try CustomSetFile.set(file)
        let lines = RenderedDefinition.lines(set)
        Terminal.output("Approvers see:\n" + RequestText.text(of: lines))
        Terminal.output(
            SlackLimits.showsWhole(lines)
                ? "Slack shows all of it, with buttons to decide."
                : "It is too long for Slack, which has no buttons for it: approvers run hourglass approve."
        )
    }
}

/// A custom permission set on disk.
enum CustomSetFile {
    /// Reads one; one that could not be asked for is reported, and ends the command.
    static func set(_ path: String) throws -> CustomPermissionSet {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(message: "\(path) cannot be read; give the path of a file that is there")
        }
        let value: JSONValue
        do {
            value = try JSONValue(parsing: [UInt8](data))
        } catch {
            Terminal.error("\(PlainText.line(path)) is no JSON: \(PlainText.line(error.description))")
            throw ExitStatus.badFile
        }
        var problems: [FieldProblem] = []
        guard let set = CustomPermissionSet.read(value, field: "custom_permission_set", problems: &problems) else {
            let list = problems.map { PlainText.line("\($0.field): \($0.problem)") }.joined(separator: "\n")
            Terminal.error("\(PlainText.line(path)) is no custom permission set that could be asked for.\n\(list)")
            throw ExitStatus.badFile
        }
        return set
    }
}
