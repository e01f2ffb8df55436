// SPDX-License-Identifier: Apache-2.0

import Foundation
import Hashing
import JITAccess

/// A trail of three records, as the audit table holds it, in the forms in which it leaves the table.
struct AuditSample {
    var records: [AuditChain.Attributes]

    /// - Parameter first: the step that it begins with; only from the first one, 0, is it a trail that can be.
    init(_ request: String = "direct/r1", from first: Int = 0) throws {
        let steps: [AuditChain.Attributes] = [
            [
                "action": "REQUEST", "status": "SUCCESS", "permission_set": "ReadOnlyAccess",
                "user_email": "ada@example.com", "account_id": "111122223333", "duration_seconds": 14_400,
                "justification": "Look at the logs", "ticket": "INC1", "policy_rule": "engineers",
            ],
            ["action": "GRANT", "status": "STARTED"],
            ["action": "GRANT", "status": "SUCCESS", "expires_at": 1_795_230_162],
        ]
        var previous = String(repeating: "0", count: 64)
        records = []
        for (index, step) in steps.dropFirst(first).enumerated() {
            var record = step
            record["request_id"] = .string(request)
            record["sequence"] = .integer(Int64(index + 1))
            record["timestamp"] = .string("2026-11-21T09:30:0\(index).123Z")
            record["actor"] = "ada@example.com"
            record["actor_proof"] = "identity_center_session"
            record["previous_hash"] = .string(previous)
            previous = try SHA256.hex(JSONValue.object(record).canonicalText)
            record["hash"] = .string(previous)
            records.append(record)
        }
    }

    var lastHash: String {
        if case .string(let hash)? = records.last?["hash"] { hash } else { "" }
    }

    /// Plain JSON.
    var json: String { JSONValue.array(records.map(JSONValue.object)).canonicalText }

    /// The items with their types.
    private var items: [JSONValue] {
        records.map { record in
            .object(
                record.mapValues { value in
                    if case .integer(let number) = value { ["N": .string(String(number))] } else { ["S": value] }
                }
            )
        }
    }

    /// Lines as DynamoDB's export to S3 has them.
    var tableExport: String { items.map { JSONValue.object(["Item": $0]).canonicalText + "\n" }.joined() }

    /// What `aws dynamodb query --output json` prints, and what the service answers.
    var queryOutput: String {
        JSONValue.object(["Items": .array(items), "Count": .integer(Int64(items.count)), "ConsumedCapacity": .null])
            .canonicalText
    }

    /// What `aws dynamodb scan --query Items` prints.
    var itemList: String { JSONValue.array(items).canonicalText }
}
