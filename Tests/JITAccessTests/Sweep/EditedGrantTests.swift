// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A binding that is changed past the functions while its grant is under way")
struct EditedGrantTests {
    static let edits: [Edit] = [
        .binding("a longer lease") { record in
            for id in record.leases.keys { record.leases[id]?.durationSeconds = 315_576_000 }
            record.version += 1
        },
        .binding("a longer lease that ends later") { record in
            for id in record.leases.keys {
                record.leases[id]?.durationSeconds = 315_576_000
                record.leases[id]?.expiresAt = record.createdAt + Edit.years
            }
            record.version += 1
        },
        .binding("another ticket") { record in
            for id in record.leases.keys {
                record.leases[id]?.ticket = TicketHold(number: "CHG1", closesAt: nil, checkAt: record.createdAt)
            }
            record.version += 1
        },
    ]

    @Test("Grants what was asked for, for as long", arguments: edits)
    func granted(edit: Edit) throws {
        let world = AccessWorld()
        world.hooks.once(before: { $0.operation == .create }) { [world] _ in
            do { try edit.make(world) } catch { Issue.record(error) }
        }
        #expect(world.grant(Example.event("r1", "5m"))?.statusCode == 200)
        let lease = try #require(world.ledger.request(try id("direct/r1"))?.lease)
        #expect(lease.expiresAt <= world.now + .seconds(301))
        world.liveUntil(world.now + .seconds(425))
        #expect(!world.hasAccess)
    }

    @Test("A sweep that finishes a grant that was cut off lends for as long as was asked for, too", arguments: edits)
    func recovered(edit: Edit) throws {
        let world = AccessWorld()
        world.perform(.grant(Example.event("r1", "5m"), faults: .on(.create, .killedAfter)))
        try edit.make(world)
        world.liveUntil(world.now + .seconds(300))
        if let lease = world.ledger.request(try id("direct/r1"))?.lease, lease.status == .active {
            #expect(lease.expiresAt <= world.now + .seconds(301))
        }
        world.liveUntil(world.now + .seconds(700))
        #expect(!world.hasAccess)
    }
}
