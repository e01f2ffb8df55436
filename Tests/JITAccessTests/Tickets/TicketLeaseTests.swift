// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Access that ends with its ticket")
struct TicketLeaseTests {
    private static let number = "CHG0000001"

    /// Ada's change, from now for so many hours.
    private static func change(hours: Int64 = 8, isOpen: Bool = true) -> Ticket {
        Ticket(
            number: number,
            isOpen: isOpen,
            states: ["Implement"],
            people: [Example.userEmail],
            window: Ticket.Window(
                start: AccessWorld.start - .seconds(60),
                end: AccessWorld.start + .seconds(hours * 3600)
            )
        )
    }

    /// Everybody may read for a change of their own; be administrator with two approvals.
    private static func world(_ ticket: Ticket? = change()) -> AccessWorld {
        let world = Approvals.world(
            policy: Example.policy(
                rules: [
                    rule("read-only", "ReadOnlyAccess", approval: #""automatic""#),
                    rule(
                        "administrator",
                        "AdministratorAccess",
                        approval:
                            #"{"levels": [{"name": "peers", "users": ["alan@example.com", "grace@example.com"], "required": 2}]}"#
                    ),
                ],
                #"""
                "integrations": {"portal": {
                    "paths": ["console"], "users": ["*@example.com"],
                    "actions": ["request", "approve", "reject", "cancel", "extend", "status", "list", "revoke"]
                }},
                """#
            )
        )
        if let ticket { world.tickets.put(ticket) }
        return world
    }

    private static func rule(_ name: String, _ set: String, approval: String) -> String {
        #"""
        {
            "name": "\#(name)", "effect": "allow", "principals": "*", "paths": ["console"], "accounts": "*",
            "permission_sets": ["\#(set)"], "maximum_duration": "8h", "approval": \#(approval),
            "justification": {"minimum_length": 0},
            "ticket": {"pattern": "CHG*", "check": {"participant": true, "change_window": true}}
        }
        """#
    }

    @discardableResult
    private func ask(_ world: AccessWorld, _ set: String = "ReadOnlyAccess", faults: FaultPlan = .none) -> Answer? {
        let members =
            #""action":"request","request_id":"r1","user_email":"ada@example.com","account_id":"111122223333","#
            + #""permission_set":"\#(set)","duration":"4h","ticket":"\#(Self.number)""#
        return world.say(Approvals.ada, members, faults: faults)
    }

    private func lease(_ world: AccessWorld) throws -> RequestLease? {
        world.ledger.request(try id("r1"))?.lease
    }

    @Test("Is granted for a ticket that is as the rule wants it, and ends at its time")
    func granted() throws {
        let world = Self.world()
        #expect(ask(world)?.statusCode == 200)
        world.advance(by: .seconds(4 * 3600 + 60))
        world.sweep()
        #expect(try lease(world)?.status == .expired)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Does not end with a ticket that somebody has written into its binding", arguments: [true, false])
    func foreignTicket(isThere: Bool) throws {
        let world = Self.world()
        #expect(ask(world)?.statusCode == 200)
        let other = "CHG0000666"
        if isThere { world.tickets.put(Ticket(number: other, isOpen: false)) }
        let binding = try #require(
            world.ledger.bindings.compactMap { if case .record(let record) = $0 { record } else { nil } }.first
        )
        var record = binding
        for id in record.leases.keys {
            record.leases[id]?.ticket = TicketHold(number: other, closesAt: nil, checkAt: world.now)
        }
        world.ledger.put(record)
        world.advance(by: .seconds(60))
        world.sweep()
        #expect(try lease(world)?.status == .active)
        #expect(world.alerts.sent.contains { $0.message.contains(other) })
        world.advance(by: .seconds(4 * 3600))
        world.sweep()
        #expect(try lease(world)?.status == .expired)
    }

    @Test("Is refused with its own code where the ticket is not as the rule wants it")
    func refused() throws {
        for (ticket, code) in [
            (nil, "ticket_not_valid"), (Self.change(isOpen: false), "ticket_not_valid"),
            (Self.change(hours: 3), "outside_change_window"),
            (Ticket(number: Self.number, isOpen: true, window: Self.change().window), "ticket_of_others"),
        ] as [(Ticket?, String)] {
            let world = Self.world(ticket)
            let answer = ask(world)
            #expect(answer?.statusCode == 403)
            #expect(answer?.code == code)
            #expect(world.attempts("r1") == ["REQUEST DENIED"])
            #expect(world.calls.count(.create) == 0)
        }
    }

    @Test("Is not decided when the ticket system does not answer")
    func unavailable() throws {
        let world = Self.world()
        let answer = ask(world, faults: .on(.ticket, .fails()))
        #expect(answer?.statusCode == 503)
        #expect(answer?.code == "ticket_system_unavailable")
        #expect(world.calls.count(.create) == 0)
        #expect(ask(world)?.statusCode == 200)
        #expect(world.invariantViolations() == [])
    }

    @Test("Is checked again when it begins: a ticket closed meanwhile opens nothing")
    func closedBeforeApproval() throws {
        let world = Self.world()
        #expect(ask(world, "AdministratorAccess")?.statusCode == 202)
        world.tickets.close(Self.number)
        #expect(world.decide(Approvals.alan, "approve", "r1")?.code == "ticket_not_valid")
        #expect(!world.hasAccess)
        #expect(world.invariantViolations() == [])
    }

    @Test("Never outlasts the change window, however late it was approved")
    func approvedLate() throws {
        let world = Self.world(Self.change(hours: 5))
        #expect(ask(world, "AdministratorAccess")?.statusCode == 202)
        world.advance(by: .seconds(3 * 3600))
        #expect(world.decide(Approvals.grace, "approve", "r1")?.statusCode == 202)
        #expect(world.decide(Approvals.alan, "approve", "r1")?.statusCode == 200)
        #expect(try lease(world)?.expiresAt == (AccessWorld.start + .seconds(5 * 3600)).wholeSeconds)
        world.advance(by: .seconds(2 * 3600))
        world.sweep()
        #expect(!world.hasAccess)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Ends when the ticket is closed, at the sweep's next look")
    func closed() throws {
        let world = Self.world()
        ask(world)
        world.tickets.close(Self.number)
        world.advance(by: .seconds(301))
        world.sweep()
        #expect(try lease(world)?.status == .revoked)
        let reasons = world.ledger.audit(of: try id("r1")).compactMap { $0.attributes["reason"] }
        #expect(reasons.contains("Revoked early: the ticket CHG0000001 has been closed."))
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Ends when the ticket has been deleted, or its window moved away")
    func gone() throws {
        for change in [
            { (world: AccessWorld) in world.tickets.delete(Self.number) },
            { (world: AccessWorld) in
                let over = Ticket.Window(start: AccessWorld.start - .seconds(60), end: AccessWorld.start + .seconds(9))
                world.tickets.put(Ticket(number: Self.number, isOpen: true, window: over))
            },
            { (world: AccessWorld) in world.tickets.put(Ticket(number: Self.number, isOpen: true)) },
        ] {
            let world = Self.world()
            ask(world)
            change(world)
            world.advance(by: .seconds(301))
            world.sweep()
            #expect(try lease(world)?.status == .revoked)
            #expect(world.invariantViolations() + world.leftovers() == [])
        }
    }

    @Test("Goes on while the ticket is open, and is asked for every five minutes")
    func open() throws {
        let world = Self.world()
        ask(world)
        world.calls.clear()
        for _ in 1...30 {
            world.advance(by: .seconds(60))
            world.sweep()
        }
        #expect(try lease(world)?.status == .active)
        #expect(world.calls.count(.ticket) == 6)
        #expect(world.invariantViolations() == [])
    }

    @Test("Is not taken away by an outage of the ticket system, of which people hear after an hour")
    func outage() throws {
        let world = Self.world()
        ask(world)
        world.faults = .on(.ticket, .fails())
        for minute in 1...60 {
            #expect(world.alerts.sent.isEmpty, "minute \(minute)")
            world.advance(by: .seconds(60))
            world.sweep()
        }
        world.advance(by: .seconds(60))
        world.sweep()
        #expect(world.alerts.sent.count == 1)
        #expect(try lease(world)?.status == .active)
        world.faults = .none
        world.tickets.close(Self.number)
        world.advance(by: .seconds(301))
        world.sweep()
        #expect(try lease(world)?.status == .revoked)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }
}

extension Timestamp {
    fileprivate var wholeSeconds: Timestamp { Timestamp(seconds: seconds) }
}
