// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// The ticket that a lease ends with, as a member of the lease.
enum TicketHoldItem {
    static func item(_ hold: TicketHold) -> Item {
        var item: Item = [
            "number": .string(hold.number),
            "check_at": .integer(hold.checkAt.seconds),
            "failed_checks": .integer(Int64(hold.failedChecks)),
        ]
        item["closes_at"] = (hold.closesAt?.seconds).map(AttributeValue.integer)
        return item
    }

    static func hold(_ item: Item) throws(ItemProblem) -> TicketHold {
        let reader = ItemReader(item)
        return TicketHold(
            number: try reader.text("number", upTo: ItemBounds.name),
            closesAt: reader.has("closes_at") ? try reader.moment("closes_at") : nil,
            checkAt: try reader.moment("check_at"),
            failedChecks: try reader.count("failed_checks")
        )
    }
}
