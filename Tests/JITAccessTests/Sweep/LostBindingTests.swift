// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A binding that was deleted past the functions")
struct LostBindingTests {
    @Test("Delays an end by a minute, and is told")
    func deleted() throws {
        let world = AccessWorld()
        world.sweep()
        world.grant(Example.event("r1", "5m"))
        world.ledger.removeBinding(Example.binding)
        world.advance(by: .seconds(310))
        world.sweep()
        #expect(world.hasAccess)
        #expect(world.alerts.sent.isEmpty)
        world.advance(by: .seconds(60))
        #expect(world.sweep()?.number("revoked_count") == 1)
        #expect(!world.hasAccess)
        #expect(try world.status("r1") == .expired)
        #expect(try world.events("r1").suffix(3) == ["RECONCILE PENDING", "REVOKE STARTED", "REVOKE SUCCESS"])
        #expect(world.alerts.sent.map(\.subject) == ["Hourglass: 1 records of leases were deleted or changed"])
        #expect(world.ledger.leaseDue(try id("r1")) == nil)
        #expect(world.leftovers() == [])
        world.sweep()
        #expect(world.alerts.sent.count == 1)
    }

    @Test("Is found by the hourly comparison, and by the next sweep where that could not read its first page")
    func comparison() throws {
        let world = AccessWorld()
        world.sweep()
        world.grant(Example.event("r1", "8h"))
        world.ledger.removeBinding(Example.binding)
        world.advance(by: .seconds(3610))
        // What is due is read first.
        world.perform(.sweep(faults: .on(.due, .fails(), skipping: 1)))
        #expect(world.ledger.record(Example.binding) == nil)
        world.advance(by: .seconds(60))
        world.sweep()
        world.advance(by: .seconds(60))
        world.sweep()
        #expect(world.ledger.record(Example.binding) != nil)
    }

