// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// A custom permission set as an item of the state table, and the item that counts them.
enum CustomSetItem {
    static func item(_ record: CustomSetRecord) -> Item {
        var item: Item = [
            StateKeys.partition: .string(StateKeys.customSet(record.requestID)),
            "request_id": .string(record.requestID.description),
            "permission_set": .string(record.name),
            "user_id": .string(record.userID),
            "user_email": .string(record.userEmail),
            "account_id": .string(record.accountID.description),
            "failed_attempts": .integer(Int64(record.failedAttempts)),
            "version": .integer(record.version),
        ]
        switch record.state {
        case .making(let until): item["making_until"] = .integer(until.seconds)
        case .made(let arn): item["permission_set_arn"] = .string(arn)
        }
        item.merge(StateKeys.dueAttributes(record.dueAt)) { first, _ in first }
        return item
    }

    static func record(_ item: Item) throws(ItemProblem) -> CustomSetRecord {
        let reader = ItemReader(item)
        let id = try reader.requestID("request_id")
        try reader.requireKey(StateKeys.customSet(id), of: "request_id")
        guard let accountID = AccountID(try reader.text("account_id", upTo: ItemBounds.name)) else {
            throw ItemProblem("account_id is not 12 digits")
        }
        let state: CustomSetRecord.State
        if let arn = try reader.optionalText("permission_set_arn", upTo: ItemBounds.arn) {
            state = .made(arn: arn)
        } else {
            state = .making(until: try reader.moment("making_until"))
        }
        return CustomSetRecord(
            requestID: id,
            name: try reader.text("permission_set", upTo: ItemBounds.name),
            userID: try reader.text("user_id", upTo: ItemBounds.name),
            userEmail: try reader.text("user_email", upTo: ItemBounds.name),
            accountID: accountID,
            state: state,
            dueAt: try reader.moment(StateKeys.dueAt),
            failedAttempts: try reader.count("failed_attempts"),
            version: try reader.version("version")
        )
    }

    /// The update that counts; one more only while there are fewer than there may be.
    static func count(by difference: Int64, table: String) -> DynamoDB.Update {
        DynamoDB.Update(
            table: table,
            key: StateKeys.key(StateKeys.liveCustomSets),
            update: DynamoDB.Expression("ADD live_sets :difference", values: [":difference": .integer(difference)]),
            condition: difference < 0
                ? DynamoDB.Expression(
                    "live_sets BETWEEN :one AND :most",
                    values: [":one": 1, ":most": .integer(Int64(ItemBounds.count))]
                )
                : DynamoDB.Expression(
                    "attribute_not_exists(live_sets) OR live_sets BETWEEN :none AND :last",
                    values: [":none": 0, ":last": .integer(CustomPermissionSet.maximumLive - 1)]
                )
        )
    }

    /// The number that the update has counted.
    static func count(_ item: Item?) -> StoredCount {
        guard let value = item?["live_sets"] else { return .absent }
        guard let count = value.integerValue, (0...ItemBounds.count).contains(count) else { return .unreadable }
        return .count(count)
    }

    /// The update that puts the number right, whatever it was.
    static func correct(to count: Int, from stored: StoredCount, table: String) -> DynamoDB.Update {
        let (condition, old): (String, [String: AttributeValue]) =
            switch stored {
            case .absent: ("attribute_not_exists(live_sets)", [:])
            case .count(let old): ("live_sets = :old", [":old": .integer(Int64(old))])
            case .unreadable: ("attribute_exists(live_sets)", [:])
            }
        return DynamoDB.Update(
            table: table,
            key: StateKeys.key(StateKeys.liveCustomSets),
            update: DynamoDB.Expression("SET live_sets = :count", values: [":count": .integer(Int64(count))]),
            condition: DynamoDB.Expression(condition, values: old)
        )
    }
}
