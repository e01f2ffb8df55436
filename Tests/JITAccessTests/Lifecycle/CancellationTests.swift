// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A cancellation")
struct CancellationTests {
    private func cancel(_ world: AccessWorld, as person: String = Approvals.ada) -> Answer? {
        world.say(person, #""action":"cancel","request_id":"r1","reason":"no need""#)
    }

    @Test("By whoever asked ends a pending request, and nobody can approve it any more")
    func pending() throws {
        let world = Approvals.world()
        world.ask("r1")
        #expect(cancel(world)?.text("status") == "CANCELLED")
        #expect(world.decide(Approvals.alan, "approve", "r1")?.code == "already_decided")
        #expect(cancel(world)?.code == "already_decided")
        #expect(try world.events("r1").prefix(2) == ["REQUEST PENDING", "CANCEL SUCCESS"])
        #expect(world.invariantViolations() == [])
    }

    @Test("By anybody else is refused, approvers included", arguments: [Approvals.grace, Approvals.edsger])
    func others(person: String) throws {
        let world = Approvals.world()
        world.ask("r1")
        #expect(cancel(world, as: person)?.code == "not_requester")
        #expect(world.ledger.request(try id("r1"))?.status == .pending)
    }

    @Test("Of a request that has been granted says how to end the access")
    func granted() throws {
        let world = Approvals.world()
        world.ask("r1", set: "ReadOnlyAccess")
        let answer = try #require(cancel(world))
        #expect(answer.code == "not_pending")
        #expect(answer.text("error")?.contains("revoke") == true)
    }

    @Test("At the same moment as the last approval, one of the two wins", arguments: UInt64(1)...30)
    func race(seed: UInt64) throws {
        let world = Approvals.world(seed: seed)
        world.ask("r1")
        world.decide(Approvals.alan, "approve", "r1")
        _ = world.together([
            world.decision(Approvals.grace, "approve", "r1"),
            world.portal(Approvals.ada, #""action":"cancel","request_id":"r1""#),
        ])
        let request = try #require(world.ledger.request(id("r1")))
        #expect(world.hasAccess == (request.status == .approved))
        #expect(world.invariantViolations() == [])
    }
}
