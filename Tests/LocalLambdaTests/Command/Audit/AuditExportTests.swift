// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import JITAccess
import Testing

@testable import hourglass

@Suite("Exports of the audit table")
struct AuditExportTests {
    private func parse(_ text: String) throws -> AuditExport { try AuditExport.parse(Data(text.utf8), name: "file") }

    @Test("Each form gives the records that were written, and is told from the others")
    func forms() throws {
        let sample = try AuditSample()
        for (text, format) in [
            (sample.tableExport, AuditExport.Format.tableExport), (sample.queryOutput, .commandOutput),
            (sample.itemList, .commandOutput), (sample.json, .records),
            (sample.tableExport.replacing("\n", with: "\r\n\n"), .tableExport),
        ] {
            let export = try parse(text)
            #expect(export.records == sample.records)
            #expect(export.format == format)
        }
        let lines = sample.records.map { JSONValue.object($0).canonicalText }.joined(separator: "\n")
        #expect(try parse(lines).records == sample.records)
        let one = try #require(sample.tableExport.split(separator: "\n").first)
        #expect(try parse(String(one)).records == [sample.records[0]])
        for empty in ["", "[]", "\n", #"{"Items":[],"Count":0}"#] {
            #expect(try parse(empty).records.isEmpty)
        }
    }

    @Test("No other type passes for a text or a whole number")
    func types() throws {
        let values: [AttributeValue] = [
            .bool(true), .null, .binary([1]), .stringSet(["a"]), .numberSet(["1"]), .binarySet([[1]]), .number("1.5"),
            .list(["a"]), .map(["a": "b"]),
        ]
        for value in values {
            switch JSONValue(value) {
            case .string, .integer: Issue.record("\(value) passes")
            default: break
            }
        }
        #expect(JSONValue(.number("-7")) == -7)
        #expect(JSONValue(.string("7")) == "7")
    }

    @Test(
        "What is something else is refused with what to do",
        arguments: [
            ("nonsense", "line 1 of file is no audit record"),
            (#"{"Item":{"request_id":{"S":"r1"}}}"# + "\n{", "line 2 of file is no audit record"),
            (#"{"anything":"else"}"#, "line 1 of file is no audit record"), ("[1]", "line 1 of file"),
            (#"[{}]"#, "line 1 of file"), ("$ion_1_0 {Item:{}}", "Amazon Ion"),
        ]
    )
    func refused(text: String, message: String) throws {
        let failure = try #require(#expect(throws: CommandFailure.self) { try parse(text) })
        #expect(failure.message.contains(message))
    }

    @Test("A compressed file is to be unpacked, and a missing one is named")
    func files() throws {
        let compressed = try #require(
            #expect(throws: CommandFailure.self) { try AuditExport.parse(Data([0x1f, 0x8b, 8]), name: "a.json.gz") }
        )
        #expect(compressed.message.contains("gunzip -c a.json.gz"))
        let missing = try #require(#expect(throws: CommandFailure.self) { try AuditExport.read("missing.json") })
        #expect(missing.message.contains("missing.json"))
    }
}
