// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Hashing
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

    /// The end of a trail, by its last record.
    ///
    /// - Throws: ``ItemProblem`` also if the record's hash is not that of its contents: nothing is appended to what was
    ///   changed, and no seal is held against it.
    static func tail(_ item: Item) throws(ItemProblem) -> AuditTail {
        let reader = ItemReader(item)
        let tail = AuditTail(
            sequence: try reader.place("sequence"),
            hash: try reader.text("hash", upTo: ItemBounds.name)
        )
        var contents = try attributes(item)
        contents["hash"] = nil
        guard let hash = try? SHA256.hex(JSONValue.object(contents).canonicalText), hash == tail.hash else {
            throw ItemProblem("its hash is not that of its contents")
        }
        return tail
    }

    /// A record as it is stored, not verified.
    static func attributes(_ item: Item) throws(ItemProblem) -> AuditChain.Attributes {
        var attributes: AuditChain.Attributes = [:]
        for (name, value) in item {
            if let text = value.stringValue {
                attributes[name] = .string(text)
            } else if let number = value.integerValue {
                attributes[name] = .integer(Int64(number))
            } else {
                throw ItemProblem("\(name) is neither text nor a whole number")
            }
        }
        return attributes
    }

    /// The attributes of a record, as far as a record may have them.
    static func contents(_ item: Item) -> [String: JSONValue] {
        item.compactMapValues { value in
            if let text = value.stringValue { return .string(text) }
            return value.integerValue.map { .integer(Int64($0)) }
        }
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
