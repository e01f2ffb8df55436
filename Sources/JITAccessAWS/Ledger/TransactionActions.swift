// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// The actions of a transaction, and which part of it each belongs to.
struct TransactionActions {
    let actions: [DynamoDB.TransactionAction]
    private let parts: [LedgerPart]

    init(_ transaction: LedgerTransaction, stateTable: String, auditTable: String) {
        let changes = transaction.changes.map { Self.action($0, table: stateTable) }
        let records = transaction.audit.map { DynamoDB.TransactionAction.put(AuditItem.put($0, table: auditTable)) }
        actions = changes.map(\.0) + records
        parts = changes.map(\.1) + records.map { _ in .audit }
    }

    /// What is no longer as expected; nil if the transaction failed for another reason.
    ///
    /// Another transaction that is at work on one of the items puts all of them in doubt: what belongs together is
    /// changed together. Only a number of a caller says nothing about the other items, and a place in a trail puts only that in
    /// doubt: whoever writes there without end must not pass for somebody who settles the same binding, and what else has
    /// changed shows when it is tried again.
    func conflict(_ error: AWSError) -> Set<LedgerPart>? {
        var conflicting: Set<LedgerPart> = []
        for (index, (part, reason)) in zip(parts, error.cancellationReasons).enumerated() where reason.isFailure {
            switch reason.code {
            case "ConditionalCheckFailed": conflicting.insert(part)
            case "TransactionConflict" where part == .openRequestLimit || part == .attemptLimit:
                conflicting.insert(.count)
            case "TransactionConflict" where part == .audit: conflicting.insert(part)
            case "TransactionConflict": conflicting.formUnion(parts)
            // Somebody has made the item that is updated as large as an item can be.
            case "ValidationError" where part == .openRequestLimit || part == .request && actions[index].isUpdate:
                conflicting.insert(part)
            default: return nil
            }
        }
        return conflicting.isEmpty ? nil : conflicting
    }

    private static func action(
        _ change: LedgerChange,
        table: String
    ) -> (DynamoDB.TransactionAction, LedgerPart) {
        switch change {
        case .putBinding(let record, let expected):
            let put = DynamoDB.Put(table: table, item: BindingItem.item(record), condition: condition(expected))
            return (.put(put), .binding)
        case .removeBinding(let binding, let version):
            let delete = DynamoDB.Delete(
                table: table,
                key: StateKeys.key(binding.key),
                condition: condition(ExpectedBinding.version(version))
            )
            return (.delete(delete), .binding)
        case .putRequest(let record, let expected):
            let put = DynamoDB.Put(table: table, item: RequestItem.item(record), condition: condition(expected))
            return (.put(put), .request)
        case .updateRequest(let update):
            return (.update(RequestItem.update(update, table: table)), .request)
        case .putEnded(let ended):
            let put = DynamoDB.Put(
                table: table,
                item: EndedItem.item(ended),
                // One that is yet to come, or no moment, is no later removal: it would keep this one from being recorded.
                condition: DynamoDB.Expression(
                    "attribute_not_exists(assignment_id) OR ended_at <= :ended OR ended_at > :latest "
                        + "OR NOT attribute_type(ended_at, :number)",
                    values: [
                        ":ended": .integer(ended.endedAt.seconds), ":latest": .integer(ended.endedAt.seconds + 60),
                        ":number": "N",
                    ]
                )
            )
            return (.put(put), .endedBinding)
        case .removeEnded(let ended):
            let delete = DynamoDB.Delete(
                table: table,
                key: StateKeys.key(StateKeys.ended(ended.binding)),
                condition: DynamoDB.Expression(
                    "attribute_not_exists(assignment_id) OR ended_at = :ended",
                    values: [":ended": .integer(ended.endedAt.seconds)]
                )
            )
            return (.delete(delete), .endedBinding)
        case .putCustomSet(let record, let expected):
            let put = DynamoDB.Put(table: table, item: CustomSetItem.item(record), condition: condition(expected))
            return (.put(put), .customSet)
        case .removeCustomSet(let id, let version):
            let delete = DynamoDB.Delete(
                table: table,
                key: StateKeys.key(StateKeys.customSet(id)),
                condition: condition(ExpectedRequest.version(version))
            )
            return (.delete(delete), .customSet)
        case .putFenceOrder(let order, let expected):
            let put = DynamoDB.Put(table: table, item: FenceItem.item(order), condition: condition(expected))
            return (.put(put), .fenceOrder)
        case .removeFenceOrder(let order):
            let delete = DynamoDB.Delete(
                table: table,
                key: StateKeys.key(StateKeys.fenceOrder(order)),
                condition: condition(ExpectedRequest.version(order.version))
            )
            return (.delete(delete), .fenceOrder)
        case .putFences(let record, let expected):
            let put = DynamoDB.Put(table: table, item: FenceItem.item(record), condition: condition(expected))
            return (.put(put), .fences)
        case .removeUnreadableFences(let permissionSetARN, let item):
            let delete = DynamoDB.Delete(
                table: table,
                key: StateKeys.key(StateKeys.fences(permissionSetARN)),
                condition: condition(ExpectedBinding.unreadable(item))
            )
            return (.delete(delete), .fences)
        case .removeFences(let permissionSetARN, let version):
            let delete = DynamoDB.Delete(
                table: table,
                key: StateKeys.key(StateKeys.fences(permissionSetARN)),
                condition: condition(ExpectedRequest.version(version))
            )
            return (.delete(delete), .fences)
        case .noteLastCredential(let id, let moment):
            return (.update(RequestItem.noteLastCredential(id, at: moment, table: table)), .request)
        case .countCustomSets(let difference):
            return (.update(CustomSetItem.count(by: difference, table: table)), .customSetLimit)
        case .correctCustomSets(let count, let stored):
            return (.update(CustomSetItem.correct(to: count, from: stored, table: table)), .customSetLimit)
        case .setRowAside(let place):
            let update = DynamoDB.Update(
                table: table,
                key: StateKeys.key(place.key),
                // It may be as large as an item can be: what comes is smaller than what goes.
                update: DynamoDB.Expression("SET set_aside = :true REMOVE due, due_at", values: [":true": true]),
                condition: DynamoDB.Expression("due_at = :place", values: [":place": place.storedMoment])
            )
            return (.update(update), .request)
        case .putRequestSweepPlace(let place):
            var item = StateKeys.key(StateKeys.requestSweep)
            item["row_key"] = .string(place.key)
            item["row_due_at"] = place.storedMoment
            return (.put(DynamoDB.Put(table: table, item: item)), .request)
        case .countOpenRequests(let caller, let change):
            return (.init(CountItem.action(change, of: caller, table: table)), .openRequestLimit)
        case .countAttempt(let count, let change):
            return (.init(CountItem.action(change, of: count, table: table)), .attemptLimit)
        case .putSearch(let record, let expected):
            let put = DynamoDB.Put(table: table, item: SearchItem.item(record), condition: condition(expected))
            return (.put(put), .search)
        case .lookAtLease(let id, let moment):
            return (.update(RequestItem.look(at: id, moment, table: table)), .request)
        case .dismissLease(let id, let moment):
            return (.update(RequestItem.dismiss(id, grantLooksAt: moment, table: table)), .request)
        case .endStanding(let id):
            return (.update(RequestItem.endStanding(id, table: table)), .request)
        case .putComparison(let record, let expected):
            let put = DynamoDB.Put(table: table, item: ComparisonItem.item(record), condition: condition(expected))
            return (.put(put), .comparison)
        case .putReconcile(let record, let expected):
            // It is due only while it is under way.
            let expectation = condition(expected, absent: condition(ExpectedBinding.absent))
            let put = DynamoDB.Put(table: table, item: ReconcileItem.item(record), condition: expectation)
            return (.put(put), .reconcile)
        }
    }

