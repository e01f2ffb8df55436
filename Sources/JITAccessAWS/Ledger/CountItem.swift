// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// The numbers that are kept of callers: one item each, which is written over and never deleted.
enum CountItem {
    /// What a transaction does.
    enum Action {
        case put(DynamoDB.Put)
        case update(DynamoDB.Update)
        case check(DynamoDB.ConditionCheck)
    }

    private static let openRequests = "open_requests"

    // MARK: Open requests

    static func openRequests(_ item: Item?) -> StoredCount {
        guard let value = item?[openRequests] else { return .absent }
        guard let count = value.integerValue, (0...ItemBounds.count).contains(count) else { return .unreadable }
        return .count(count)
    }

    static func action(_ change: OpenCountChange, of caller: Caller, table: String) -> Action {
        let key = StateKeys.key(StateKeys.openRequests(caller))
        switch change {
        case .opened(let limit):
            return .update(
                DynamoDB.Update(
                    table: table,
                    key: key,
                    update: DynamoDB.Expression("ADD open_requests :one", values: [":one": 1]),
                    condition: DynamoDB.Expression(
                        "attribute_not_exists(open_requests) OR open_requests BETWEEN :none AND :last",
                        values: [":none": 0, ":last": .integer(Int64(limit) - 1)]
                    )
                )
            )
        case .closed:
            return .update(
                DynamoDB.Update(
                    table: table,
                    key: key,
                    update: DynamoDB.Expression("ADD open_requests :less", values: [":less": -1]),
                    condition: DynamoDB.Expression(
                        "open_requests BETWEEN :one AND :most",
                        values: [":one": 1, ":most": .integer(Int64(ItemBounds.count))]
                    )
                )
            )
        case .corrected(let count, let stored):
            var item = key
            item[openRequests] = .integer(Int64(count))
            let condition: DynamoDB.Expression =
                switch stored {
                case .absent: "attribute_not_exists(open_requests)"
                case .count(let old):
                    DynamoDB.Expression("open_requests = :old", values: [":old": .integer(Int64(old))])
                case .unreadable: "attribute_exists(open_requests)"
                }
            return .put(DynamoDB.Put(table: table, item: item, condition: condition))
        }
    }

    // MARK: Refused attempts

    static func action(_ change: AttemptChange, of count: AttemptCount, table: String) -> Action {
        let key = StateKeys.key(StateKeys.attempts(count))
        let limit = Int64(count.limit)
        switch change {
        case .first(let hour):
            // A number that is none of this hour, or none that could be.
            return .put(
                DynamoDB.Put(
                    table: table,
                    item: key.merging(["counted_hour": .integer(hour.seconds), "refusals": 1]) { first, _ in first },
                    condition: DynamoDB.Expression(
                        "attribute_not_exists(refusals) OR counted_hour <> :hour OR refusals < :one OR refusals > :most",
                        values: [":hour": .integer(hour.seconds), ":one": 1, ":most": .integer(limit + 1)]
                    )
                )
            )
        case .further(let hour):
            return .update(
                more(
                    key,
                    DynamoDB.Expression(
                        "counted_hour = :hour AND refusals BETWEEN :one AND :last",
                        values: [":hour": .integer(hour.seconds), ":last": .integer(limit - 1), ":one": 1]
                    ),
                    table
                )
            )
        case .last(let hour):
            return .update(
                more(
                    key,
                    DynamoDB.Expression(
                        "counted_hour = :hour AND refusals = :limit",
                        values: [":hour": .integer(hour.seconds), ":limit": .integer(limit)]
                    ),
                    table
                )
            )
        case .check(let hour):
            return .check(
                DynamoDB.ConditionCheck(
                    table: table,
                    key: key,
                    condition: DynamoDB.Expression(
                        "attribute_not_exists(refusals) OR counted_hour <> :hour OR refusals < :limit",
                        values: [":hour": .integer(hour.seconds), ":limit": .integer(limit)]
                    )
                )
            )
        }
    }

    private static func more(_ key: Item, _ condition: DynamoDB.Expression, _ table: String) -> DynamoDB.Update {
        DynamoDB.Update(
            table: table,
            key: key,
            update: DynamoDB.Expression("ADD refusals :one", values: [":one": 1]),
            condition: condition
        )
    }
}

extension DynamoDB.TransactionAction {
    init(_ action: CountItem.Action) {
        switch action {
        case .put(let put): self = .put(put)
        case .update(let update): self = .update(update)
        case .check(let check): self = .conditionCheck(check)
        }
    }
}
