// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation

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
