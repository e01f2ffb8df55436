// SPDX-License-Identifier: Apache-2.0

import AWSClient
public import JITAccess

/// Walking over the whole table, which finds what no index knows.
extension DynamoDBLedger {
    public func publishedRows(
        after key: String?,
        activeAt moment: Timestamp
    ) async throws(LedgerError) -> PublishedRowPage {
        let scan = DynamoDB.Scan(
            table: stateTable,
            // Bindings and rows of the published sample; nothing else has it.
            filter: "attribute_exists(expiry_timestamp)",
            consistentRead: true,
            exclusiveStartKey: key.map(StateKeys.key)
        )
        let page: DynamoDB.ItemPage
        do {
            page = try await dynamoDB.scan(scan)
        } catch {
            throw LedgerError(error)
        }
        var rows: [PublishedRow] = []
        var unreadable: [String] = []
        var activeLeases = 0
        for item in page.items {
            if !PublishedItem.isPublished(item) {
                // One that cannot be understood is reported where it is due.
                activeLeases += (try? BindingItem.record(item))?.activeLeases(at: moment) ?? 0
            } else if let row = try? PublishedItem.row(item) {
                rows.append(row)
                if row.expiresAt > moment { activeLeases += 1 }
            } else {
                unreadable.append(item[StateKeys.partition]?.stringValue ?? "without a key")
            }
        }
        return PublishedRowPage(
            rows: rows,
            unreadable: unreadable,
            activeLeases: activeLeases,
            next: page.lastEvaluatedKey?[StateKeys.partition]?.stringValue
        )
    }
}
