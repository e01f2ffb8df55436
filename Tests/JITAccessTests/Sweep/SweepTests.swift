// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A sweep")
struct SweepTests {
    @Test("Of nothing it costs one call of the ledger, in a new container too", arguments: [false, true])
    func nothing(isCold: Bool) throws {
        let world = AccessWorld()
        world.sweep()
        world.calls.clear()
        if isCold { world.coldStart() }
        let answer = world.sweep()
        #expect(answer?.text("message") == "Process completed. 0 permissions revoked, 0 errors")
        #expect(world.calls.all.map(\.operation) == [.due])
    }

    @Test("Before expiry it does nothing")
    func beforeExpiry() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "5m"))
        world.advance(by: .seconds(290))
        world.sweep()
        let commits = world.calls.count(.commit)
        #expect(world.sweep()?.number("revoked_count") == 0)
        #expect(world.hasAccess)
        #expect(world.calls.count(.commit) == commits)
    }

    @Test("After expiry it removes the access, and says how late it is")
    func afterExpiry() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "5m"))
        world.advance(by: .seconds(330))
        let answer = world.sweep()
        #expect(answer?.statusCode == 200)
        #expect(answer?.text("message") == "Process completed. 1 permissions revoked, 0 errors")
        #expect(answer?.number("revoked_count") == 1)
        #expect(!world.hasAccess)
        #expect(world.ledger.stored(Example.binding) == .absent)
        #expect(try world.status("r1") == .expired)
        let end = try #require(world.ledger.audit(of: try id("r1")).last)
        #expect(end.attributes["actor"] == "sweep")
        #expect(world.alerts.sent.isEmpty)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("At the very second of the expiry the access goes, not before")
    func exactly() throws {
        let world = AccessWorld()
        world.latency = .zero
        let expiry = try #require(world.grant(Example.event("r1", "5m"))?.number("expires_at"))
        world.advance(by: Timestamp(seconds: expiry) - world.now - .milliseconds(1))
        world.sweep()
        #expect(world.hasAccess)
        world.advance(by: .milliseconds(1))
        world.sweep()
        #expect(!world.hasAccess)
    }

    @Test("The claim is written before Identity Center is asked to remove anything")
    func claimFirst() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "5m"))
        world.advance(by: .seconds(310))
        world.hooks.once(before: { $0.operation == .remove }) { [world] call in
            let record = world.ledger.record(Example.binding)
            #expect(record?.revocation?.claim?.owner == call.invocation)
            #expect(record?.status == .revoking)
        }
        world.sweep()
        #expect(world.calls.count(.remove) == 1)
    }

    @Test("The memory of a removal is kept as long as listings may be behind, and then goes")
    func memory() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        world.sweep()
        let ended = try #require(world.ledger.ended(Example.binding))
        #expect(ended.dueAt - ended.endedAt == .seconds(600))
        world.advance(by: .seconds(590))
        world.sweep()
        #expect(world.ledger.ended(Example.binding) != nil)
        world.advance(by: .seconds(20))
        world.sweep()
        #expect(world.ledger.ended(Example.binding) == nil)
    }

    @Test("What is gone already counts as removed")
    func goneAlready() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "5m"))
        world.identityCenter.set(Example.binding, nil)
        world.advance(by: .seconds(310))
        #expect(world.sweep()?.number("revoked_count") == 1)
        #expect(try world.events("r1").last == "REVOKE SUCCESS")
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("What is gone already, and tells so only by a failing operation, counts as removed")
    func goneAlreadyAsynchronously() throws {
        let world = AccessWorld()
        world.identityCenter.removesAbsentAsFailure = true
        world.grant(Example.event("r1", "1h"))
        world.identityCenter.set(Example.binding, nil)
        world.advance(by: .seconds(3610))
        #expect(world.sweep()?.number("revoked_count") == 1)
        #expect(world.alerts.sent.isEmpty)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("An index that is behind costs time, and never more", arguments: [0, 1, 30])
    func behind(seconds: Int) throws {
        let world = AccessWorld()
        world.ledger.indexDelay = .seconds(seconds)
        world.grant(Example.event("r1", "1m"))
        world.grant(Example.event("r2", "5m"))
        world.liveUntil(world.now + .seconds(480))
        #expect(world.invariantViolations() + world.leftovers() == [])
        #expect(world.alerts.sent.isEmpty)
    }
}
