// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Several leases on one binding")
struct OverlapTests {
    @Test("The access goes with the last of them", arguments: [("5m", "10m"), ("10m", "5m"), ("10m", "10m")])
    func lastOne(first: String, second: String) throws {
        let world = AccessWorld()
        let one = try #require(world.grant(Example.event("r1", first))?.number("expires_at"))
        world.advance(by: .seconds(30))
        let two = try #require(world.grant(Example.event("r2", second))?.number("expires_at"))
        #expect(world.calls.count(.create) == 1)
        #expect(world.ledger.record(Example.binding)?.expiresAt.seconds == max(one, two))
        #expect(world.ledger.record(Example.binding)?.dueAt.seconds == min(one, two))
        while world.now.seconds < max(one, two) {
            #expect(world.hasAccess)
            world.advance(by: .seconds(10))
            world.sweep()
        }
        world.sweep()
        #expect(!world.hasAccess)
        #expect(try world.status("r1") == .expired)
        #expect(try world.status("r2") == .expired)
        #expect(world.calls.count(.remove) == 1)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("The one that ends first is released, on record, and keeps its own end")
    func released() throws {
        let world = AccessWorld()
        let first = world.grant(Example.event("r1", "5m"))
        world.grant(Example.event("r2", "10m"))
        world.advance(by: .seconds(310))
        world.sweep()
        #expect(world.hasAccess)
        #expect(try world.status("r1") == .expired)
        #expect(try world.events("r1").last == "RELEASE SUCCESS")
        #expect(world.ledger.request(try id("r1"))?.lease?.expiresAt.seconds == first?.number("expires_at"))
        #expect(try world.status("r2") == .active)
        #expect(world.invariantViolations() == [])
    }

    @Test("A second lease is told and recorded like a first, without a creation")
    func held() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "5m"))
        let answer = world.grant(Example.event("r2", "10m"))
        #expect(answer?.statusCode == 200)
        #expect(answer?.text("message") == "Access granted successfully")
        #expect(try world.events("r2") == ["REQUEST SUCCESS", "GRANT SUCCESS"])
    }

    @Test("Two first leases at the same instant hold one assignment", arguments: 0..<UInt64(20))
    func sameInstant(seed: UInt64) throws {
        let world = AccessWorld(seed: seed)
        let answers = world.together([.grant(Example.event("r1", "5m")), .grant(Example.event("r2", "10m"))])
        #expect(answers.map { $0?.statusCode } == [200, 200])
        #expect(world.ledger.record(Example.binding)?.leases.count == 2)
        world.liveUntil(world.now + .seconds(700))
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("The twenty-first is refused, until one has ended")
    func tooMany() throws {
        let world = AccessWorld()
        for number in 1...20 { world.grant(Example.event("r\(number)", number == 1 ? "1m" : "1h")) }
        let answer = world.grant(Example.event("r21"))
        #expect(answer?.statusCode == 409)
        #expect(answer?.code == "too_many_leases")
        #expect(world.attempts("r21") == ["REQUEST DENIED"])
        world.advance(by: .seconds(70))
        world.sweep()
        #expect(world.grant(Example.event("r21", "1h"))?.statusCode == 200)
        #expect(world.invariantViolations() == [])
    }

    @Test("Twenty that end together fit into one transaction, early or late", arguments: [true, false])
    func twentyEnd(isEarly: Bool) throws {
        let world = AccessWorld()
        for number in 1...20 { world.grant(Example.event("r\(number)", "5m")) }
        if isEarly {
            let event = #"{"action":"revoke","user_email":"ada@example.com","account_id":"111122223333"}"#
            #expect(world.revoke(event)?.statusCode == 200)
        } else {
            world.advance(by: .seconds(310))
            #expect(world.sweep()?.number("revoked_count") == 1)
        }
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Other users, accounts and permission sets are other bindings")
    func otherBindings() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "5m"))
        world.grant(Example.event("r2", "10m", user: "alan@example.com"))
        let event = grantEvent(#""request_id":"r3","duration":"10m","permission_set":"ReadOnlyAccess""#)
        world.perform(FunctionCall(.grant, event))
        #expect(world.identityCenter.assignments.count == 3)
        world.advance(by: .seconds(310))
        world.sweep()
        #expect(world.identityCenter.assignments.count == 2)
        #expect(world.invariantViolations() == [])
    }
}
