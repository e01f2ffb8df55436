// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import Testing

@testable import JITAccessAWS

@Suite("What is stored reads as it was written")
struct RoundTripTests {
    private static let seeds = 0..<150

    @Test("A binding in any state", arguments: seeds)
    func binding(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        let made = generator.record()
        let record = try #require(made)
        let item = BindingItem.item(record)
        #expect(try BindingItem.record(item.overTheWire()) == record)
        #expect(item["status"] == .string(record.status.rawValue))
        #expect(item["expiry_timestamp"] == .integer(record.expiresAt.seconds))
        #expect(item["due_at"] == .integer(record.dueAt.seconds))
    }

    @Test("A request in any state", arguments: seeds)
    func request(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        let made = generator.request()
        let record = try #require(made)
        #expect(try RequestItem.record(RequestItem.item(record).overTheWire()) == record)
    }

    @Test("The memory of a removal", arguments: seeds)
    func ended(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        let made = generator.ended()
        let ended = try #require(made)
        #expect(try EndedItem.ended(EndedItem.item(ended).overTheWire()) == ended)
    }

    @Test("A reconcile in any state, and how far the search for old rows is", arguments: seeds)
    func upkeep(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        let made = generator.reconcile()
        let record = try #require(made)
        let item = ReconcileItem.item(record)
        #expect(try ReconcileItem.record(item.overTheWire()) == record)
        // Only what is to go on is due.
        #expect(item["due_at"] == record.dueAt.map { .integer($0.seconds) })
        let search = generator.search()
        let stored = SearchItem.item(search)
        #expect(try SearchItem.record(stored.overTheWire()) == search)
        #expect(stored["due_at"] == 0)
    }

    @Test("Attributes that nobody here knows are ignored, so that a newer version can add some")
    func unknownAttributes() throws {
        let record = try Sample.record()
        var item = BindingItem.item(record)
        item["note"] = "from a newer version"
        if case .map(var leases)? = item["leases"], case .map(var lease)? = leases["req-1"] {
            lease["fence"] = ["until": 1]
            leases["req-1"] = .map(lease)
            item["leases"] = .map(leases)
        }
        #expect(try BindingItem.record(item) == record)

        var request = RequestItem.item(try Sample.request())
        request["later"] = [["by": "grace"]]
        #expect(try RequestItem.record(request) == Sample.request())
    }
}
