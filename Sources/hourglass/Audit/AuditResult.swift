// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess

/// What became of verifying some records, for people and for machines.
struct AuditResult {
    /// How many trails are listed one by one.
    private static let mostListed = 20

    let recordCount: Int
    let trails: [AuditChain.Trail]
    let findings: [AuditFinding]

    init(records: [AuditChain.Attributes], expectedLast: [String] = []) throws {
        recordCount = records.count
        let verification = try AuditVerification(of: records, expectedLast: expectedLast)
        (trails, findings) = (verification.trails, verification.findings)
    }

    /// A sentence for each break, and what was verified.
    var text: String {
        var lines = findings.map { PlainText.line($0.description) }
        let amount = "\(count(recordCount, "record")) of \(count(trails.count, "request"))"
        lines.append(
            findings.isEmpty ? "Whole: \(amount)." : "Broken: \(count(findings.count, "finding")) in \(amount)."
        )
        if findings.isEmpty && trails.count <= Self.mostListed {
            lines += trails.map { trail in
                PlainText.line(
                    "\(trail.requestID): \(count(trail.records.count, "record")), the last hash is \(trail.lastHash ?? "none")"
                )
            }
        }
        return lines.joined(separator: "\n")
    }

    /// All trails with their last hashes.
    func json() throws -> String {
        let value: JSONValue = [
            "whole": .bool(findings.isEmpty),
            "records": .integer(Int64(recordCount)),
            "trails": .array(
                trails.map { trail in
                    [
                        "request_id": .string(trail.requestID),
                        "records": .integer(Int64(trail.records.count)),
                        "last_hash": trail.lastHash.map(JSONValue.string) ?? .null,
                        "whole": .bool(trail.findings.isEmpty),
                    ]
                }
            ),
            "findings": .array(
                findings.map { finding in
                    [
                        "request_id": finding.requestID.map(JSONValue.string) ?? .null,
                        "sequence": finding.sequence.map(JSONValue.integer) ?? .null,
                        "message": .string(finding.description),
                    ]
                }
            ),
        ]
        return ReadableJSON.format(Data(value.canonicalText.utf8)) ?? value.canonicalText
    }

    private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