    /// That an item is not among what is always due.
    private static let isUnlisted = DynamoDB.Expression(
        "attribute_not_exists(due) OR attribute_not_exists(due_at) OR due <> :due OR due_at <> :always",
        values: [
            ":due": .string(StateKeys.Queue.access.rawValue), ":always": .integer(StateKeys.alwaysDue.seconds),
        ]
    )

    private static func condition(
        _ expected: ExpectedProgress,
        absent: DynamoDB.Expression = isUnlisted
    ) -> DynamoDB.Expression? {
        switch expected {
        case .absent: absent
        case .version(let version): condition(ExpectedBinding.version(version))
        case .unreadable: nil
        }
    }

    private static func condition(_ expected: ExpectedRequest) -> DynamoDB.Expression {
        switch expected {
        case .absent: condition(ExpectedBinding.absent)
        case .version(let version): condition(ExpectedBinding.version(version))
        }
    }

    private static func condition(_ expected: ExpectedBinding) -> DynamoDB.Expression {
        switch expected {
        case .absent: "attribute_not_exists(assignment_id)"
        case .version(let version):
            // Version is a reserved word.
            DynamoDB.Expression(
                "#version = :version",
                names: ["#version": "version"],
                values: [":version": .integer(version)]
            )
        case .published(let row):
            DynamoDB.Expression(
                "attribute_not_exists(#version) AND expiry_timestamp = :expiry",
                names: ["#version": "version"],
                values: [":expiry": .number(row.storedExpiry)]
            )
        case .unreadable(let item):
            if let version = item.version {
                DynamoDB.Expression(
                    "#version = :version",
                    names: ["#version": "version"],
                    values: [":version": .number(version)]
                )
            } else {
                DynamoDB.Expression(
                    "attribute_exists(assignment_id) AND NOT attribute_type(#version, :number)",
                    names: ["#version": "version"],
                    values: [":number": "N"]
                )
            }
        }
    }
}

extension DynamoDB.TransactionAction {
    fileprivate var isUpdate: Bool { if case .update = self { true } else { false } }
}
