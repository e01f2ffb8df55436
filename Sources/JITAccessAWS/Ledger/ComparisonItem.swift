// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// How far the comparison of requests and bindings is, as an item of the state table.
enum ComparisonItem {
    static func item(_ record: ComparisonRecord) -> Item {
        var item: Item = [
            StateKeys.partition: .string(StateKeys.comparison),
            "next_at": .integer(record.nextAt.seconds),
            "version": .integer(record.version),
        ]
        if let cursor = record.cursor {
            item["cursor_key"] = .string(cursor.key)
            item["cursor_due_at"] = .integer(cursor.dueAt.seconds)
            item["cursor_stored_due_at"] = cursor.storedDueAt.map(AttributeValue.string)
        }
        item.merge(StateKeys.dueAttributes(StateKeys.alwaysDue)) { first, _ in first }
        return item
    }

    static func record(_ item: Item) throws(ItemProblem) -> ComparisonRecord {
        let reader = ItemReader(item)
        var cursor: DueCursor?
        if let key = try reader.optionalText("cursor_key", upTo: ItemBounds.arn) {
            cursor = DueCursor(
                key: key,
                dueAt: try reader.moment("cursor_due_at"),
                storedDueAt: try reader.optionalText("cursor_stored_due_at", upTo: ItemBounds.name)
            )
        }
        return ComparisonRecord(
            nextAt: try reader.moment("next_at"),
            cursor: cursor,
            version: try reader.version("version")
        )
    }
}
