// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// The last reconcile as an item of the state table. It is due for the sweep only while it is under way.
enum ReconcileItem {
    private enum Status: String {
        case running = "RUNNING"
        case finished = "FINISHED"
        case abandoned = "ABANDONED"
    }

    static func item(_ record: ReconcileRecord) -> Item {
        var item: Item = [
            StateKeys.partition: .string(StateKeys.reconcile),
            "reconcile_id": .string(record.id.description),
            "mode": .string(record.order.mode.rawValue),
            "asked_by": .string(record.askedBy),
            "started_at": .integer(record.startedAt.seconds),
            "tally": .map(ReconcileParts.item(record.tally)),
            "findings": .list(record.findings.map { .map(ReconcileParts.item($0)) }),
            "failed_attempts": .integer(Int64(record.failedAttempts)),
            "version": .integer(record.version),
        ]
        item["quarantine"] = ReconcileParts.item(record.order.quarantine)
        item["order_reason"] = record.order.reason.map(AttributeValue.string)
        item["place"] = record.place.map { .map(ReconcileParts.item($0)) }
        switch record.state {
        case .running(let claim, let nextTryAt):
            item["status"] = .string(Status.running.rawValue)
            item["next_try_at"] = .integer(nextTryAt.seconds)
            item["claim_owner"] = (claim?.owner).map(AttributeValue.string)
            item["claim_until"] = (claim?.until.seconds).map(AttributeValue.integer)
        case .finished(let moment):
            item["status"] = .string(Status.finished.rawValue)
            item["ended_at"] = .integer(moment.seconds)
        case .abandoned(let moment, let reason):
            item["status"] = .string(Status.abandoned.rawValue)
            item["ended_at"] = .integer(moment.seconds)
            item["end_reason"] = .string(reason)
        }
        if let dueAt = record.dueAt {
            item.merge(StateKeys.dueAttributes(dueAt)) { first, _ in first }
        }
        return item
    }

    static func record(_ item: Item) throws(ItemProblem) -> ReconcileRecord {
        let reader = ItemReader(item)
        var findings: [ReconcileFinding] = []
        for case .map(let finding) in try reader.list("findings") {
            findings.append(try ReconcileParts.finding(finding))
        }
        return ReconcileRecord(
            id: try reader.requestID("reconcile_id"),
            order: ReconcileOrder(
                try reader.choice("mode", ReconcileOrder.Mode.self),
                quarantine: try ReconcileParts.quarantine(item["quarantine"]),
                reason: reader.note("order_reason", upTo: ItemBounds.words)
            ),
            askedBy: try reader.text("asked_by", upTo: ItemBounds.arn),
            startedAt: try reader.moment("started_at"),
            place: reader.has("place") ? try ReconcileParts.place(try reader.map("place")) : nil,
            tally: try ReconcileParts.tally(try reader.map("tally")),
            findings: findings,
            state: try state(reader),
            failedAttempts: try reader.count("failed_attempts"),
            version: try reader.version("version")
        )
    }

    private static func state(_ reader: ItemReader) throws(ItemProblem) -> ReconcileRecord.State {
        switch try reader.choice("status", Status.self) {
        case .running:
            var claim: BindingRecord.Claim?
            if reader.has("claim_owner") {
                claim = BindingRecord.Claim(
                    owner: try reader.text("claim_owner", upTo: ItemBounds.name),
                    until: try reader.moment("claim_until")
                )
            }
            return .running(claim: claim, nextTryAt: try reader.moment("next_try_at"))
        case .finished: return .finished(at: try reader.moment("ended_at"))
        case .abandoned:
            return .abandoned(
                at: try reader.moment("ended_at"),
                reason: try reader.text("end_reason", upTo: ItemBounds.words)
            )
        }
    }
}
