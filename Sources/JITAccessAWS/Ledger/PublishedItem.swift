// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// A row as the published sample writes it.
enum PublishedItem {
    /// Whether the item is one: everything written here has a version or no expiry.
    static func isPublished(_ item: Item) -> Bool {
        item["version"] == nil && item["expiry_timestamp"] != nil
    }

    static func row(_ item: Item) throws(ItemProblem) -> PublishedRow {
        let reader = ItemReader(item)
        guard case .number(let expiry)? = item["expiry_timestamp"], expiry.utf8.count <= ItemBounds.name,
            let seconds = Double(expiry),
            let whole = Int64(exactly: seconds.rounded(.down)), ItemBounds.moments.contains(whole)
        else {
            throw ItemProblem("expiry_timestamp is not a moment")
        }
        return PublishedRow(
            binding: try reader.binding(keyedBy: \.key),
            expiresAt: Timestamp(seconds: whole),
            storedExpiry: expiry,
            createdAt: reader.note("created_at", upTo: ItemBounds.name)
        )
    }
}