    @Test("Is restored with every lease that is lent on it: none is cut short")
    func others() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "5m"))
        world.grant(Example.event("r2", "1h"))
        world.ledger.removeBinding(Example.binding)
        world.advance(by: .seconds(370))
        world.sweep()
        #expect(world.hasAccess)
        #expect(try world.status("r1") == .expired)
        #expect(try world.status("r2") == .active)
        #expect(world.ledger.record(Example.binding)?.leases.keys.sorted() == [try id("direct/r2")])
        world.liveUntil(world.now + .seconds(3400))
        #expect(!world.hasAccess)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Is restored into what somebody has put in its place")
    func replaced() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "5m"))
        world.grant(Example.event("r2", "1h"))
        var record = try #require(world.ledger.record(Example.binding))
        record.leases[try id("direct/r1")] = nil
        world.ledger.put(record)
        world.advance(by: .seconds(370))
        world.sweep()
        #expect(try world.status("r1") == .expired)
        #expect(world.hasAccess)
        #expect(world.alerts.sent.count == 1)
    }

    @Test("Leaves standing access where it is")
    func standing() throws {
        let world = AccessWorld()
        world.identityCenter.set(Example.binding, .hand)
        world.grant(Example.event("r1", "5m"))
        world.ledger.removeBinding(Example.binding)
        world.advance(by: .seconds(370))
        world.sweep()
        #expect(world.hasAccess)
        #expect(try world.status("r1") == .expired)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Does not keep access from an early end")
    func endsEarly() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "4h"))
        world.ledger.removeBinding(Example.binding)
        let answer = world.revoke(#"{"action":"revoke","request_id":"r1"}"#)
        #expect(answer?.text("message") == "Access revoked")
        #expect(!world.hasAccess)
        #expect(try world.status("r1") == .revoked)
        #expect(world.alerts.sent.count == 1)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Does not keep access from an early end by user, account and permission set", arguments: [true, false])
    func endsEarlyByName(isSpoiled: Bool) throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "4h"))
        world.grant(Example.event("r2", "2h"))
        if isSpoiled { world.ledger.spoil(Example.binding) } else { world.ledger.removeBinding(Example.binding) }
        let answer = world.revoke(
            #"{"action":"revoke","user_email":"ada@example.com","account_id":"111122223333","#
                + #""permission_set":"AdministratorAccess"}"#
        )
        #expect(answer?.text("message") == "Access revoked")
        #expect(!world.hasAccess)
        #expect(try world.status("r1") == .revoked)
        #expect(try world.status("r2") == .revoked)
        #expect(world.invariantViolations() + world.leftovers() == [])
        #expect(
            world.revoke(
                #"{"action":"revoke","user_email":"ada@example.com","account_id":"111122223333","#
                    + #""permission_set":"AdministratorAccess"}"#
            )?.statusCode == 404
        )
    }

    @Test("An item in its place that cannot be understood delays an end by a minute, too")
    func spoiled() throws {
        let world = AccessWorld()
        world.sweep()
        world.grant(Example.event("r1", "5m"))
        world.grant(Example.event("r2", "1h"))
        world.ledger.spoil(Example.binding)
        world.advance(by: .seconds(370))
        world.sweep()
        #expect(try world.status("r1") == .expired)
        #expect(try world.status("r2") == .active)
        #expect(world.alerts.sent.map(\.subject).contains("Hourglass: 1 records of leases were deleted or changed"))
        world.liveUntil(world.now + .seconds(3400))
        #expect(!world.hasAccess)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Nothing is granted over an item that cannot be understood")
    func spoiledRefuses() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "5m"))
        world.ledger.spoil(Example.binding)
        #expect(world.grant(Example.event("r2", "1h"))?.body["code"] == "ledger_unavailable")
        #expect(try world.status("r1") == .active)
    }

    @Test("The comparison begins anew where somebody has spoiled how far it was")
    func spoiledComparison() throws {
        let world = AccessWorld()
        world.sweep()
        world.grant(Example.event("r1", "4h"))
        world.ledger.removeBinding(Example.binding)
        world.ledger.putUnreadable(key: "search#leases", problem: "no", dueAt: Timestamp(seconds: 0))
        // Found by one sweep, and restored by the next.
        world.advance(by: .seconds(60))
        world.sweep()
        world.advance(by: .seconds(60))
        world.sweep()
        #expect(world.ledger.record(Example.binding)?.leases[try id("direct/r1")]?.state == .active)
    }

    @Test(
        "A row that was adopted has no request: put off for years, or prolonged, it is found within the hour",
        arguments: [true, false]
    )
    func adopted(isProlonged: Bool) throws {
        let world = AccessWorld()
        world.publish(expiringAfter: .seconds(600))
        world.sweep()
        var record = try #require(world.ledger.record(Example.binding))
        let years = world.now + .seconds(100_000_000)
        if isProlonged {
            for id in record.leases.keys { record.leases[id]?.expiresAt = years }
        } else {
            record.revocation = .init(claim: nil, failedAttempts: 0, nextTryAt: years)
        }
        world.ledger.put(record)
        world.liveUntil(world.now + .seconds(3800))
        #expect(!world.hasAccess)
        let told = world.alerts.sent.map(\.message).joined()
        #expect(told.contains(isProlonged ? " by its trail, and " : "is to be tried again later than any try"))
    }

    @Test("After an early end does not wait for the end that was said first")
    func revokedEarly() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "4h"))
        world.hooks.once(before: { $0.operation == .remove }) { [world] _ in world.ledger.removeBinding(Example.binding)
        }
        world.perform(
            .revoke(
                #"{"action":"revoke","request_id":"r1"}"#,
                timeLimit: .seconds(30),
                faults: .on(.remove, .killedBefore)
            )
        )
        #expect(world.hasAccess)
        world.liveUntil(world.now + .seconds(240))
        #expect(!world.hasAccess)
        #expect(try world.status("r1") == .revoked)
    }

    @Test("Of an end that is only late by a retry nothing is told but the failure")
    func retried() throws {
        let world = AccessWorld()
        world.identityCenter.planRemovals(.fails("No."), .fails("No."), OperationCourse(time: .seconds(1)))
        world.grant(Example.event("r1", "5m"))
        world.liveUntil(world.now + .seconds(1200))
        #expect(!world.hasAccess)
        #expect(world.alerts.sent.allSatisfy { $0.subject.contains("revocations failed") })
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("A request that waits for a decision goes back to Grant, wherever somebody has put it")
    func dismissed() throws {
        let world = Approvals.world()
        world.ask("r1")
        world.ledger.setLeaseDue(try id("r1"), world.now)
        world.sweep()
        #expect(world.ledger.leaseDue(try id("r1")) == nil)
        #expect(world.ledger.request(try id("r1"))?.dueAt != nil)
        #expect(world.alerts.sent.isEmpty)
    }

    @Test("Is restored within the hour, before an end depends on it")
    func compared() throws {
        let world = AccessWorld()
        world.sweep()
        world.grant(Example.event("r1", "4h"))
        world.ledger.removeBinding(Example.binding)
        world.advance(by: .seconds(3610))
        // Found by one sweep, and restored by the next.
        world.sweep()
        world.advance(by: .seconds(60))
        world.sweep()
        let record = try #require(world.ledger.record(Example.binding))
        #expect(record.leases[try id("direct/r1")]?.state == .active)
        #expect(!record.isStanding)
        #expect(world.alerts.sent.count == 1)
        world.calls.clear()
        world.advance(by: .seconds(60))
        world.sweep()
        #expect(world.calls.all.map(\.operation) == [.due])
        world.liveUntil(world.now + .seconds(3 * 3600))
        #expect(!world.hasAccess)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("A comparison that is longer than a sweep goes on in the next", arguments: [1, 2])
    func comparedInParts(pageSize: Int) throws {
        let world = AccessWorld()
        for number in 0..<30 {
            world.identityCenter.addUser("u\(number)@example.com", id: "u\(number)")
            world.grant(Example.event("r\(number)", "4h", user: "u\(number)@example.com"))
        }
        world.sweep()
        world.liveUntil(world.now + .seconds(300))
        let last = Example.binding(user: "u29", account: Example.accountText)
        world.ledger.removeBinding(last)
        world.ledger.pageSize = pageSize
        world.advance(by: .seconds(3600))
        for _ in 0..<6 {
            world.advance(by: .seconds(60))
            world.sweep()
        }
        #expect(world.ledger.record(last) != nil)
        #expect(world.alerts.sent.count == 1)
    }
}
