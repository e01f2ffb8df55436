// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import JITAccess

/// `hourglass audit verify`
struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify the hash chains of audit trails, offline from an export or straight from the table.",
        discussion: """
            Files may be DynamoDB's export to S3 (DynamoDB JSON, unpacked), the output of aws dynamodb scan or query, or \
            JSON records as hourglass audit show --json prints them. The order of the records does not matter.

            What a chain cannot show by itself: records that are missing at the end of a trail, and trails that are \
            missing altogether. Note the last hash of a trail, which this command prints, where the table's \
            administrators cannot change it, and give it with --expect-last later.

            Examples:
              aws dynamodb scan --table-name jit-access-audit --output json > export.json
              hourglass audit verify export.json
              gunzip -c data/*.json.gz | hourglass audit verify -
              hourglass audit verify --table
              hourglass audit verify --table --request 7f0c9a52 --expect-last 3b1d...

            Exit codes: 0 every trail is whole, 1 something is broken (a sentence for each break), 64 there was \
            nothing to verify.
            """
    )

    @Argument(
        help: ArgumentHelp("Exports of the audit table; - is standard input.", valueName: "file"),
        completion: .file(extensions: ["json", "jsonl"])
    )
    var files: [String] = []

    @Flag(help: "Read the audit table.")
    var table = false

    @Option(help: ArgumentHelp("Verify the trail of this request only: its id, or entry point/id.", valueName: "id"))
    var request: String?

    @Option(
        help: ArgumentHelp("A trail must end with this hash; repeatable.", valueName: "hash")
    )
    var expectLast: [String] = []

    @Flag(help: "Print the result as JSON.")
    var json = false

    @OptionGroup var tableOptions: AuditTableOptions

    func validate() throws {
        if table != files.isEmpty {
            throw ValidationError("Give either the files of an export, or --table to read the table.")
        }
        if let bad = expectLast.first(where: { $0.wholeMatch(of: /[0-9a-f]{64}/) == nil }) {
            throw ValidationError("\(bad) is no hash: 64 hexadecimal digits in lower case.")
        }
    }

    func run() async throws {
        let source = table ? AuditSource.table(tableOptions) : .files(files)
        let result = try AuditResult(
            records: try await source.records(of: request),
            expectedLast: expectLast
        )
        // Nothing is as good a sign of a lost trail as of a wrong file.
        if result.recordCount == 0 && expectLast.isEmpty {
            throw CommandFailure(
                message: "there are no audit records\(request.map { " of request \($0)" } ?? "") to verify"
            )
        }
        Terminal.output(json ? try result.json() : result.text)
        if !result.findings.isEmpty { throw ExitCode(1) }
    }
}
