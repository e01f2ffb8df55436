// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Testing

@testable import JITAccess
@testable import JITAccessAWS

@Suite("What an item holds is bounded where it is read")
struct ItemBoundsTests {
    /// What somebody who may write to a table might put into any attribute.
    static let extremes: [AttributeValue] = [
        .number("-9223372036854775808"), .number("9223372036854775807"), .number("9223372036854775808"),
        .number("9007199254740991"), .number("9007199254740992"), .number("-1"), .number("0"), .number("1"),
        .number("1e308"), .number("-1e308"), .number("1e-130"), .number("NaN"), .number("0.5"), .number(""),
        .string(""), .string("NaN"), .string(String(repeating: "a", count: 400_000)),
        .string("+999999999-01-01T00:00:00.000Z"),
        .bool(true), .null, .list([]), .map([:]), .binary([0]), .list([.number("9223372036854775807")]),
        .map(["a": .number("9223372036854775807")]), .list(Array(repeating: .string("req-1"), count: 20_000)),
    ]

    /// Every item that differs from `item` in one attribute, at any depth.
    private static func damaged(_ item: Item) -> [Item] {
        var items: [Item] = []
        for (name, value) in item {
            for other in extremes + [nil] {
                var changed = item
                changed[name] = other
                items.append(changed)
            }
            if let map = value.mapValue {
                for inner in damaged(map) {
                    var changed = item
                    changed[name] = .map(inner)
                    items.append(changed)
                }
            }
            for (index, element) in (value.listValue ?? []).enumerated() {
                guard let map = element.mapValue else { continue }
                for inner in damaged(map) {
                    var list = value.listValue ?? []
                    list[index] = .map(inner)
                    var changed = item
                    changed[name] = .list(list)
                    items.append(changed)
                }
            }
        }
        return items
    }

