// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// A binding as an item of the state table. The names of the first six attributes are those of the published sample.
enum BindingItem {
    static func item(_ record: BindingRecord) -> Item {
        var item: Item = [
            StateKeys.partition: .string(record.binding.key),
            "user_id": .string(record.binding.userID),
            "account_id": .string(record.binding.accountID.description),
            "permission_set_arn": .string(record.binding.permissionSetARN),
            "expiry_timestamp": .integer(record.expiresAt.seconds),
            "created_at": .string(record.createdAt.iso8601),
            "status": .string(record.status.rawValue),
            "version": .integer(record.version),
            "standing": .bool(record.isStanding),
            "leases": .map(leases(record.leases)),
        ]
        item.merge(StateKeys.dueAttributes(record.dueAt)) { first, _ in first }
        item["user_email"] = record.userEmail.map(AttributeValue.string)
        item["permission_set"] = record.permissionSet.map(AttributeValue.string)
        item["revocation"] = record.revocation.map { .map(revocation($0)) }
        return item
    }

    static func record(_ item: Item) throws(ItemProblem) -> BindingRecord {
        let reader = ItemReader(item)
        var leases: [RequestID: Lease] = [:]
        for (name, value) in try reader.map("leases") {
            guard let id = RequestID(name), let map = value.mapValue else {
                throw ItemProblem("leases has a member that is not a lease")
            }
            let lease = try LeaseItem.lease(map)
            // Whoever may write bindings must not choose which leases have no request to bear them out.
            guard lease.isAdopted == id.hasNoRequest else {
                throw ItemProblem("leases says of \(id) whether it was adopted")
            }
            leases[id] = lease
        }
        guard !leases.isEmpty else { throw ItemProblem("leases is empty") }
        // Each is asked after when the binding is looked at, which what no function has written is not worth. A lease that is
        // restored may come on top.
        guard leases.count <= 2 * BindingRecord.maximumLeases else {
            throw ItemProblem("leases has more than \(2 * BindingRecord.maximumLeases) members")
        }
        return BindingRecord(
            binding: try reader.binding(keyedBy: \.key),
            userEmail: reader.note("user_email", upTo: ItemBounds.name),
            permissionSet: reader.note("permission_set", upTo: ItemBounds.name),
            createdAt: reader.createdAt(),
            isStanding: reader.flag("standing"),
            leases: leases,
            revocation: reader.has("revocation") ? try revocation(try reader.map("revocation")) : nil,
            version: try reader.version("version")
        )
    }

    private static func leases(_ leases: [RequestID: Lease]) -> Item {
        var map: Item = [:]
        for (id, lease) in leases { map[id.description] = .map(LeaseItem.item(lease)) }
        return map
    }

    private static func revocation(_ revocation: BindingRecord.Revocation) -> Item {
        var item: Item = [
            "failed_attempts": .integer(revocation.failedAttempts),
            "next_try_at": .integer(revocation.nextTryAt.seconds),
        ]
        item["claim_owner"] = (revocation.claim?.owner).map(AttributeValue.string)
        item["claim_until"] = (revocation.claim?.until.seconds).map(AttributeValue.integer)
        return item
    }

    private static func revocation(_ item: Item) throws(ItemProblem) -> BindingRecord.Revocation {
        let reader = ItemReader(item)
        var claim: BindingRecord.Claim?
        if reader.has("claim_owner") {
            claim = BindingRecord.Claim(
                owner: try reader.text("claim_owner", upTo: ItemBounds.name),
                until: try reader.moment("claim_until")
            )
        }
        return BindingRecord.Revocation(
            claim: claim,
            failedAttempts: try reader.count("failed_attempts"),
            nextTryAt: try reader.moment("next_try_at")
        )
    }
}
