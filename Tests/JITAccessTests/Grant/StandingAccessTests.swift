// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Access that an administrator has given is never ours")
struct StandingAccessTests {
    private func world() -> AccessWorld {
        let world = AccessWorld()
        world.identityCenter.set(Example.binding, .hand)
        return world
    }

    @Test("A lease on it is recorded and creates nothing")
    func granted() throws {
        let world = world()
        let answer = world.grant(Example.event("r1", "5m"))
        #expect(answer?.statusCode == 200)
        #expect(answer?.text("message") == "Access already held")
        #expect(answer?.body["standing"] == true)
        #expect(world.calls.count(.create) == 0)
        #expect(try world.events("r1") == ["REQUEST SUCCESS", "GRANT SUCCESS"])
        #expect(world.invariantViolations() == [])
    }

    /// Who writes to the table says that it was removed a moment ago.
    @Test(
        "It stays when the lease has ended, whatever removal was invented before",
        arguments: [[], ["direct/r9"], ["direct/r0"], ["direct/r0", "direct/r9"]]
    )
    func inventedRemoval(requests: [String]) throws {
        let world = AccessWorld()
        world.grant(Example.event("r0", "1m"))
        world.liveUntil(world.now + .seconds(1000))
        #expect(!world.hasAccess)
        world.identityCenter.set(Example.binding, .hand)
        world.ledger.put(
            EndedBinding(
                binding: Example.binding,
                requestIDs: try requests.map { try id($0) },
                endedAt: Timestamp(seconds: world.now.seconds),
                dueAt: world.now + .seconds(600)
            )
        )
        #expect(world.grant(Example.event("r1", "5m"))?.text("message") == "Access already held")
        #expect(world.alerts.sent.contains { $0.message.contains("no audit trail bears out the removal") })
        world.liveUntil(world.now + .seconds(700))
        #expect(world.identityCenter.origin(of: Example.binding) == .hand)
        #expect(world.calls.count(.remove) == 1)
    }

    @Test("It is lent to nobody, with an alert, while what is remembered of a removal cannot be understood")
    func unreadableMemory() throws {
        let world = world()
        world.ledger.spoilEnded(Example.binding)
        let answer = world.grant(Example.event("r1", "5m"))
        #expect(answer?.code == "lease_record_lost")
        #expect(world.alerts.sent.contains { $0.message.contains("Delete that item") })
        // Where there is no access nothing depends on it.
        world.identityCenter.set(Example.binding, nil)
        #expect(world.grant(Example.event("r2", "5m"))?.statusCode == 200)
        // Nor where there is a binding.
        #expect(world.grant(Example.event("r3", "5m"))?.statusCode == 200)
    }

    @Test("It stays when the lease expires")
    func expired() throws {
        let world = world()
        world.grant(Example.event("r1", "5m"))
        world.grant(Example.event("r2", "10m"))
        world.liveUntil(world.now + .seconds(700))
        #expect(world.identityCenter.origin(of: Example.binding) == .hand)
        #expect(world.calls.count(.remove) == 0)
        #expect(try world.status("r1") == .expired)
        #expect(try world.events("r1").last == "RELEASE SUCCESS")
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("It stays when the lease is revoked early, and the answer says so")
    func revoked() throws {
        let world = world()
        world.grant(Example.event("r1", "5m"))
        let answer = world.revoke(#"{"action":"revoke","request_id":"r1"}"#)
        #expect(answer?.statusCode == 200)
        #expect(answer?.text("message")?.contains("keeps it") == true)
        #expect(answer?.number("revoked_count") == 0)
        #expect(world.identityCenter.origin(of: Example.binding) == .hand)
        #expect(try world.status("r1") == .revoked)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("When the administrator takes it away, the next lease is ours and ends")
    func takenAway() throws {
        let world = world()
        world.grant(Example.event("r1", "5m"))
        world.identityCenter.set(Example.binding, nil)
        let answer = world.grant(Example.event("r2", "10m"))
        #expect(answer?.body["standing"] == false)
        #expect(world.identityCenter.origin(of: Example.binding) == .lease)
        world.liveUntil(world.now + .seconds(700))
        #expect(!world.hasAccess)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("What an interrupted grant has created is not taken for it")
    func notOurs() throws {
        let world = AccessWorld()
        world.cutOffGrant("r1", "5m")
        world.advance(by: .seconds(5))
        #expect(world.hasAccess)
        let answer = world.grant(Example.event("r2", "5m"))
        #expect(answer?.body["standing"] == false)
        world.liveUntil(world.now + .seconds(700))
        #expect(world.invariantViolations() + world.leftovers() == [])
    }
}