    /// What reads any item of the state table, and what is computed with it afterwards.
    private static func readAll(_ item: Item) {
        if let record = try? BindingItem.record(item) { use(record) }
        if let row = try? PublishedItem.row(item) { check(row.expiresAt) }
        if let request = try? RequestItem.record(item) {
            #expect(ItemBounds.versions.contains(request.version))
            if let due = request.dueAt { check(due) }
        }
        if let ended = try? EndedItem.ended(item) { check(ended.dueAt) }
        if let custom = try? CustomSetItem.record(item) { #expect(ItemBounds.versions.contains(custom.version)) }
        if let order = try? FenceItem.order(item) { #expect(ItemBounds.versions.contains(order.version)) }
        if let record = try? FenceItem.record(item) {
            #expect(ItemBounds.versions.contains(record.version))
            check(record.dueAt)
        }
        if let record = try? ReconcileItem.record(item) { #expect(ItemBounds.versions.contains(record.version)) }
        if let record = try? SearchItem.record(item) { #expect(ItemBounds.versions.contains(record.version)) }
        if let tail = try? AuditItem.tail(item) { #expect(ItemBounds.versions.contains(tail.sequence)) }
    }

    private static func use(_ record: BindingRecord) {
        #expect(ItemBounds.versions.contains(record.version))
        check(record.dueAt)
        check(record.expiresAt)
        var draft = BindingDraft(record)
        for (id, lease) in record.leases {
            #expect(ItemBounds.leaseSeconds.contains(lease.durationSeconds))
            draft.expire(id, at: lease.expiresAt)
        }
        draft.fail(FailureReason("no"), awsRequestID: nil, nextTryAt: record.expiresAt)
    }

    private static func check(_ moment: Timestamp) {
        // A year more: some moments are computed from what is stored.
        #expect(
            (ItemBounds.moments.lowerBound - 31_557_600...ItemBounds.moments.upperBound + 31_557_600).contains(
                moment.seconds
            )
        )
    }

    @Test("Whatever any attribute of any item holds, reading it and going on with it ends no process", arguments: 0..<6)
    func extremes(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        let (record, request, ended) = (generator.record(), generator.request(), generator.ended())
        let reconcile = generator.reconcile()
        var items = [
            BindingItem.item(try #require(record)), RequestItem.item(try #require(request)),
            EndedItem.item(try #require(ended)), ReconcileItem.item(try #require(reconcile)),
            SearchItem.item(generator.search()),
        ]
        let fence = Fence(
            userID: Sample.userID,
            accountID: try Sample.accountID(),
            userEmail: nil,
            requestIDs: [try Sample.requestID()],
            endedAt: Sample.now,
            sessionSeconds: 3600,
            state: .wanted
        )
        items.append(
            FenceItem.item(
                FenceOrder(
                    permissionSetARN: Sample.permissionSetARN,
                    permissionSet: "Admin",
                    fence: fence,
                    dueAt: Sample.now,
                    version: 1
                )
            )
        )
        for item in items {
            for changed in Self.damaged(item) { Self.readAll(changed) }
        }
    }

    /// Items whose numbers are the greatest that are read, and as they are written next.
    private static func nextItems() throws -> [(String, () throws -> Void)] {
        let (version, count) = (ItemBounds.versions.upperBound, ItemBounds.count)
        var draft = BindingDraft(try Sample.record(version: version))
        draft.fail(FailureReason("no"), awsRequestID: nil, nextTryAt: Sample.now)
        for _ in 0..<2 {
            var failed = draft.record
            failed.revocation?.failedAttempts = count
            draft = BindingDraft(failed)
            draft.fail(FailureReason("no"), awsRequestID: nil, nextTryAt: Sample.now)
        }
        var request = try Sample.request()
        request.version = version
        var generator = SeededGenerator(seed: 1)
        let made = generator.reconcile()
        var reconcile = try #require(made)
        reconcile.version = version
        reconcile.failedAttempts = count
        reconcile.tally.foreign = count
        var search = generator.search()
        search.version = version
        let comparison = ComparisonRecord(nextAt: Sample.now, version: version)
        let hold = TicketHold(number: "CHG1", closesAt: nil, checkAt: Sample.now, failedChecks: count)
        return [
            ("a binding", { _ = try BindingItem.record(BindingItem.item(draft.record)) }),
            ("a request", { _ = try RequestItem.record(RequestItem.item(request.next(request.state))) }),
            (
                "a reconcile",
                {
                    let next = reconcile.next { record in
                        record.failedAttempts = record.failedAttempts.oneMore
                        record.tally.foreign.countOne()
                    }
                    _ = try ReconcileItem.record(ReconcileItem.item(next))
                }
            ),
            ("a search", { _ = try SearchItem.record(SearchItem.item(search.next { _ in })) }),
            (
                "a comparison",
                { _ = try ComparisonItem.record(ComparisonItem.item(comparison.next(Sample.now, from: nil))) }
            ),
            ("a ticket", { _ = try TicketHoldItem.hold(TicketHoldItem.item(hold.unanswered(at: Sample.now))) }),
        ]
    }

    @Test("What is written after the greatest number that is read can be read again")
    func greatest() throws {
        for (name, next) in try Self.nextItems() {
            #expect(throws: Never.self, "\(name)") { try next() }
        }
        #expect(ItemBounds.versions.upperBound.nextVersion == 1)
        #expect(Int.max.oneMore == ItemBounds.count)
    }

    @Test("A binding with more leases than any can have is not understood")
    func manyLeases() throws {
        var record = try Sample.record()
        let lease = try #require(record.leases.values.first)
        for number in 0..<(2 * BindingRecord.maximumLeases) {
            record.leases[try Sample.requestID("more-\(number)")] = lease
        }
        #expect(throws: ItemProblem.self) { try BindingItem.record(BindingItem.item(record)) }
    }

    @Test(
        "A version that none can follow makes an item unreadable",
        arguments: ["0", "-1", "9007199254740992", "9223372036854775807", "-9223372036854775808"]
    )
    func versions(number: String) throws {
        var item = BindingItem.item(try Sample.record())
        item["version"] = .number(number)
        #expect(throws: ItemProblem.self) { try BindingItem.record(item) }
    }

    @Test("A note that is too long is cut off: it keeps no access alive")
    func notes() throws {
        var item = BindingItem.item(try Sample.record())
        item["user_email"] = .string(String(repeating: "ä", count: 200_000))
        let record = try BindingItem.record(item)
        #expect((record.userEmail?.utf8.count ?? 0) <= ItemBounds.name + 3)
    }
}
