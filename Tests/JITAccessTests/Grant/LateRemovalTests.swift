// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A removal that was begun and given up may still come")
struct LateRemovalTests {
    /// A lease is over, and the removal of its assignment has begun, takes long, and is out of sight.
    private func world(_ time: Duration) -> AccessWorld {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        world.identityCenter.planRemovals(OperationCourse(time: time))
        world.perform(.sweep(faults: .on(.remove, .answerLost)))
        return world
    }

    @Test("A grant that is left to the sweep is not finished on a listing from before the removal")
    func recovery() throws {
        let world = world(.seconds(40))
        world.identityCenter.listingDelay = .seconds(110)
        world.perform(.grant(Example.event("r2", "10m"), timeLimit: .seconds(12)))
        world.advance(by: .seconds(120))
        world.sweep()
        #expect(try world.status("r2") == .failed)
        #expect(world.invariantViolations() == [])
    }

    @Test("A second grant does not rely on a first that is not confirmed")
    func holdBesideGranting() throws {
        let world = world(.seconds(40))
        world.perform(.grant(Example.event("r2", "10m"), timeLimit: .seconds(12)))
        world.grant(Example.event("r3", "10m"))
        #expect(world.hasAccess)
        #expect(try world.status("r3") == .active)
        #expect(world.invariantViolations() == [])
    }

    @Test("What has come through a removal is created anew")
    func grant() throws {
        let world = world(.seconds(20))
        #expect(world.grant(Example.event("r2", "10m"))?.statusCode == 200)
        world.advance(by: .seconds(60))
        #expect(world.hasAccess)
        #expect(world.invariantViolations() == [])
    }
}
