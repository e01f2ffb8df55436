// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("The sweep finishes grants that were cut off")
struct RecoveryTests {
    @Test("A lease that was over before anybody looked ends in the first sweep that does")
    func overBeforeRecovery() throws {
        let world = AccessWorld()
        world.cutOffGrant("r1", "1m")
        world.advance(by: .seconds(3600))
        let answer = world.sweep()
        #expect(answer?.number("revoked_count") == 1)
        #expect(!world.hasAccess)
        #expect(
            try world.events("r1") == [
                "REQUEST SUCCESS", "GRANT STARTED", "GRANT SUCCESS", "REVOKE STARTED", "REVOKE SUCCESS",
            ]
        )
        #expect(try world.status("r1") == .expired)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("A lease that was over before anybody looked is not lost beside another that ends")
    func overBeforeRecoveryBesideAnother() throws {
        let world = AccessWorld()
        world.grant(Example.event("r0", "1m"))
        world.identityCenter.set(Example.binding, nil)
        world.cutOffGrant("r1", "1m")
        world.advance(by: .seconds(3600))
        world.sweep()
        world.sweep()
        #expect(try world.status("r0") == .expired)
        #expect(try world.status("r1") == .expired)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }
}

extension AccessWorld {
    /// A grant whose process is killed once Identity Center has begun to create the assignment.
    func cutOffGrant(_ id: String, _ duration: String) {
        perform(.grant(Example.event(id, duration), timeLimit: .seconds(10), faults: .on(.create, .killedAfter)))
    }
}
