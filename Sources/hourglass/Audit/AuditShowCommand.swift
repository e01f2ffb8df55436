// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import JITAccess

/// `hourglass audit show`
struct AuditShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the audit trail of a request as a table, and whether it is whole.",
        discussion: """
            Examples:
              hourglass audit show 7f0c9a52
              hourglass audit show 7f0c9a52 --export export.json
              hourglass audit show 7f0c9a52 --json > trail.json

            Exit codes: 0 the trail is whole, 1 it is broken, 4 there is none, 64 nothing was read.
            """
    )

    @Argument(help: "The id of the request, or entry point/id where several have it.")
    var request: String

    @Option(
        name: .customLong("export"),
        help: ArgumentHelp(
            "Read exports of the audit table, not the table; - is standard input; repeatable.",
            valueName: "file"
        ),
        completion: .file(extensions: ["json", "jsonl"])
    )
    var files: [String] = []

    @Flag(help: "Print the records as a JSON array, which hourglass audit verify reads.")
    var json = false

    @OptionGroup var tableOptions: AuditTableOptions

    /// For who has named an entry point that is not looked at by itself.
    private var advice: String {
        request.contains("/") ? "" : "; of an integration of your own, name it too: <alias>/\(PlainText.line(request))"
    }

    func run() async throws {
        let source = files.isEmpty ? AuditSource.table(tableOptions) : .files(files)
        let result = try AuditResult(records: try await source.records(of: request))
        guard let trail = result.trails.first else {
            Terminal.error("there is no audit record of request \(PlainText.line(request))\(advice)")
            throw RequestExit.notFound
        }
        // Those that go on for it follow.
        let requests = result.trails.filter { RequestID(stored: $0.requestID)?.predecessor == nil }
        guard requests.count <= 1 else {
            let names = requests.map { PlainText.line($0.requestID) }.joined(separator: ", ")
            throw CommandFailure(message: "several requests have this id. Say which: \(names)")
        }
        if json {
            let records = JSONValue.array(result.trails.flatMap(\.records).map(JSONValue.object)).canonicalText
            Terminal.output(ReadableJSON.format(Data(records.utf8)) ?? records)
        } else {
            Terminal.output(AuditTable.text(of: trail.records))
            for successor in result.trails.dropFirst() {
                Terminal.output("\n\(PlainText.line(successor.requestID)) goes on for it:")
                Terminal.output(AuditTable.text(of: successor.records))
            }
        }
        // With --json the table is for a program; people read the verdict all the same.
        if json { Terminal.note(result.text) } else { Terminal.output("\n" + result.text) }
        if !result.findings.isEmpty { throw ExitCode(1) }
    }
}
