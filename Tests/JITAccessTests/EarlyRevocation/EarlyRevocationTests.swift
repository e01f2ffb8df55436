// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("An early revocation")
struct EarlyRevocationTests {
    private let one = #"{"action":"revoke","request_id":"r1","reason":"Done early","requester":"alan@example.com"}"#
    private let all = #"{"action":"revoke","user_email":"ada@example.com","account_id":"111122223333"}"#

    @Test("It ends an active lease now, with the reason on record")
    func active() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1h"))
        let answer = world.revoke(one)
        #expect(answer?.statusCode == 200)
        #expect(answer?.text("message") == "Access revoked")
        #expect(answer?.number("revoked_count") == 1)
        #expect(!world.hasAccess)
        #expect(try world.status("r1") == .revoked)
        let end = try #require(world.ledger.audit(of: try id("r1")).last)
        #expect(end.attributes["reason"] == "Revoked early: Done early (asked for by alan@example.com).")
        #expect(world.calls.count(.takeSweepLease) == 0)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("It ends a lease that is being granted as soon as that is done")
    func granting() throws {
        let world = AccessWorld()
        world.identityCenter.operationCourse = OperationCourse(time: .seconds(5))
        world.hooks.once(before: { $0.operation == .creation }) { [world, one] _ in
            let answer = await world.invoke(.revoke(one))
            #expect(answer?.statusCode == 202)
        }
        let answer = world.grant(Example.event("r1", "1h"))
        #expect(answer?.statusCode == 409)
        #expect(answer?.code == "revoked_while_granting")
        #expect(try world.status("r1") == .revoking)
        #expect(try world.events("r1").contains("GRANT SUCCESS"))
        #expect(world.sweep()?.number("revoked_count") == 1)
        #expect(try world.status("r1") == .revoked)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("It ends a lease whose grant was cut off, when the sweep finds out")
    func abandoned() throws {
        let world = AccessWorld()
        world.cutOffGrant("r1", "1h")
        #expect(world.revoke(one)?.statusCode == 202)
        world.advance(by: .seconds(120))
        world.sweep()
        #expect(!world.hasAccess)
        #expect(try world.status("r1") == .revoked)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Of what has ended already it says so", arguments: [true, false])
    func endedAlready(isByRequest: Bool) throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.liveUntil(world.now + .seconds(120))
        let answer = world.revoke(isByRequest ? one : all)
        #expect(answer?.statusCode == (isByRequest ? 200 : 404))
        #expect(answer?.number("revoked_count") == (isByRequest ? 0 : nil))
        #expect(world.calls.count(.remove) == 1)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Of what was never there it says so")
    func neverThere() throws {
        let world = AccessWorld()
        #expect(world.revoke(one)?.code == "request_not_found")
        #expect(world.revoke(all)?.code == "lease_not_found")
        let nobody = #"{"action":"revoke","user_email":"nobody@example.com","account_id":"111122223333"}"#
        #expect(world.revoke(nobody)?.code == "user_not_found")
        let unknown = #"{"action":"revoke","user_email":"ada","account_id":"111122223333","permission_set":"Unknown"}"#
        #expect(world.revoke(unknown)?.code == "permission_set_not_found")
        #expect(world.ledger.audit.values.allSatisfy { AuditTrail.events(of: $0) == ["REVOKE DENIED"] })
        #expect(world.ledger.audit.count == 4)
    }

    @Test("Of one request it leaves the other's access, and of the binding it ends all")
    func overlapping() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1h"))
        world.grant(Example.event("r2", "10m"))
        let answer = world.revoke(one)
        #expect(answer?.statusCode == 200)
        #expect(answer?.text("message")?.contains("other leases hold") == true)
        #expect(answer?.number("revoked_count") == 0)
        #expect(world.hasAccess)
        #expect(try world.status("r1") == .revoked)
        #expect(try world.status("r2") == .active)
        #expect(world.ledger.record(Example.binding)?.leases.count == 1)
        #expect(world.revoke(all)?.number("revoked_count") == 1)
        #expect(!world.hasAccess)
        #expect(try world.status("r2") == .revoked)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("While a sweep removes the access it does not wait, and nothing is removed twice")
    func duringClaim() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        world.hooks.once(before: { $0.operation == .removal }) { [world, one] _ in
            let begin = world.now
            let answer = await world.invoke(.revoke(one))
            #expect(answer?.statusCode == 202)
            #expect(world.now - begin < .seconds(1))
        }
        world.sweep()
        #expect(world.calls.count(.remove) == 1)
        #expect(try world.status("r1") == .expired)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("While a sweep holds its lease elsewhere it does not wait")
    func duringSweep() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1h"))
        world.grant(Example.event("r2", "1m", user: "alan@example.com"))
        world.advance(by: .seconds(70))
        world.hooks.once(before: { $0.operation == .removal }) { [world, one] _ in
            #expect(await world.invoke(.revoke(one))?.statusCode == 200)
        }
        world.sweep()
        #expect(world.identityCenter.assignments.isEmpty)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("When it fails the caller and a person hear of it, and the sweep goes on")
    func fails() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1h"))
        let answer = world.perform(.revoke(one, faults: .on(.remove, .fails(.refused))))
        #expect(answer?.statusCode == 500)
        #expect(answer?.code == "revocation_failed")
        #expect(world.alerts.sent.count == 1)
        #expect(try world.status("r1") == .revoking)
        #expect(try world.events("r1").last == "REVOKE ERROR")
        world.advance(by: .seconds(40))
        #expect(world.sweep()?.number("revoked_count") == 1)
        #expect(try world.status("r1") == .revoked)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Between two tries of a failing removal it tries at once")
    func betweenTries() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        world.perform(.sweep(faults: .on(.remove, .fails(.refused))))
        #expect(world.revoke(one)?.number("revoked_count") == 1)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("With too little time left it begins, and the sweep finishes")
    func tooLittleTime() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1h"))
        world.identityCenter.planRemovals(OperationCourse(time: .seconds(20)))
        #expect(world.perform(.revoke(one, timeLimit: .seconds(10)))?.statusCode == 202)
        world.liveUntil(world.now + .seconds(180))
        #expect(try world.status("r1") == .revoked)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test(
        "While nothing can be read or written, nothing happens",
        arguments: [PortOperation.request, .binding, .commit]
    )
    func ledgerAway(operation: PortOperation) throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1h"))
        let answer = world.perform(.revoke(one, faults: .on(operation, .fails())))
        #expect(answer?.statusCode == 500)
        #expect(answer?.json.contains("does not answer") == false)
        #expect(world.hasAccess)
        #expect(world.calls.count(.remove) == 0)
        #expect(world.invariantViolations() == [])
    }

