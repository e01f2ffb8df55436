// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import Synchronization
import TestSupport
import Testing

@Suite("hourglass audit", .timeLimit(.minutes(2)))
struct AuditCommandTests {
    private let credentials = [
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "a-secret", "AWS_REGION": "eu-central-1",
    ]

    @Test("A whole export is told as such, with the last hash to note")
    func whole() async throws {
        let sample = try AuditSample()
        try await HourglassCommand.with { command in
            let result = try await command.run(["audit", "verify", "-"], input: sample.tableExport)
            #expect(result.status == 0)
            #expect(result.errors == "Read 3 records from - (DynamoDB's export to S3).\n")
            #expect(
                result.output
                    == "Whole: 3 records of 1 request.\ndirect/r1: 3 records, the last hash is \(sample.lastHash)\n"
            )
            let known = ["audit", "verify", "-", "--expect-last", sample.lastHash]
            #expect(try await command.run(known, input: sample.tableExport).status == 0)
        }
    }

    @Test("Each break is a sentence and makes the exit code 1")
    func broken() async throws {
        var sample = try AuditSample()
        let last = sample.lastHash
        sample.records[1]["actor"] = "mallory\u{1B}[2J"
        let input = sample.json
        sample.records.removeLast()
        let shorter = sample.json
        try await HourglassCommand.with { command in
            let changed = try await command.run(["audit", "verify", "-"], input: input)
            #expect(changed.status == 1)
            let sentence =
                "Record 2 of request direct/r1 has been changed: its contents are not those that its hash was made of."
            #expect(changed.output == "\(sentence)\nBroken: 1 finding in 3 records of 1 request.\n")

            let json = try await command.run(["audit", "verify", "-", "--json", "--expect-last", last], input: shorter)
            #expect(json.status == 1)
            let result = try JSONDecoder().decode(JSONValue.self, from: Data(json.output.utf8))
            guard case .object(let members) = result, case .array(let findings)? = members["findings"] else {
                Issue.record("\(json.output)")
                return
            }
            #expect(members["whole"] == false)
            #expect(findings.count == 2)
        }
    }

    @Test("A trail that was made up is broken although its hashes fit")
    func madeUp() async throws {
        let (whole, madeUp) = (try AuditSample(), try AuditSample("direct/r2", from: 1))
        let input = whole.tableExport + madeUp.tableExport
        try await HourglassCommand.with { command in
            let result = try await command.run(["audit", "verify", "-"], input: input)
            #expect(result.status == 1)
            let lines = result.output.split(separator: "\n").map(String.init)
            #expect(
                lines == [
                    "Record 1 of request direct/r2 is GRANT STARTED, and a trail of a request begins with REQUEST or EXTEND, with "
                        + "SUCCESS or PENDING: the trail or the request was made up.",
                    "Record 1 of request direct/r2 (GRANT STARTED) gives access that no record before it has asked for.",
                    "Broken: 2 findings in 5 records of 2 requests.",
                ]
            )
            let json = try await command.run(["audit", "verify", "-", "--json"], input: input)
            #expect(json.status == 1)
            let value = try JSONDecoder().decode(JSONValue.self, from: Data(json.output.utf8))
            guard case .object(let members) = value, case .array(let trails)? = members["trails"],
                case .array(let findings)? = members["findings"], case .object(let finding)? = findings.first
            else {
                Issue.record("\(json.output)")
                return
            }
            #expect(members["whole"] == false)
            let isWhole = trails.map { if case .object(let trail) = $0 { trail["whole"] } else { JSONValue?.none } }
            #expect(isWhole == [true, false])
            #expect(finding["request_id"] == "direct/r2" && finding["sequence"] == 1)
            #expect(finding["message"] == .string(lines[0]))
        }
    }

    @Test("A trail is a table that whoever wrote into it cannot break, or JSON that verifies")
    func show() async throws {
        var sample = try AuditSample()
        let other = try AuditSample("direct/r2")
        try await HourglassCommand.with { command in
            let input = sample.tableExport + other.tableExport
            let table = try await command.run(["audit", "show", "direct/r1", "--export", "-"], input: input)
            #expect(table.status == 0)
            let lines = table.output.split(separator: "\n").map(String.init)
            #expect(lines.count == 6)
            #expect(lines[0].contains(/^#  time \(UTC\) +action +status +actor +established by +what$/))
            #expect(
                lines[1].hasPrefix("1  2026-11-21 09:30:00  REQUEST  SUCCESS  ada@example.com  identity_center_session")
            )
            #expect(
                lines[1].hasSuffix(
                    "ReadOnlyAccess in 111122223333 for ada@example.com for 4 hours; rule engineers; ticket INC1; "
                        + "because: Look at the logs"
                )
            )
            #expect(lines[3].hasSuffix("until 2026-11-21 03:02:42"))
            #expect(lines[4] == "Whole: 3 records of 1 request.")

            let json = try await command.run(["audit", "show", "direct/r1", "--export", "-", "--json"], input: input)
            #expect(json.status == 0)
            let again = try await command.run(["audit", "verify", "-"], input: json.output)
            #expect(again.status == 0)

            sample.records[0]["justification"] = "\u{1B}]0;x\u{7}\nRecord"
            let broken = try await command.run(["audit", "show", "direct/r1", "--export", "-"], input: sample.json)
            #expect(broken.status == 1)
            #expect(!broken.output.contains("\u{1B}") && !broken.output.contains("\u{7}"))
            #expect(broken.output.contains("Record 1 of request direct/r1 has been changed"))

            let none = try await command.run(["audit", "show", "r3", "--export", "-"], input: input)
            #expect(none.status == 4)
            #expect(none.errors.contains("no audit record of request r3"))
        }
    }

    @Test("The table is read page by page: the trail of a request by a query, all of it by a scan")
    func table() async throws {
        let sample = try AuditSample()
        let first = try JSONDecoder().decode(JSONValue.self, from: Data(sample.queryOutput.utf8))
        guard case .object(let members) = first, case .array(let items)? = members["Items"] else { return }
        let server = try ScriptedServer { request in
            let isFirst = !request.text.contains("ExclusiveStartKey")
            var page: [String: JSONValue] = ["Items": .array(isFirst ? Array(items[..<2]) : Array(items[2...]))]
            if isFirst { page["LastEvaluatedKey"] = ["request_id": ["S": "r1"], "sequence": ["N": "2"]] }
            return .json(200, JSONValue.object(page).canonicalText)
        }
        defer { server.stop() }
        let environment = credentials.merging(["AWS_ENDPOINT_URL": server.url, "AUDIT_TABLE": "mine"]) { $1 }
        try await HourglassCommand.with { command in
            let shown = try await command.run(["audit", "show", "url/r1"], environment: environment)
            #expect(shown.status == 0, "\(shown.errors)")
            #expect(shown.errors == "Read 3 records from the table mine in eu-central-1.\n")
            let all = try await command.run(
                ["audit", "verify", "--table", "--table-name", "other"],
                environment: environment
            )
            #expect(all.status == 0, "\(all.errors)")
        }
        let targets = server.requests.map { $0.headers["X-Amz-Target"] ?? "" }
        #expect(targets == ["Query", "Query", "Scan", "Scan"].map { "DynamoDB_20120810.\($0)" })
        #expect(server.requests[0].text.contains(#""TableName":"mine""#))
        #expect(server.requests[0].text.contains(#""ConsistentRead":true"#))
        #expect(server.requests[2].text.contains(#""TableName":"other""#))
        #expect(server.requests.allSatisfy { $0.headers["Authorization"]?.contains("AKIDEXAMPLE") == true })
    }

    @Test("Without its entry point a request is looked for at the usual ones, and of several none is chosen")
    func shortForm() async throws {
        let (one, other) = (try AuditSample("url/r1").queryOutput, try AuditSample("slack/r1").queryOutput)
        let isTwice = Atomic(false)
        let server = try ScriptedServer { request in
            if request.text.contains(#""url/r1""#) { return .json(200, one) }
            let isOther = request.text.contains(#""slack/r1""#) && isTwice.load(ordering: .relaxed)
            return .json(200, isOther ? other : #"{"Items":[]}"#)
        }
        defer { server.stop() }
        let environment = credentials.merging(["AWS_ENDPOINT_URL": server.url]) { $1 }
        try await HourglassCommand.with { command in
            let shown = try await command.run(["audit", "show", "r1"], environment: environment)
            #expect(shown.errors.contains("Read 3 records"), "\(shown.errors)")
            let names = ["r1", "url/r1", "direct/r1", "slack/r1", "servicenow/r1"]
            #expect(zip(server.requests, names).allSatisfy { $0.text.contains("\"S\":\"\($1)\"") })
            isTwice.store(true, ordering: .relaxed)
            let several = try await command.run(["audit", "show", "r1"], environment: environment)
            #expect(several.status != 0 && several.errors.contains("slack/r1, url/r1"), "\(several.errors)")
        }
    }

    @Test("A table that cannot be read is told with the reason, and is no proof")
    func trouble() async throws {
        let server = try ScriptedServer { _ in
            .json(400, #"{"__type":"x#AccessDeniedException","message":"not authorized to perform: dynamodb:Scan"}"#)
        }
        defer { server.stop() }
        let environment = credentials.merging(["AWS_ENDPOINT_URL": server.url]) { $1 }
        try await HourglassCommand.with { command in
            let result = try await command.run(["audit", "verify", "--table"], environment: environment)
            #expect(result.status == 64)
            #expect(result.errors.contains("jit-access-audit cannot be read"))
            #expect(result.errors.contains("dynamodb:Scan"))
            #expect(result.output == "")
        }
    }

    @Test(
        "What cannot be verified is explained, with exit code 64",
        arguments: [
            (["audit", "verify"], "", "Give either the files of an export, or --table"),
            (["audit", "verify", "-", "--table"], "", "Give either the files of an export, or --table"),
            (["audit", "verify", "-"], "", "there are no audit records to verify"),
            (["audit", "verify", "-", "--request", "r9"], "[]", "there are no audit records of request r9 to verify"),
            (["audit", "verify", "-", "--expect-last", "abc"], "[]", "abc is no hash"),
            (["audit", "verify", "--table", "--local-env", "x"], "", "--local-env goes with --local"),
            (["audit", "verify", "--table", "--local", "--local-env", "/missing"], "", "scripts/local-aws start"),
            (["audit", "verify", "--table"], "", "AWS_REGION"),
        ] as [([String], String, String)]
    )
    func usage(arguments: [String], input: String, message: String) async throws {
        try await HourglassCommand.with { command in
            let result = try await command.run(arguments, input: input, environment: ["HOME": "/nowhere"])
            #expect(result.status == 64)
            #expect(result.output == "")
            #expect(result.errors.contains(message), "\(result.errors)")
        }
    }
}
