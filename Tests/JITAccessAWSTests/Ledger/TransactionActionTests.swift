// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import Testing

@testable import JITAccessAWS

@Suite("Each change of a transaction is conditional")
struct TransactionActionTests {
    private func action(_ change: LedgerChange) throws -> DynamoDB.TransactionAction {
        let transaction = LedgerTransaction(changes: [change], audit: [])
        let actions = TransactionActions(transaction, stateTable: "state", auditTable: "audit").actions
        return try #require(actions.first)
    }

    @Test("A new binding must not be there")
    func newBinding() throws {
        let record = try Sample.record()
        #expect(
            try action(.putBinding(record, expecting: .absent))
                == .put(
                    .init(
                        table: "state",
                        item: BindingItem.item(record),
                        condition: "attribute_not_exists(assignment_id)"
                    )
                )
        )
    }

    @Test("A changed binding must have the version that was read")
    func changedBinding() throws {
        let record = try Sample.record(version: 8)
        #expect(
            try action(.putBinding(record, expecting: .version(7)))
                == .put(.init(table: "state", item: BindingItem.item(record), condition: Self.version7))
        )
    }

    @Test("A row of the published sample must be unchanged, its expiry to the last digit")
    func publishedRow() throws {
        let record = try Sample.record(version: 1)
        let row = PublishedRow(
            binding: try Sample.binding(),
            expiresAt: Sample.now,
            storedExpiry: "1768467600.5",
            createdAt: nil
        )
        let unchanged = DynamoDB.Expression(
            "attribute_not_exists(#version) AND expiry_timestamp = :expiry",
            names: ["#version": "version"],
            values: [":expiry": .number("1768467600.5")]
        )
        #expect(
            try action(.putBinding(record, expecting: .published(row)))
                == .put(.init(table: "state", item: BindingItem.item(record), condition: unchanged))
        )
    }

    @Test("A binding is removed only as it was read")
    func removedBinding() throws {
        #expect(
            try action(.removeBinding(Sample.binding(), version: 7))
                == .delete(
                    .init(table: "state", key: ["assignment_id": .string(Sample.key)], condition: Self.version7)
                )
        )
    }

    @Test("A request is written over the version that was read")
    func changedRequest() throws {
        let request = try Sample.request()
        #expect(
            try action(.putRequest(request, expecting: .version(7)))
                == .put(.init(table: "state", item: RequestItem.item(request), condition: Self.version7))
        )
    }

    @Test("A new request must not be there")
    func newRequest() throws {
        let request = try Sample.request()
        #expect(
            try action(.putRequest(request, expecting: .absent))
                == .put(
                    .init(
                        table: "state",
                        item: RequestItem.item(request),
                        condition: "attribute_not_exists(assignment_id)"
                    )
                )
        )
    }

    @Test("A request moves on from an expected status, and only what is given is changed")
    func movedRequest() throws {
        let key: Item = ["assignment_id": "request#req-1"]
        #expect(
            try action(.updateRequest(RequestUpdate(Sample.requestID(), from: [.granting, .active], to: .revoking)))
                == .update(
                    .init(
                        table: "state",
                        key: key,
                        update: .init(
                            "SET lease_status = :status",
                            values: [":status": "REVOKING", ":from0": "ACTIVE", ":from1": "GRANTING"]
                        ),
                        condition: "lease_status IN (:from0, :from1)"
                    )
                )
        )
        let failed = RequestUpdate(
            try Sample.requestID(),
            from: [.granting],
            to: .failed,
            expiresAt: Sample.now,
            failure: "no such role"
        )
        #expect(
            try action(.updateRequest(failed))
                == .update(
                    .init(
                        table: "state",
                        key: key,
                        update: .init(
                            "SET lease_status = :status, expires_at = :expires, "
                                + "failure = :failure REMOVE due, due_at",
                            values: [
                                ":status": "FAILED", ":expires": 1_768_467_600, ":failure": "no such role",
                                ":from0": "GRANTING",
                            ]
                        ),
                        condition: "lease_status IN (:from0)"
                    )
                )
        )
    }

    private static let open: Item = [":granting": "GRANTING", ":active": "ACTIVE", ":revoking": "REVOKING"]

    @Test("A lease that goes on is looked at a minute after its new end, one that is over no more")
    func movedDue() throws {
        let end = Sample.now + .seconds(3600)
        let id = try Sample.requestID()
        func text(_ update: RequestUpdate) throws -> (String, Item) {
            guard case .update(let made) = try action(.updateRequest(update)) else { return ("", [:]) }
            return (made.update.text, made.update.values)
        }
        let active = try text(RequestUpdate(id, from: [.granting], to: .active, expiresAt: end))
        #expect(active.0 == "SET lease_status = :status, expires_at = :expires, due = :due, due_at = :at")
        #expect(active.1[":due"] == "due")
        #expect(active.1[":at"] == 1_768_471_260)
        let claimed = try text(RequestUpdate(id, from: [.active], to: .revoking, dueAt: Sample.now))
        #expect(claimed.0 == "SET lease_status = :status, due = :due, due_at = :at")
        #expect(claimed.1[":at"] == 1_768_467_600)
        for status in [LeaseStatus.expired, .revoked, .failed] {
            let over = try text(RequestUpdate(id, from: [.active], to: status, expiresAt: end))
            #expect(over.0 == "SET lease_status = :status, expires_at = :expires REMOVE due, due_at")
        }
    }

    @Test("Only what is lent is made due for Revoke, and only what lends nothing is taken out")
    func leaseDue() throws {
        let id = try Sample.requestID()
        let key: Item = ["assignment_id": "request#req-1"]
        #expect(
            try action(.lookAtLease(id, at: Sample.now))
                == .update(
                    .init(
                        table: "state",
                        key: key,
                        update: .init(
                            "SET due = :due, due_at = :at",
                            values: Self.open.merging([":due": "due", ":at": 1_768_467_600]) { $1 }
                        ),
                        condition: "lease_status IN (:granting, :active, :revoking)"
                    )
                )
        )
        let lendsNothing: DynamoDB.Expression =
            "due = :access AND (attribute_not_exists(lease_status) OR NOT lease_status IN (:granting, :active, :revoking))"
        #expect(
            try action(.dismissLease(id, grantLooksAt: nil))
                == .update(
                    .init(
                        table: "state",
                        key: key,
                        update: .init("REMOVE due, due_at", values: Self.open.merging([":access": "due"]) { $1 }),
                        condition: lendsNothing
                    )
                )
        )
        let back: Item = [":access": "due", ":due": "request", ":at": 1_768_467_600]
        #expect(
            try action(.dismissLease(id, grantLooksAt: Sample.now))
                == .update(
                    .init(
                        table: "state",
                        key: key,
                        update: .init("SET due = :due, due_at = :at", values: Self.open.merging(back) { $1 }),
                        condition: lendsNothing
                    )
                )
        )
        #expect(
            try action(.endStanding(id))
                == .update(
                    .init(
                        table: "state",
                        key: key,
                        update: .init("SET standing = :standing", values: [":standing": false]),
                        condition: "attribute_exists(lease_status)"
                    )
                )
        )
    }

    @Test("A removal is remembered unless a later one is, and forgotten unless another has followed")
    func ended() throws {
        let ended = EndedBinding(binding: try Sample.binding(), endedAt: Sample.now, dueAt: Sample.now)
        #expect(
            try action(.putEnded(ended))
                == .put(
                    .init(
                        table: "state",
                        item: EndedItem.item(ended),
                        condition: .init(
                            "attribute_not_exists(assignment_id) OR ended_at <= :ended OR ended_at > :latest "
                                + "OR NOT attribute_type(ended_at, :number)",
                            values: [":ended": 1_768_467_600, ":latest": 1_768_467_660, ":number": "N"]
                        )
                    )
                )
        )
        #expect(
            try action(.removeEnded(ended))
                == .delete(
                    .init(
                        table: "state",
                        key: ["assignment_id": .string("ended#\(Sample.key)")],
                        condition: .init(
                            "attribute_not_exists(assignment_id) OR ended_at = :ended",
                            values: [":ended": 1_768_467_600]
                        )
                    )
                )
        )
    }

    @Test("Audit records come after the changes, into their own table")
    func order() throws {
        let audit = try Sample.auditRecord()
        let transaction = LedgerTransaction(
            changes: [.putRequest(try Sample.request(), expecting: .absent)],
            audit: [audit]
        )
        let actions = TransactionActions(transaction, stateTable: "state", auditTable: "audit").actions
        #expect(actions.count == 2)
        #expect(actions.last == .put(AuditItem.put(audit, table: "audit")))
    }

    @Test("The most that can end together fits into one transaction")
    func largest() throws {
        var leases: [RequestID: Lease] = [:]
        for number in 1...BindingRecord.maximumLeases {
            leases[try Sample.requestID("req-\(number)")] = Sample.lease()
        }
        let ended = EndedBinding(binding: try Sample.binding(), endedAt: Sample.now, dueAt: Sample.now)
        let updates = leases.keys.map { LedgerChange.updateRequest(RequestUpdate($0, from: [.active], to: .expired)) }
        let transaction = LedgerTransaction(
            changes: [.removeBinding(try Sample.binding(), version: 1), .putEnded(ended)] + updates,
            audit: try leases.keys.map { _ in try Sample.auditRecord() }
        )
        let actions = TransactionActions(transaction, stateTable: "state", auditTable: "audit").actions
        #expect(actions.count <= 100)
    }

    private static let version7 = DynamoDB.Expression(
        "#version = :version",
        names: ["#version": "version"],
        values: [":version": 7]
    )
}
