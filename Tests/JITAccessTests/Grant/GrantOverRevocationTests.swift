// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A grant that meets a revocation")
struct GrantOverRevocationTests {
    @Test("It waits for one that is under way, and is then granted anew")
    func waits() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        world.identityCenter.planRemovals(OperationCourse(time: .seconds(8)))
        world.hooks.once(before: { $0.operation == .removal }) { [world] _ in
            Task(executorPreference: world.simulation) {
                let answer = await world.invoke(.grant(Example.event("r2", "5m"), id: "late"))
                #expect(answer?.statusCode == 200)
                #expect(answer?.body["standing"] == false)
            }
        }
        #expect(world.sweep()?.number("revoked_count") == 1)
        world.advance(by: .seconds(30))
        #expect(try world.status("r2") == .active)
        #expect(world.hasAccess)
        #expect(world.invariantViolations() == [])
    }

    @Test("One that does not end in time is a conflict, on record")
    func gives() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        world.perform(.sweep(faults: .on(.remove, .killedBefore)))
        let answer = world.perform(.grant(Example.event("r2"), timeLimit: .seconds(30)))
        #expect(answer?.statusCode == 409)
        #expect(answer?.code == "revocation_in_progress")
        #expect(world.attempts("r2") == ["REQUEST DENIED"])
        #expect(world.invariantViolations() == [])
    }

    @Test("One that was cut off is taken over: the new lease lasts, the old one ends")
    func takesOver() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        world.perform(.sweep(timeLimit: .seconds(60), faults: .on(.removal, .killedBefore)))
        world.advance(by: .seconds(120))
        #expect(world.grant(Example.event("r2", "10m"))?.statusCode == 200)
        world.sweep()
        #expect(world.hasAccess)
        #expect(try world.status("r1") == .expired)
        #expect(try world.status("r2") == .active)
        #expect(try world.events("r1").last == "RELEASE SUCCESS")
        world.liveUntil(world.now + .seconds(660))
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("One that has failed is taken over between two tries")
    func betweenTries() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        world.identityCenter.planRemovals(.fails("Busy."))
        world.sweep()
        #expect(world.grant(Example.event("r2", "10m"))?.statusCode == 200)
        world.liveUntil(world.now + .seconds(300))
        #expect(world.hasAccess)
        world.liveUntil(world.now + .seconds(400))
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("A grant and the end of the last lease at the same instant", arguments: 0..<UInt64(40))
    func sameInstant(seed: UInt64) throws {
        let world = AccessWorld(seed: seed)
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        let answers = world.together([.sweep(), .grant(Example.event("r2", "10m"))])
        #expect(answers[1]?.statusCode == 200)
        #expect(world.hasAccess)
        #expect(world.invariantViolations() == [])
        world.liveUntil(world.now + .seconds(720))
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("A removal that finishes between two reads is seen, so that nothing is taken for standing")
    func removalBetweenReads() throws {
        let world = AccessWorld()
        world.identityCenter.listingDelay = .seconds(60)
        world.grant(Example.event("r1", "5m"))
        world.advance(by: .seconds(310))
        // The grant has read that nothing was removed; before it reads the binding, a sweep removes it.
        world.hooks.once(before: { $0.invocation == "late" && $0.operation == .binding }) { [world] _ in
            await world.simulation.sleep(until: world.now + .seconds(1))
            _ = await world.invoke(.sweep())
        }
        let answer = world.grant(Example.event("r2", "5m"), id: "late")
        #expect(answer?.statusCode == 200)
        #expect(answer?.body["standing"] == false)
        #expect(world.hasAccess)
        #expect(world.invariantViolations() == [])
    }
}
