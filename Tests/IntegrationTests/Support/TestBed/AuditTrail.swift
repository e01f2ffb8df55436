// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import Hashing
import JITAccess

/// The audit records of one request, oldest first.
struct AuditTrail: Sendable {
    let records: [Item]

    /// What happened, as `GRANT SUCCESS`.
    var steps: [String] {
        records.map { "\($0["action"]?.stringValue ?? "?") \($0["status"]?.stringValue ?? "?")" }
    }

    /// The last record of a step.
    func last(_ step: String) -> Item? {
        zip(records, steps).reversed().first { $0.1 == step }?.0
    }

    /// The same trail as it would be if all of it had been written so much earlier, with hashes of its own.
    func older(by seconds: Int64) throws -> AuditTrail {
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        let moments: Set = ["expires_at", "usable_from", "last_credential_at", "chain_began_at"]
        var previous = String(repeating: "0", count: 64)
        var older: [Item] = []
        for record in records {
            var next = record
            for (name, value) in record where moments.contains(name) {
                next[name] = value.integerValue.map { .integer(Int64($0) - seconds) }
            }
            if let text = record["timestamp"]?.stringValue {
                let moment = try format.parse(text).addingTimeInterval(-Double(seconds))
                next["timestamp"] = .string(moment.formatted(format))
                next["day"] = .string(String(moment.formatted(format).prefix(10)))
            }
            if record["previous_hash"] != nil { next["previous_hash"] = .string(previous) }
            next["hash"] = nil
            let contents = next.compactMapValues { value -> JITAccess.JSONValue? in
                if let text = value.stringValue { return .string(text) }
                return value.integerValue.map { .integer(Int64($0)) }
            }
            previous = try SHA256.hex(JITAccess.JSONValue.object(contents).canonicalText)
            next["hash"] = .string(previous)
            older.append(next)
        }
        return AuditTrail(records: older)
    }

    /// What is wrong with the chain of hashes, in the words of a program that shares nothing with the functions; empty
    /// if nothing is.
    func problems() throws -> String {
        try Self.problems(of: [self])
    }

    /// What is wrong with the chains of several trails.
    static func problems(of trails: [AuditTrail]) throws -> String {
        let plain = trails.map { trail in
            trail.records.map { record in record.mapValues(PlainValue.init) }
        }
        return try PythonScript("check_trail.py").run(JSONEncoder().encode(plain))
    }

    /// A string or a whole number, as JSON has them.
    private struct PlainValue: Encodable {
        let value: AttributeValue

        init(_ value: AttributeValue) {
            self.value = value
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            if let number = value.integerValue {
                try container.encode(number)
            } else if let text = value.stringValue {
                try container.encode(text)
            } else {
                // An audit record has no other values; a checker that sees one must complain.
                try container.encodeNil()
            }
        }
    }
}