    @Test("A grant meanwhile sees no moment that never was, whichever of its calls is slow", arguments: 1..<20)
    func grantMeanwhile(slow call: Int) throws {
        for delay in [0, 600, 1200, 2400] {
            for seed in 0..<UInt64(4) {
                let world = AccessWorld(seed: seed)
                world.latency = .milliseconds(40)
                world.identityCenter.operationCourse = OperationCourse(time: .milliseconds(500))
                world.grant(Example.event("r1", "1h"))
                let grant = FunctionCall.grant(
                    Example.event("r2", "10m"),
                    faults: .at(call, .slow(.milliseconds(delay)))
                )
                let answers = world.together([grant, .revoke(one)])
                #expect(
                    answers.allSatisfy { ($0?.statusCode ?? 500) < 500 || $0?.body["code"] == "ledger_unavailable" }
                )
                world.advance(by: .seconds(60))
                world.sweep()
                #expect(world.invariantViolations() == [], "delay \(delay) ms, seed \(seed)")
                #expect(try world.status("r1") == .revoked)
            }
        }
    }

    @Test("A lease that somebody else changes meanwhile is looked at again", arguments: 0..<UInt64(20))
    func changedMeanwhile(seed: UInt64) throws {
        let world = AccessWorld(seed: seed)
        world.grant(Example.event("r1", "1h"))
        let answers = world.together([.revoke(one), .grant(Example.event("r2", "10m"))])
        #expect(answers.allSatisfy { ($0?.statusCode ?? 500) < 500 })
        #expect(try world.status("r1") == .revoked)
        #expect(world.hasAccess)
        #expect(world.invariantViolations() == [])
    }
}
