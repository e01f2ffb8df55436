// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import AWSClient
@testable import JITAccess
@testable import JITAccessAWS

/// Items of the two tables, a target for each kind. Whoever may write to a table may write any number and any text into
/// it: reading ends no process, and what is read is what would be written.
extension FuzzTarget {
    static let stored: [FuzzTarget] = [
        kind("ended", EndedItem.item(ended), EndedItem.ended, EndedItem.item),
        kind("custom-set-item", CustomSetItem.item(customSetRecord), CustomSetItem.record, CustomSetItem.item),
        kind("fence-order", FenceItem.item(fenceOrder), FenceItem.order, FenceItem.item),
        kind("fences", FenceItem.item(fenceRecord), FenceItem.record, FenceItem.item),
        kind("search", SearchItem.item(search), SearchItem.record, SearchItem.item),
        kind("reconcile", ReconcileItem.item(reconcile), ReconcileItem.record, ReconcileItem.item),
        kind(
            "sweep-lease",
            SweepLeaseItem.item(sweepLease),
            { item throws(ItemProblem) in
                guard let lease = SweepLeaseItem.lease(item, sweep: .access) else { throw ItemProblem("none") }
                return lease
            },
            SweepLeaseItem.item
        ),
        publishedRow, auditItem,
    ]

    /// A kind of item that is read and written.
    private static func kind<Record: Equatable & Sendable>(
        _ name: String,
        _ seed: Item,
        _ read: @escaping @Sendable (Item) throws(ItemProblem) -> Record,
        _ write: @escaping @Sendable (Record) -> Item
    ) -> FuzzTarget {
        FuzzTarget(name: name, seeds: seeds(seed)) { bytes in
            guard let item = decoded(bytes), let record = try? read(item) else { return nil }
            var expectations = Expectations()
            let again = try? read(write(record))
            expectations.expect(again == record, "what is read is written as another")
            return expectations.violation
        }
    }

    /// A row of the published sample, which is read only.
    private static let publishedRow = FuzzTarget(
        name: "published-row",
        seeds: seeds([
            "assignment_id": .string(binding.key), "user_id": .string(binding.userID),
            "account_id": .string(binding.accountID.description),
            "permission_set_arn": .string(binding.permissionSetARN),
            "expiry_timestamp": .number("1768467600.75"), "created_at": "2026-01-15T09:00:00",
        ])
    ) { bytes in
        guard let item = decoded(bytes), let row = try? PublishedItem.row(item) else { return nil }
        var expectations = Expectations()
        expectations.expect(ItemBounds.moments.contains(row.expiresAt.seconds), "its end is no moment")
        expectations.expect(item["expiry_timestamp"] == .number(row.storedExpiry), "it would not be found again")
        if let adopted = try? row.adopted(at: Timestamp(seconds: 1_768_467_600)) {
            let again = try? BindingItem.record(BindingItem.item(adopted.record))
            expectations.expect(again?.leases.count == 1, "what it becomes cannot be read")
        }
        return expectations.violation
    }

    /// The last record of a trail: another can follow whatever is accepted.
    private static let auditItem = FuzzTarget(name: "audit-item", seeds: seeds(auditRecord)) { bytes in
        guard let item = decoded(bytes), var tail = try? AuditItem.tail(item) else { return nil }
        var expectations = Expectations()
        guard let id = JITAccess.RequestID("r-1") else { return "there is no id" }
        let invocation = Invocation(requestID: "i-1", deadline: Timestamp(seconds: 0), channel: .direct)
        let before = tail.sequence
        let entry = AuditEntry(.revoke, .success, subject: AuditSubject())
        guard let next = try? tail.append(entry, for: id, at: Timestamp(seconds: 0), by: invocation) else {
            return "no record can follow"
        }
        expectations.expect(next.sequence == before + 1, "the next place is \(next.sequence)")
        let put = AuditItem.put(next, table: "audit").item
        let read = try? AuditItem.tail(put)
        expectations.expect(read == tail || next.sequence > ItemBounds.places.upperBound, "it is read as another")
        return expectations.violation
    }

