// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("The search for rows of the published sample, which counts leases on its way")
struct SearchTests {
    /// A world with some leases that are active, one that is over, and a row of the published sample.
    private func world() -> AccessWorld {
        let world = AccessWorld()
        for number in 1...9 {
            world.identityCenter.addUser("u\(number)@example.com", id: "u\(number)")
            world.grant(Example.event("r\(number)", "3h", user: "u\(number)@example.com"))
        }
        world.grant(Example.event("r0", "1m"))
        world.publish(user: "linus-id", expiringAfter: .seconds(7200))
        world.advance(by: .seconds(90))
        return world
    }

    private func counts(_ world: AccessWorld) -> [Int] {
        world.metrics.all.compactMap { metric in
            if case .activeLeases(let count) = metric { count } else { nil }
        }
    }

    @Test("A pass tells once how many leases are active, those of the rows included")
    func counted() throws {
        let world = world()
        world.sweep()
        #expect(counts(world) == [10])
        world.liveUntil(world.now + .seconds(3000))
        #expect(counts(world) == [10])
        world.liveUntil(world.now + .seconds(700))
        #expect(counts(world) == [10, 10])
    }

    @Test("A pass that is longer than an invocation goes on where it was, page by page, and counts nothing twice")
    func resumed() throws {
        let world = world()
        world.ledger.pageSize = 1
        world.latency = .seconds(3)
        var sweeps = 0
        while counts(world).isEmpty, sweeps < 20 {
            world.perform(.sweep(timeLimit: .seconds(40)))
            world.advance(by: .seconds(60))
            sweeps += 1
        }
        #expect((2..<20).contains(sweeps))
        #expect(counts(world) == [10])
        #expect(world.calls.count(.publishedRows) <= 12)
        #expect(world.invariantViolations() == [])
    }

    @Test("Killed in the middle it is taken up again when the dead one's time is over", arguments: 1...12)
    func killed(call: Int) throws {
        let world = world()
        world.ledger.pageSize = 3
        world.perform(.sweep(faults: .at(call, .killedAfter)))
        world.liveUntil(world.now + .seconds(420))
        #expect(counts(world).allSatisfy { $0 == 10 })
        #expect(world.ledger.search != nil)
        #expect(world.ledger.search?.cursor == nil)
        #expect(world.ledger.record(Example.binding(user: "linus-id", account: Example.accountText)) != nil)
        #expect(world.invariantViolations() == [])
    }

    @Test("Two sweeps of a virgin table search once", arguments: 0..<UInt64(10))
    func two(seed: UInt64) throws {
        let world = AccessWorld(seed: seed)
        world.publish(expiringAfter: .seconds(600))
        let answers = world.together([.sweep(), .sweep()])
        #expect(answers.allSatisfy { $0?.number("error_count") == 0 })
        #expect(counts(world).count == 1)
        #expect(world.calls.count(.publishedRows) == 1)
    }
}
