// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A removal that does not come to an end")
struct StubbornRemovalTests {
    @Test(
        "A person hears of it, it is on record, and the tries grow rarer",
        arguments: [
            FaultPlan.on(.remove, .fails(.conflict)), .on(.remove, .fails(.throttled)), .on(.removal, .fails()),
        ]
    )
    func neverEnds(plan: FaultPlan) throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.faults = plan
        world.identityCenter.operationCourse = .endless
        world.liveUntil(world.now + .seconds(7200))
        #expect(world.hasAccess)
        #expect(!world.alerts.sent.isEmpty)
        #expect(try world.events("r1").contains("REVOKE ERROR"))
        let record = try #require(world.ledger.record(Example.binding))
        #expect((record.revocation?.failedAttempts ?? 0) >= 3)
        #expect(world.invariantViolations() == [])
    }

    @Test("Once Identity Center is well again, the access goes")
    func endsAtLast() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.faults = .on(.remove, .fails(.conflict))
        world.liveUntil(world.now + .seconds(3600))
        world.faults = .none
        world.liveUntil(world.now + .seconds(3700))
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("What Identity Center lists and does not find when it is to be removed stays on record")
    func foundAndNotFound() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.identityCenter.findsNothingToRemove = true
        world.advance(by: .seconds(70))
        let answer = world.sweep()
        #expect(answer?.number("error_count") == 1)
        #expect(world.alerts.sent.count == 1)
        #expect(world.invariantViolations() == [])
        world.identityCenter.findsNothingToRemove = false
        world.liveUntil(world.now + .seconds(120))
        #expect(world.invariantViolations() + world.leftovers() == [])
    }
}
