// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("An extension")
struct ExtensionTests {
    /// A world in which Ada has read-only access for four hours by the request `r1`.
    private func world() throws -> AccessWorld {
        let world = Approvals.world()
        #expect(world.ask("r1", set: "ReadOnlyAccess")?.statusCode == 200)
        return world
    }

    private let binding = Binding(
        userID: Example.userID,
        accountID: Example.binding.accountID,
        permissionSetARN: Example.readOnly.arn
    )

    private func extend(_ world: AccessWorld, _ duration: String, as person: String = Approvals.ada) -> Answer? {
        world.say(
            person,
            #""action":"extend","extends":"r1","request_id":"r2","duration":"\#(duration)","justification":"more time""#
        )
    }

    @Test("It adds its time to the end of what it extends, without a gap and without touching it")
    func adds() throws {
        let world = try world()
        let end = try #require(world.ledger.request(id("r1"))?.lease?.expiresAt)
        world.advance(by: .seconds(3 * 3600))
        let answer = try #require(extend(world, "2h"))
        #expect(answer.statusCode == 200)
        #expect(answer.text("extends") == "portal/r1")
        let newEnd = try #require(world.ledger.request(id("r2"))?.lease?.expiresAt)
        #expect(newEnd == end + .seconds(2 * 3600))
        #expect(world.ledger.request(try id("r1"))?.lease?.expiresAt == end)
        world.liveUntil(end + .seconds(120))
        #expect(try world.status("r1") == .expired)
        #expect(world.identityCenter.origin(of: binding) == .lease)
        world.liveUntil(newEnd + .seconds(120))
        #expect(world.identityCenter.origin(of: binding) == nil)
        #expect(world.calls.count(.create) == 1)
        #expect(try world.events("r2").first == "EXTEND SUCCESS")
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("It is decided like a request: what is left counts towards the rule's maximum")
    func maximum() throws {
        let world = try world()
        let answer = try #require(extend(world, "21h"))
        #expect(answer.statusCode == 403)
        #expect(answer.code == "duration_not_allowed")
        world.advance(by: .seconds(2 * 3600))
        // What is left of it would fit now; together with what is over it would be more than the rule allows.
        let longer = try #require(extend(world, "21h"))
        #expect(longer.statusCode == 403)
        #expect(longer.code == "duration_not_allowed")
        #expect(longer.text("error")?.contains("with all extensions") == true)
        #expect(extend(world, "20h")?.statusCode == 200)
        #expect(world.invariantViolations() == [])
    }

    @Test("Where the rule wants approval, it waits for that, and counts from the old end")
    func approved() throws {
        let world = Approvals.world()
        world.ask("r1")
        world.decide(Approvals.alan, "approve", "r1")
        world.decide(Approvals.grace, "approve", "r1")
        let end = try #require(world.ledger.request(id("r1"))?.lease?.expiresAt)
        #expect(extend(world, "2h")?.statusCode == 202)
        #expect(world.decide(Approvals.ada, "approve", "r2")?.code == "self_approval")
        world.decide(Approvals.alan, "approve", "r2")
        #expect(world.decide(Approvals.grace, "approve", "r2")?.text("lease_status") == "ACTIVE")
        #expect(world.ledger.request(try id("r2"))?.lease?.expiresAt == end + .seconds(2 * 3600))
        #expect(world.invariantViolations() == [])
    }

    @Test("Approved after the old end, it is access from then on")
    func late() throws {
        let world = Approvals.world()
        world.ask("r1")
        world.decide(Approvals.alan, "approve", "r1")
        world.decide(Approvals.grace, "approve", "r1")
        world.liveUntil(world.now + .seconds(4 * 3600 - 600))
        _ = extend(world, "2h")
        world.liveUntil(world.now + .seconds(1200))
        #expect(!world.hasAccess)
        world.decide(Approvals.alan, "approve", "r2")
        #expect(world.decide(Approvals.grace, "approve", "r2")?.text("lease_status") == "ACTIVE")
        let end = try #require(world.ledger.request(id("r2"))?.lease?.expiresAt)
        #expect(end - world.now > .seconds(2 * 3600 - 60) && end - world.now <= .seconds(2 * 3600))
        #expect(world.invariantViolations() == [])
    }

    @Test("Of access that is over, or that is not the speaker's, there is none")
    func refused() throws {
        let world = try world()
        #expect(extend(world, "1h", as: Approvals.alan)?.code == "request_not_found")
        world.liveUntil(world.now + .seconds(4 * 3600 + 120))
        #expect(extend(world, "1h")?.code == "lease_not_found")
        #expect(world.invariantViolations() == [])
    }

    @Test("Delivered twice, it adds once")
    func twice() throws {
        let world = try world()
        let first = extend(world, "2h")
        let second = extend(world, "2h")
        #expect(first?.number("expires_at") == second?.number("expires_at"))
        #expect(world.invariantViolations() == [])
    }
}
