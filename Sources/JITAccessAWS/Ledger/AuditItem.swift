// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// An audit record as an item of the audit table.
enum AuditItem {
    /// A record is put where none is: the table only grows.
    static func put(_ record: AuditRecord, table: String) -> DynamoDB.Put {
        DynamoDB.Put(
            table: table,
            item: record.attributes.compactMapValues(value),
            condition: "attribute_not_exists(request_id)"
        )
    }

    static func tail(_ item: Item) throws(ItemProblem) -> AuditTail {
        let reader = ItemReader(item)
        return AuditTail(sequence: try reader.integer("sequence"), hash: try reader.text("hash"))
    }

    private static func value(_ value: JSONValue) -> AttributeValue? {
        switch value {
        case .string(let text): .string(text)
        case .integer(let number): .integer(number)
        // A record has no others.
        case .null, .bool, .number, .array, .object: nil
        }
    }
}
