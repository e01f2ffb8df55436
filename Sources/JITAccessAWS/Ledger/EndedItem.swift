// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// The memory of a removal as an item of the state table.
enum EndedItem {
    static func item(_ ended: EndedBinding) -> Item {
        var item: Item = [
            StateKeys.partition: .string(StateKeys.ended(ended.binding)),
            "user_id": .string(ended.binding.userID),
            "account_id": .string(ended.binding.accountID.description),
            "permission_set_arn": .string(ended.binding.permissionSetARN),
            "request_ids": .list(ended.requestIDs.map { .string($0.description) }),
            "ended_at": .integer(ended.endedAt.seconds),
        ]
        item.merge(StateKeys.dueAttributes(ended.dueAt)) { first, _ in first }
        return item
    }

    static func ended(_ item: Item) throws(ItemProblem) -> EndedBinding {
        let reader = ItemReader(item)
        return EndedBinding(
            binding: try reader.binding(keyedBy: StateKeys.ended),
            requestIDs: try reader.requestIDs("request_ids"),
            endedAt: try reader.moment("ended_at"),
            dueAt: try reader.moment(StateKeys.dueAt)
        )
    }
}
