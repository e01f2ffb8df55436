// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// A lease as a member of its binding's `leases` map.
enum LeaseItem {
    private enum Status: String {
        case granting = "GRANTING"
        case active = "ACTIVE"
        case ended = "ENDED"
    }

    static func item(_ lease: Lease) -> Item {
        var item: Item = [
            "duration_seconds": .integer(lease.durationSeconds),
            "expires_at": .integer(lease.expiresAt.seconds),
        ]
        if lease.isAdopted { item["adopted"] = true }
        if let ticket = lease.ticket { item["ticket"] = .map(TicketHoldItem.item(ticket)) }
        let status: Status
        switch lease.state {
        case .granting(let granting):
            status = .granting
            item["recover_at"] = .integer(granting.recoverAt.seconds)
            item["creation_id"] = granting.creationID.map(AttributeValue.string)
            if let end = granting.revocation { write(end, to: &item) }
        case .active: status = .active
        case .ended(let end):
            status = .ended
            write(end, to: &item)
        }
        item["status"] = .string(status.rawValue)
        return item
    }

    static func lease(_ item: Item) throws(ItemProblem) -> Lease {
        let reader = ItemReader(item)
        let state: Lease.State
        switch try reader.choice("status", Status.self) {
        case .granting:
            state = .granting(
                Lease.Granting(
                    recoverAt: try reader.moment("recover_at"),
                    creationID: reader.note("creation_id", upTo: ItemBounds.name),
                    revocation: reader.has("end") ? try end(reader) : nil
                )
            )
        case .active: state = .active
        case .ended: state = .ended(try end(reader))
        }
        return Lease(
            state: state,
            durationSeconds: try reader.seconds("duration_seconds", in: ItemBounds.leaseSeconds),
            expiresAt: try reader.moment("expires_at"),
            isAdopted: reader.flag("adopted"),
            ticket: reader.has("ticket") ? try TicketHoldItem.hold(try reader.map("ticket")) : nil
        )
    }

    private static func write(_ end: LeaseEnd, to item: inout Item) {
        item["end"] = .string(end.kind.rawValue)
        item["ended_at"] = .integer(end.at.seconds)
        item["end_reason"] = end.reason.map(AttributeValue.string)
    }

    private static func end(_ reader: ItemReader) throws(ItemProblem) -> LeaseEnd {
        LeaseEnd(
            try reader.choice("end", LeaseEnd.Kind.self),
            at: try reader.moment("ended_at"),
            reason: reader.note("end_reason", upTo: ItemBounds.words)
        )
    }
}
