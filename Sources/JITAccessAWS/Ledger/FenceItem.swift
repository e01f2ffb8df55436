// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// Orders for fences, and the fences of a permission set, as items of the state table.
enum FenceItem {
    private enum Status: String {
        case wanted = "WANTED"
        case leftOut = "LEFT_OUT"
        case standing = "STANDING"
    }

    static func item(_ order: FenceOrder) -> Item {
        var item = Self.item(order.fence)
        item[StateKeys.partition] = .string(StateKeys.fenceOrder(order))
        item["permission_set_arn"] = .string(order.permissionSetARN)
        item["permission_set"] = order.permissionSet.map(AttributeValue.string)
        item["version"] = .integer(order.version)
        item.merge(StateKeys.dueAttributes(order.dueAt)) { first, _ in first }
        return item
    }

    static func order(_ item: Item) throws(ItemProblem) -> FenceOrder {
        let reader = ItemReader(item)
        let order = FenceOrder(
            permissionSetARN: try reader.text("permission_set_arn", upTo: ItemBounds.arn),
            permissionSet: reader.note("permission_set", upTo: ItemBounds.name),
            fence: try fence(item),
            dueAt: try reader.moment(StateKeys.dueAt),
            version: try reader.version("version")
        )
        try reader.requireKey(StateKeys.fenceOrder(order), of: "user_id, account_id, permission_set_arn and ended_at")
        return order
    }

    static func item(_ record: FenceRecord) -> Item {
        var item: Item = [
            StateKeys.partition: .string(StateKeys.fences(record.permissionSetARN)),
            "permission_set_arn": .string(record.permissionSetARN),
            "fences": .list(record.fences.map { .map(Self.item($0)) }),
            "failed_attempts": .integer(record.failedAttempts),
            "version": .integer(record.version),
        ]
        item["permission_set"] = record.permissionSet.map(AttributeValue.string)
        item["next_try_at"] = (record.nextTryAt?.seconds).map(AttributeValue.integer)
        item["claim_owner"] = (record.claim?.owner).map(AttributeValue.string)
        item["claim_until"] = (record.claim?.until.seconds).map(AttributeValue.integer)
        item.merge(StateKeys.dueAttributes(record.dueAt)) { first, _ in first }
        return item
    }

    static func record(_ item: Item) throws(ItemProblem) -> FenceRecord {
        let reader = ItemReader(item)
        let arn = try reader.text("permission_set_arn", upTo: ItemBounds.arn)
        try reader.requireKey(StateKeys.fences(arn), of: "permission_set_arn")
        var fences: [Fence] = []
        for value in try reader.list("fences") {
            guard let map = value.mapValue else { throw ItemProblem("fences has a member that is not a fence") }
            fences.append(try fence(map))
        }
        guard !fences.isEmpty else { throw ItemProblem("fences is empty") }
        var claim: BindingRecord.Claim?
        if reader.has("claim_owner") {
            claim = BindingRecord.Claim(
                owner: try reader.text("claim_owner", upTo: ItemBounds.name),
                until: try reader.moment("claim_until")
            )
        }
        return FenceRecord(
            permissionSetARN: arn,
            permissionSet: reader.note("permission_set", upTo: ItemBounds.name),
            fences: fences,
            claim: claim,
            failedAttempts: try reader.count("failed_attempts"),
            nextTryAt: reader.has("next_try_at") ? try reader.moment("next_try_at") : nil,
            version: try reader.version("version")
        )
    }

    // MARK: One fence

    private static func item(_ fence: Fence) -> Item {
        var item: Item = [
            "user_id": .string(fence.userID),
            "account_id": .string(fence.accountID.description),
            "request_ids": .list(fence.requestIDs.map { .string($0.description) }),
            "ended_at": .integer(fence.endedAt.seconds),
        ]
        item["user_email"] = fence.userEmail.map(AttributeValue.string)
        item["session_seconds"] = fence.sessionSeconds.map(AttributeValue.integer)
        let status: Status
        switch fence.state {
        case .wanted: status = .wanted
        case .leftOut: status = .leftOut
        case .standing(let moment):
            status = .standing
            item["fenced_at"] = .integer(moment.seconds)
        }
        item["status"] = .string(status.rawValue)
        return item
    }

    private static func fence(_ item: Item) throws(ItemProblem) -> Fence {
        let reader = ItemReader(item)
        guard let accountID = AccountID(try reader.text("account_id", upTo: ItemBounds.name)) else {
            throw ItemProblem("account_id is not 12 digits")
        }
        let ids = try reader.requestIDs("request_ids")
        let state: Fence.State
        switch try reader.choice("status", Status.self) {
        case .wanted: state = .wanted
        case .leftOut: state = .leftOut
        case .standing: state = .standing(since: try reader.moment("fenced_at"))
        }
        return Fence(
            userID: try reader.text("user_id", upTo: ItemBounds.name),
            accountID: accountID,
            userEmail: reader.note("user_email", upTo: ItemBounds.name),
            requestIDs: ids,
            endedAt: try reader.moment("ended_at"),
            sessionSeconds: reader.has("session_seconds")
                ? try reader.seconds("session_seconds", in: ItemBounds.sessionSeconds) : nil,
            state: state
        )
    }
}