    // MARK: Seeds

    private static func decoded(_ bytes: [UInt8]) -> Item? { try? JSONDecoder().decode(Item.self, from: Data(bytes)) }

    /// The item, and the item with each of its numbers as somebody might put it there.
    private static func seeds(_ item: Item) -> [String] {
        let whole = (try? JSONEncoder().encode(item)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let extremes = [
            "9223372036854775807", "-9223372036854775808", "9007199254740991", "-1", "0", "1e400", "-1e-400", "0.5",
            "NaN",
            "", "9999999999999999999999999999999999999e125",
        ]
        return [whole]
            + extremes.map { number in whole.replacing(/"N":"[^"]*"/, with: "\"N\":\"\(number)\"") }
            + [String(repeating: "a", count: 20_000)].map { text in
                whole.replacing(/"S":"[^"]*"/, with: "\"S\":\"\(text)\"")
            }
    }

    private static let instant = Timestamp(seconds: 1_768_467_600)

    private static let binding = Binding(
        userID: "906711a2-50b1-7094-3a4e-0d5f7b6f0001",
        accountID: account,
        permissionSetARN: "arn:aws:sso:::permissionSet/ssoins-1/ps-1"
    )

    private static let account: AccountID = {
        guard let account = AccountID("111122223333") else { preconditionFailure("It has twelve digits.") }
        return account
    }()

    private static let request: JITAccess.RequestID = {
        guard let id = JITAccess.RequestID("r-1") else { preconditionFailure("It is an id.") }
        return id
    }()

    private static let ended = EndedBinding(binding: binding, endedAt: instant, dueAt: instant)

    private static let customSetRecord = CustomSetRecord(
        requestID: request,
        name: "JIT-1",
        userID: binding.userID,
        userEmail: "ada@example.com",
        accountID: account,
        state: .made(arn: binding.permissionSetARN),
        dueAt: instant,
        failedAttempts: 2
    )

    private static let fence = Fence(
        userID: binding.userID,
        accountID: account,
        userEmail: "ada@example.com",
        requestIDs: [request],
        endedAt: instant,
        sessionSeconds: 3600,
        state: .standing(since: instant)
    )

    private static let fenceOrder = FenceOrder(
        permissionSetARN: binding.permissionSetARN,
        permissionSet: "Admin",
        fence: fence,
        dueAt: instant,
        version: 1
    )

    private static let fenceRecord = FenceRecord(
        permissionSetARN: binding.permissionSetARN,
        permissionSet: "Admin",
        fences: [fence],
        claim: BindingRecord.Claim(owner: "i-1", until: instant),
        failedAttempts: 1,
        nextTryAt: instant,
        version: 3
    )

    private static let search = SearchRecord(
        nextAt: instant,
        cursor: binding.key,
        activeLeases: 3,
        legacyRowsMet: 1,
        oldestOver: instant,
        legacyRows: 2,
        version: 4
    )

    private static let reconcile = ReconcileRecord(
        id: request,
        order: ReconcileOrder(.apply, quarantine: .listed([binding.key]), reason: "a test"),
        askedBy: "ada@example.com",
        startedAt: instant,
        state: .running(claim: BindingRecord.Claim(owner: "i-1", until: instant), nextTryAt: instant),
        version: 2
    )

    private static let sweepLease = SweepLease(
        sweep: .access,
        owner: "i-1",
        run: "run-1",
        until: instant,
        attempts: SweepAttempts(
            inWork: [binding.key],
            deaths: ["custom#r-1": SweepAttempts.Deaths(count: 2, at: instant)]
        )
    )

    private static let auditRecord: Item = {
        var tail = AuditTail.empty
        let invocation = Invocation(requestID: "i-1", deadline: instant, channel: .direct)
        let entry = AuditEntry(.grant, .success, subject: AuditSubject(userID: binding.userID), expiresAt: instant)
        guard let record = try? tail.append(entry, for: request, at: instant, by: invocation) else { return [:] }
        return AuditItem.put(record, table: "audit").item
    }()
}
