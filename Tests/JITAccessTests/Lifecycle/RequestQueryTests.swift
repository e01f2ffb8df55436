// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Looking at requests")
struct RequestQueryTests {
    private func status(_ world: AccessWorld, as person: String) -> Answer? {
        world.say(person, #""action":"status","request_id":"r1""#)
    }

    private func list(_ world: AccessWorld, _ view: String, as person: String) throws -> [String] {
        let answer = try #require(world.say(person, #""action":"list","view":"\#(view)""#))
        guard case .array(let requests) = answer.body["requests"] else { throw Missing("requests") }
        return requests.compactMap { request in
            guard case .object(let members) = request, case .string(let id) = members["request_id"] else { return nil }
            return id
        }
    }

    @Test(
        "Whoever asked and whoever may approve sees it, with who has to decide",
        arguments: [Approvals.ada, Approvals.grace]
    )
    func visible(person: String) throws {
        let world = Approvals.world()
        world.ask("r1")
        let answer = try #require(status(world, as: person))
        #expect(answer.statusCode == 200)
        #expect(answer.text("status") == "PENDING")
        #expect(answer.text("justification") == "mend it")
        #expect(answer.body["awaiting"] != nil)
    }

    @Test("Nobody else sees it, nor that it is there")
    func hidden() throws {
        let world = Approvals.world()
        world.ask("r1")
        #expect(status(world, as: Approvals.edsger)?.code == "request_not_found")
    }

    @Test("The calling system sees everything")
    func callingSystem() throws {
        let world = Approvals.world()
        world.ask("r1")
        #expect(world.grant(#"{"action":"status","request_id":"r1"}"#)?.statusCode == 200)
        let mine = world.grant(#"{"action":"list","user_email":"ada@example.com"}"#)
        #expect(mine?.text("message") == "1 request")
        #expect(world.grant(#"{"action":"list"}"#)?.fields == ["user_email"])
    }

    @Test("One's own, the one that changed last first")
    func mine() throws {
        let world = Approvals.world()
        for number in 1...3 {
            world.ask("r\(number)")
            world.advance(by: .seconds(10))
        }
        world.decide(Approvals.alan, "reject", "r2")
        #expect(try list(world, "mine", as: Approvals.ada) == ["r2", "r3", "r1"])
        #expect(try list(world, "mine", as: Approvals.grace) == [])
    }

    @Test("One that cannot be understood hides none of the others")
    func unreadable() throws {
        let world = Approvals.world()
        for number in 1...3 { world.ask("r\(number)") }
        world.ledger.spoil(try id("r2"))
        #expect(try Set(list(world, "mine", as: Approvals.ada)) == ["r1", "r3"])
    }

    @Test("What awaits one's approval: not one's own, not what one has approved, not another level's")
    func approvals() throws {
        let world = Approvals.world()
        world.ask("r1")
        world.ask("r2", set: "Billing")
        #expect(try list(world, "approvals", as: Approvals.alan) == ["r1"])
        #expect(try Set(list(world, "approvals", as: Approvals.grace)) == ["r1", "r2"])
        #expect(try list(world, "approvals", as: Approvals.edsger) == [])
        #expect(try list(world, "approvals", as: Approvals.ada) == [])
        world.decide(Approvals.grace, "approve", "r1")
        world.decide(Approvals.grace, "approve", "r2")
        #expect(try list(world, "approvals", as: Approvals.grace) == [])
        #expect(try list(world, "approvals", as: Approvals.edsger) == ["r2"])
        world.advance(by: .seconds(3 * 3600))
        #expect(try list(world, "approvals", as: Approvals.edsger) == [])
    }

    @Test("A request on an account that has been closed meanwhile does not hide the others")
    func closedAccount() throws {
        let world = Approvals.world()
        let other = try #require(AccountID("777788889999"))
        world.identityCenter.addAccount(other)
        world.ask("r1")
        world.say(
            Approvals.ada,
            #""action":"request","request_id":"r2","user_email":"ada@example.com","account_id":"777788889999","#
                + #""permission_set":"AdministratorAccess","duration":"4h","justification":"mend it""#
        )
        #expect(try Set(list(world, "approvals", as: Approvals.alan)) == ["r1", "r2"])
        world.identityCenter.addAccount(other, isActive: false)
        #expect(try list(world, "approvals", as: Approvals.alan) == ["r1"])
    }

    @Test("Many requests on one account are listed with few look-ups")
    func fewLookups() throws {
        let world = Approvals.world()
        for number in 1...20 { world.ask("r\(number)") }
        let before = world.calls.count(.user)
        #expect(try list(world, "approvals", as: Approvals.alan).count == 20)
        #expect(world.calls.count(.user) - before <= 3)
    }

    @Test("Looking changes nothing and is not on record")
    func silent() throws {
        let world = Approvals.world()
        world.ask("r1")
        _ = status(world, as: Approvals.ada)
        _ = try list(world, "mine", as: Approvals.ada)
        #expect(try world.events("r1") == ["REQUEST PENDING"])
    }
}
