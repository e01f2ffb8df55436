// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Rows of the published sample become leases and end")
struct AdoptionTests {
    private func adoptedID(_ world: AccessWorld) throws -> RequestID {
        try #require(world.ledger.audit.keys.first { $0.description.hasPrefix("adopted-") })
    }

    @Test("A row that is not over is adopted with its own end, which may have a fraction")
    func adopted() throws {
        let world = AccessWorld()
        world.publish(expiringAfter: .seconds(300))
        world.sweep()
        let record = try #require(world.ledger.record(Example.binding))
        #expect(record.expiresAt.seconds == (AccessWorld.start + .seconds(300)).seconds)
        #expect(record.leases.count == 1)
        let chain = world.ledger.audit(of: try adoptedID(world))
        #expect(AuditTrail.events(of: chain) == ["ADOPT SUCCESS"])
        #expect(world.hasAccess)
        world.advance(by: .seconds(310))
        #expect(world.sweep()?.number("revoked_count") == 1)
        #expect(!world.hasAccess)
        #expect(
            AuditTrail.events(of: world.ledger.audit(of: try adoptedID(world))) == [
                "ADOPT SUCCESS", "REVOKE STARTED", "REVOKE SUCCESS",
            ]
        )
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Nothing that its binding alone says ends it before its trail does, or after", arguments: [-200, 86_400])
    func edited(seconds: Int64) throws {
        let world = AccessWorld()
        world.publish(expiringAfter: .seconds(600))
        world.sweep()
        var record = try #require(world.ledger.record(Example.binding))
        let (adopted, end) = (try adoptedID(world), record.expiresAt + .seconds(seconds))
        record.leases[adopted]?.expiresAt = end
        world.ledger.put(record)
        world.liveUntil(AccessWorld.start + .seconds(590))
        #expect(world.hasAccess)
        world.liveUntil(AccessWorld.start + .seconds(seconds < 0 ? 660 : 3900))
        #expect(!world.hasAccess)
        #expect(world.alerts.sent.contains { $0.subject.contains("deleted or changed") })
    }

    @Test("A row that is over is adopted and removed by the same sweep")
    func overAlready() throws {
        let world = AccessWorld()
        world.publish(expiringAfter: .seconds(-4000))
        #expect(world.sweep()?.number("revoked_count") == 1)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("They are looked for once an hour, whatever containers come and go")
    func rarely() throws {
        let world = AccessWorld()
        world.liveUntil(world.now + .seconds(3500))
        #expect(world.calls.count(.publishedRows) == 1)
        world.publish(expiringAfter: .seconds(60))
        world.liveUntil(world.now + .seconds(300))
        #expect(world.calls.count(.publishedRows) == 2)
        #expect(!world.hasAccess)
        world.coldStart()
        world.sweep()
        #expect(world.calls.count(.publishedRows) == 2)
    }

    @Test("A row that cannot be understood is told on every sweep until it is gone")
    func unreadable() throws {
        let world = AccessWorld()
        world.ledger.putUnreadableRow("u#1#arn")
        for _ in 1...3 {
            #expect(world.sweep()?.number("error_count") == 1)
        }
        #expect(world.alerts.sent.count == 3)
        #expect(world.alerts.sent.last?.message.contains("u#1#arn") == true)
    }

    @Test("Rows that cannot be looked for keep nothing else, and are looked for again")
    func lostSearch() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.publish(user: "old", expiringAfter: .seconds(60))
        world.advance(by: .seconds(70))
        let answer = world.perform(.sweep(faults: .on(.publishedRows, .fails())))
        #expect(answer?.number("revoked_count") == 1)
        #expect(answer?.number("error_count") == 1)
        #expect(world.sweep()?.number("revoked_count") == 1)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test(
        "A grant over such a row keeps its end and adds its own",
        arguments: [("1m", 300), ("10m", 60)] as [(String, Int64)]
    )
    func grantOverRow(duration: String, rest: Int64) throws {
        let world = AccessWorld()
        world.publish(expiringAfter: .seconds(rest))
        let answer = world.grant(Example.event("r1", duration))
        #expect(answer?.statusCode == 200)
        #expect(answer?.body["standing"] == false)
        let record = try #require(world.ledger.record(Example.binding))
        #expect(record.leases.count == 2)
        let own = try #require(answer?.number("expires_at"))
        #expect(record.expiresAt.seconds == max(own, (AccessWorld.start + .seconds(rest)).seconds))
        #expect(world.calls.count(.create) == 0)
        world.liveUntil(world.now + .seconds(720))
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Two adopt the same row at the same instant: one does", arguments: 0..<UInt64(20))
    func sameInstant(seed: UInt64) throws {
        let world = AccessWorld(seed: seed)
        world.publish(expiringAfter: .seconds(-10))
        let event = #"{"action":"revoke","user_email":"ada@example.com","account_id":"111122223333"}"#
        let answers = world.together([.sweep(), .sweep(), .revoke(event), .grant(Example.event("r1", "1m"))])
        #expect(answers.allSatisfy { ($0?.statusCode ?? 500) < 500 })
        #expect(
            AuditTrail.events(of: world.ledger.audit(of: try adoptedID(world))).count { $0 == "ADOPT SUCCESS" } == 1
        )
        #expect(world.invariantViolations() == [])
        world.liveUntil(world.now + .seconds(400))
        #expect(world.invariantViolations() + world.leftovers() == [])
    }
}
