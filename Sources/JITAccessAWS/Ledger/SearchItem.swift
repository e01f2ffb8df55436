// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// How far the search for rows of the published sample is, as an item of the state table.
enum SearchItem {
    static func item(_ record: SearchRecord) -> Item {
        var item: Item = [
            StateKeys.partition: .string(StateKeys.search),
            "next_at": .integer(record.nextAt.seconds),
            "active_leases": .integer(Int64(record.activeLeases)),
            "has_trouble": .bool(record.hasTrouble),
            "version": .integer(record.version),
        ]
        if record.legacyRowsMet > 0 { item["legacy_rows_met"] = .integer(Int64(record.legacyRowsMet)) }
        if record.legacyRows > 0 { item["legacy_rows"] = .integer(Int64(record.legacyRows)) }
        item["oldest_over"] = (record.oldestOver?.seconds).map(AttributeValue.integer)
        item["search_cursor"] = record.cursor.map(AttributeValue.string)
        item.merge(StateKeys.dueAttributes(StateKeys.alwaysDue)) { first, _ in first }
        return item
    }

    static func record(_ item: Item) throws(ItemProblem) -> SearchRecord {
        let reader = ItemReader(item)
        return SearchRecord(
            nextAt: try reader.moment("next_at"),
            cursor: try reader.optionalText("search_cursor", upTo: ItemBounds.arn),
            activeLeases: try reader.count("active_leases"),
            hasTrouble: reader.flag("has_trouble"),
            legacyRowsMet: reader.has("legacy_rows_met") ? try reader.count("legacy_rows_met") : 0,
            oldestOver: reader.has("oldest_over") ? try reader.moment("oldest_over") : nil,
            legacyRows: reader.has("legacy_rows") ? try reader.count("legacy_rows") : 0,
            version: try reader.version("version")
        )
    }
}
