// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Rows of the published sample that are not adopted")
struct LegacyRowsTests {
    private let world = AccessWorld(legacyRows: .off)

    private var alerts: [Alert] { world.alerts.sent.filter { $0.subject.contains("are not adopted") } }

    @Test("No sweep acts upon one, and the number and the earliest end that is over are told once an hour")
    func sweeps() throws {
        world.publish(user: "u1", expiringAfter: .seconds(-4000))
        world.publish(user: "u2", expiringAfter: .seconds(-60))
        world.publish(user: "u3", expiringAfter: .seconds(90_000))
        let first = world.sweep()
        #expect(first?.number("revoked_count") == 0)
        #expect(first?.number("error_count") == 0)
        #expect(first?.number("legacy_row_count") == 3)
        #expect(alerts.count == 1)
        let alert = try #require(alerts.first)
        #expect(alert.subject.contains("3 rows"))
        #expect(alert.message.contains((AccessWorld.start - .seconds(4000)).iso8601.prefix(16)))
        #expect(world.ledger.audit.isEmpty)

        // Known from one sweep to the next without another look at the table.
        #expect(world.sweep()?.number("legacy_row_count") == 3)
        #expect(world.calls.count(.publishedRows) == 1)
        world.liveUntil(world.now + .seconds(3500))
        #expect(alerts.count == 1)
        world.liveUntil(world.now + .seconds(400))
        #expect(alerts.count == 2)
        #expect(world.ledger.audit.isEmpty)
    }

    @Test("A grant over one is refused by name, and gives and ends nothing")
    func grant() throws {
        world.publish(expiringAfter: .seconds(3600))
        let answer = world.perform(.grant(Example.event("r1")))
        #expect(answer?.statusCode == 409)
        #expect(answer?.code == "legacy_row")
        #expect(answer?.text("error")?.contains("hourglass migrate plan") == true)
        #expect(world.ledger.record(Example.binding) == nil)
    }

    @Test("An early revocation does not act upon one")
    func earlyRevocation() throws {
        world.publish(expiringAfter: .seconds(3600))
        let event = #"{"action":"revoke","user_email":"ada@example.com","account_id":"111122223333"}"#
        let answer = world.perform(.revoke(event, id: "early"))
        #expect(answer?.statusCode == 409)
        #expect(answer?.code == "legacy_row")
        #expect(world.hasAccess)
    }

    @Test("Each reconcile tells of them")
    func reconcile() throws {
        world.publish(expiringAfter: .seconds(-4000))
        _ = world.perform(.revoke(#"{"action":"reconcile"}"#, id: "compare"))
        #expect(alerts.count == 1)
        #expect(world.hasAccess)
    }

    @Test("Where there are none nobody is told, and the answer says nothing of them")
    func none() throws {
        let answer = world.sweep()
        #expect(answer?.number("legacy_row_count") == nil)
        world.liveUntil(world.now + .seconds(4000))
        #expect(alerts.isEmpty)
    }
}
