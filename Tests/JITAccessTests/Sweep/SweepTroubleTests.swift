// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Trouble in a sweep")
struct SweepTroubleTests {
    @Test("A page without items is not the end of what is due")
    func emptyFirstPage() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.ledger.startsWithEmptyPage = true
        world.advance(by: .seconds(70))
        #expect(world.sweep()?.number("revoked_count") == 1)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("A function that never has time enough says so")
    func tooLittleTime() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        let answer = world.perform(.sweep(timeLimit: .seconds(8)))
        #expect(answer?.number("error_count") == 1)
        #expect(world.alerts.sent.count == 1)
    }

    @Test("A request that is missing does not keep access alive, nor the request beside it from its end")
    func missingRequest() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.grant(Example.event("r2", "1m"))
        world.ledger.removeRequest(try id("r1"))
        world.advance(by: .seconds(70))
        #expect(world.sweep()?.number("revoked_count") == 1)
        #expect(!world.hasAccess)
        #expect(try world.status("r2") == .expired)
        #expect(try world.events("r1").last == "REVOKE SUCCESS")
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("What cannot be found out about one lease is told, although another ends well")
    func troubleBesideRelease() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.identityCenter.set(Example.binding, nil)
        world.cutOffGrant("r2", "10m")
        world.advance(by: .seconds(120))
        let answer = world.perform(.sweep(faults: .on(.isAssigned, .fails())))
        #expect(answer?.number("error_count") == 1)
        #expect(world.alerts.sent.count == 1)
        #expect(try world.status("r1") == .expired)
        #expect(world.invariantViolations() == [])
    }

    @Test("A lease that was revoked while it was granted ends without a warning")
    func revokedWhileGranting() throws {
        let world = AccessWorld()
        world.hooks.once(before: { $0.operation == .create }) { [world] _ in
            _ = await world.invoke(.revoke(#"{"action":"revoke","request_id":"r1"}"#))
        }
        #expect(world.grant(Example.event("r1", "1h"))?.code == "revoked_while_granting")
        #expect(world.sweep()?.number("revoked_count") == 1)
        #expect(world.log.messages(.warning) == [])
        #expect(try world.status("r1") == .revoked)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }
}
