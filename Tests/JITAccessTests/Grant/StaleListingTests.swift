// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A listing that is behind deceives nobody")
struct StaleListingTests {
    @Test("A new grant does not take what was just removed for standing access")
    func removedLately() throws {
        let world = AccessWorld()
        world.identityCenter.listingDelay = .seconds(120)
        world.grant(Example.event("r1", "5m"))
        world.advance(by: .seconds(310))
        world.sweep()
        #expect(!world.hasAccess)
        let answer = world.grant(Example.event("r2", "5m"))
        #expect(answer?.body["standing"] == false)
        #expect(world.hasAccess)
        #expect(world.invariantViolations() == [])
    }

    @Test("A lost creation is not confirmed by what was there before")
    func lostCreationAfterRemoval() throws {
        let world = AccessWorld()
        world.identityCenter.listingDelay = .seconds(120)
        world.grant(Example.event("r1", "5m"))
        world.advance(by: .seconds(310))
        world.sweep()
        let answer = world.perform(.grant(Example.event("r2", "5m"), faults: .on(.create, .fails(), times: 1)))
        #expect(answer?.statusCode == 200)
        #expect(world.hasAccess)
        #expect(world.invariantViolations() == [])
    }

    @Test("A grant that was cut off before it created anything is not finished by what was there before")
    func cutOffAfterRemoval() throws {
        let world = AccessWorld()
        world.identityCenter.listingDelay = .seconds(300)
        world.grant(Example.event("r1", "5m"))
        world.advance(by: .seconds(310))
        world.sweep()
        world.perform(
            .grant(Example.event("r2", "10m"), timeLimit: .seconds(10), faults: .on(.create, .killedBefore))
        )
        world.advance(by: .seconds(120))
        world.sweep()
        #expect(world.invariantViolations() == [])
        #expect(try world.status("r2") == .failed)
    }

    @Test("A creation whose answer was lost stays on record when the next try is refused")
    func refusedAfterLostAnswer() throws {
        let world = AccessWorld()
        world.identityCenter.listingDelay = .seconds(300)
        let plan = FaultPlan.on(.create, .answerLost, times: 1).and(.on(.create, .fails(.refused), skipping: 1))
        world.perform(.grant(Example.event("r1", "5m"), faults: plan))
        world.advance(by: .seconds(5))
        #expect(world.invariantViolations() == [])
        world.liveUntil(world.now + .seconds(900))
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("A removal that fails is not over because a young assignment is not listed yet")
    func failedRemovalOfYoungAssignment() throws {
        let world = AccessWorld()
        world.identityCenter.listingDelay = .seconds(300)
        world.grant(Example.event("r1", "PT15S"))
        world.advance(by: .seconds(20))
        world.identityCenter.planRemovals(.fails("The account is busy."))
        world.sweep()
        #expect(world.hasAccess)
        #expect(world.invariantViolations() == [])
        #expect(try world.events("r1").last == "REVOKE ERROR")
        world.liveUntil(world.now + .seconds(900))
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("A grant that fails beside a lease that was released leaves a record of what that lease had")
    func failedGrantAfterRelease() throws {
        let world = AccessWorld()
        world.identityCenter.listingDelay = .seconds(300)
        world.grant(Example.event("r1", "PT15S"))
        world.advance(by: .seconds(20))
        world.identityCenter.planCreations(OperationCourse(time: .seconds(5), failure: "No."))
        // While the second grant holds the access, a sweep lets go of the first.
        world.hooks.once(before: { $0.operation == .creation }) { [world] _ in _ = await world.invoke(.sweep()) }
        #expect(world.grant(Example.event("r2", "5m"))?.code == "grant_failed")
        #expect(try world.status("r1") == .expired)
        #expect(world.hasAccess)
        #expect(world.invariantViolations() == [])
        world.sweep()
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("A sweep that works from an old page does not touch the lease that came after it")
    func staleIndexOverNewBinding() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        world.ledger.indexDelay = .seconds(30)
        // The index goes on showing this binding as it is now: one lease, over, written twice.
        world.revoke(#"{"action":"revoke","request_id":"r1"}"#)
        world.grant(Example.event("r2", "1h"))
        world.sweep()
        #expect(world.hasAccess)
        #expect(try world.status("r2") == .active)
        #expect(world.invariantViolations() == [])
    }
}
