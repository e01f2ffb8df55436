// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A reconcile that somebody has written to the table")
struct ForgedReconcileTests {
    private func record(
        _ world: AccessWorld,
        _ order: ReconcileOrder,
        id: RequestID? = nil,
        nextTryAt: Timestamp? = nil
    ) throws -> ReconcileRecord {
        ReconcileRecord(
            id: try id ?? #require(RequestID("9d2b7c1e-0000-4000-8000-000000000001")),
            order: order,
            askedBy: "x",
            startedAt: world.now,
            state: .running(claim: nil, nextTryAt: nextTryAt ?? world.now),
            version: 1
        )
    }

    private func worldWithForeignAccess() -> AccessWorld {
        let world = AccessWorld()
        world.identityCenter.manage(Example.permissionSet, sessionSeconds: 3600)
        world.identityCenter.set(Example.binding, .hand)
        return world
    }

    @Test("Takes nothing away, and is put aside and told once")
    func invented() throws {
        let world = worldWithForeignAccess()
        world.ledger.put(try record(world, ReconcileOrder(.apply, quarantine: .everything)))
        for _ in 1...5 {
            world.advance(by: .seconds(60))
            world.sweep()
        }
        #expect(world.hasAccess)
        #expect(world.ledger.reconcile?.dueAt == nil)
        #expect(world.alerts.sent.count { $0.subject.contains("nobody has ordered") } == 1)
    }

    @Test("An order that was carried out is not carried out again")
    func replayed() throws {
        let world = worldWithForeignAccess()
        world.allowQuarantine(of: nil)
        world.perform(
            AccessWorld.reconcileCall(#""mode":"apply","quarantine":true"#)
        )
        let done = try #require(world.ledger.reconcile)
        world.liveUntil(world.now + .seconds(600))
        #expect(!world.hasAccess)
        world.identityCenter.set(Example.binding, .hand)
        world.ledger.put(try record(world, done.order, id: done.id))
        world.liveUntil(world.now + .seconds(600))
        #expect(world.hasAccess)
    }

    @Test("One that is to go on in years keeps no other from beginning")
    func putOff() throws {
        let world = worldWithForeignAccess()
        let years = world.now + .seconds(100_000_000)
        world.ledger.put(try record(world, ReconcileOrder(.apply), nextTryAt: years))
        #expect(world.perform(AccessWorld.reconcileCall())?.statusCode == 200)
    }

    @Test("A place that cannot be understood is passed by and told, and everything behind it is compared")
    func passedBy() throws {
        let world = worldWithForeignAccess()
        let id = try #require(RequestID("adopted-0123456789abcdef0123456789abcdef"))
        let lease = Lease(state: .active, durationSeconds: 60, expiresAt: world.now + .seconds(3600), isAdopted: true)
        world.ledger.put(
            BindingRecord(
                binding: Example.binding,
                userEmail: nil,
                permissionSet: nil,
                createdAt: world.now,
                leases: [id: lease],
                version: 7
            )
        )
        let other = Example.binding(user: "stranger-id", account: Example.accountText)
        world.identityCenter.set(other, .hand)
        world.ledger.spoil(Example.binding)
        let answer = world.perform(AccessWorld.reconcileCall())
        #expect(answer?.statusCode == 200)
        #expect(world.ledger.reconcile?.tally.foreign == 1)
        #expect(world.alerts.sent.contains { $0.subject.contains("could not be compared") })
    }
}
