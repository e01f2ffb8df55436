// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("The same request delivered again is one lease and one answer")
struct DuplicateTests {
    private let event = Example.event("r1", "10m")

    @Test("Two at the same instant", arguments: 0..<UInt64(20))
    func sameInstant(seed: UInt64) throws {
        let world = AccessWorld(seed: seed)
        let answers = world.together([.grant(event), .grant(event)])
        #expect(answers.allSatisfy { $0?.statusCode == 200 || $0?.statusCode == 202 })
        #expect(answers.contains { $0?.statusCode == 200 })
        #expect(world.calls.count(.create) == 1)
        #expect(world.ledger.record(Example.binding)?.leases.count == 1)
        #expect(try world.events("r1") == ["REQUEST SUCCESS", "GRANT STARTED", "GRANT SUCCESS"])
        #expect(world.invariantViolations() == [])
    }

    @Test("While it is granted: still working")
    func whileGranting() throws {
        let world = AccessWorld()
        world.identityCenter.operationCourse = OperationCourse(time: .seconds(10))
        world.hooks.once(before: { $0.operation == .creation }) { [world, event] _ in
            let answer = await world.invoke(.grant(event))
            #expect(answer?.statusCode == 202)
            #expect(answer?.text("lease_status") == "GRANTING")
        }
        #expect(world.grant(event)?.statusCode == 200)
        #expect(world.calls.count(.create) == 1)
        #expect(world.invariantViolations() == [])
    }

    @Test("While it is active, and after it has expired: the answer it had, and no new access")
    func afterwards() throws {
        let world = AccessWorld()
        let first = world.grant(event)
        world.advance(by: .seconds(300))
        #expect(world.grant(event) == first)
        world.liveUntil(world.now + .seconds(600))
        #expect(!world.hasAccess)
        let late = world.grant(event)
        #expect(late?.statusCode == 200)
        #expect(late?.text("lease_status") == "EXPIRED")
        #expect(late?.number("expires_at") == first?.number("expires_at"))
        #expect(!world.hasAccess)
        #expect(world.calls.count(.create) == 1)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("After it has been revoked: no new access")
    func afterRevocation() throws {
        let world = AccessWorld()
        world.grant(event)
        world.revoke(#"{"action":"revoke","request_id":"r1"}"#)
        #expect(world.grant(event)?.text("lease_status") == "REVOKED")
        #expect(!world.hasAccess)
    }

    @Test("After it has failed: the same failure, recorded once")
    func afterFailure() throws {
        let world = AccessWorld()
        world.identityCenter.planCreations(.fails("No."))
        let first = world.grant(event)
        #expect(first?.code == "grant_failed")
        let again = world.grant(event)
        #expect(again?.code == "grant_failed")
        #expect(again?.text("error")?.contains("the audit trail has the reason") == true)
        #expect(world.calls.count(.create) == 1)
        #expect(try world.events("r1").count == 3)
    }

    @Test("Whatever has become of the user, the account or the permission set")
    func namesGone() throws {
        let world = AccessWorld()
        let first = world.grant(event)
        world.identityCenter.addUser(Example.userEmail, "ada", id: Example.userID, isEnabled: false)
        #expect(world.grant(event) == first)
    }

    @Test(
        "Another request under the same id is refused, and its record is not in the first one's chain",
        arguments: [
            Example.event("r1", "11m"), Example.event("r1", "10m", user: "alan@example.com"), Example.event("r1"),
            #"{"user_email":"ada@example.com","account_id":"111122223333","request_id":"r1","duration":"10m","ticket":"X"}"#,
        ]
    )
    func anotherRequest(other: String) throws {
        let world = AccessWorld()
        world.grant(event)
        let answer = world.grant(other, id: "second")
        #expect(answer?.statusCode == 409)
        #expect(answer?.code == "request_id_reused")
        #expect(try world.events("r1").count == 3)
        #expect(world.attempts("second") == ["REQUEST DENIED"])
        #expect(world.invariantViolations() == [])
    }

    @Test("The same request in other words is the same: four hours are 240 minutes")
    func sameInOtherWords() throws {
        let world = AccessWorld()
        let first = world.grant(Example.event("r1", "4h"))
        for duration in ["240m", "PT4H", nil] {
            #expect(world.grant(Example.event("r1", duration)) == first)
        }
    }

    @Test("A first delivery that was cut off is carried on by the next, once it is gone for certain")
    func carriedOn() throws {
        let world = AccessWorld()
        world.perform(.grant(event, timeLimit: .seconds(20), faults: .on(.create, .killedBefore)))
        #expect(world.grant(event)?.statusCode == 202)
        #expect(!world.hasAccess)
        world.advance(by: .seconds(100))
        #expect(world.grant(event)?.statusCode == 200)
        #expect(world.hasAccess)
        #expect(try world.events("r1") == ["REQUEST SUCCESS", "GRANT STARTED", "GRANT STARTED", "GRANT SUCCESS"])
        #expect(world.invariantViolations() == [])
    }

    @Test("It is not carried on if it would not be allowed any more", arguments: ["user", "account"])
    func notCarriedOn(changed: String) throws {
        let world = AccessWorld()
        world.perform(.grant(event, timeLimit: .seconds(20), faults: .on(.create, .killedBefore)))
        if changed == "user" {
            world.identityCenter.addUser(Example.userEmail, "ada", id: Example.userID, isEnabled: false)
        } else {
            world.identityCenter.suspend(Example.binding.accountID, true)
        }
        // While it may still be going on, nothing is looked up for it.
        #expect(world.grant(event)?.statusCode == 202)
        world.advance(by: .seconds(100))
        #expect(world.grant(event)?.code == (changed == "user" ? "user_disabled" : "account_not_active"))
        #expect(world.calls.count(.create) == 1)
        world.liveUntil(world.now + .seconds(600))
        #expect(!world.hasAccess)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Two that would carry it on: one does")
    func carriedOnTwice() throws {
        let world = AccessWorld()
        world.perform(.grant(event, timeLimit: .seconds(20), faults: .on(.create, .killedBefore)))
        world.advance(by: .seconds(100))
        let answers = world.together([.grant(event), .grant(event), .sweep()])
        #expect(answers.allSatisfy { $0 != nil })
        #expect(try world.events("r1").count { $0 == "GRANT SUCCESS" } <= 1)
        #expect(world.invariantViolations() == [])
    }

    @Test("An answer that was lost after the lease was written is found by the next delivery")
    func lostWrite() throws {
        let world = AccessWorld()
        #expect(world.perform(.grant(event, faults: .on(.commit, .answerLost, times: 1)))?.statusCode == 500)
        #expect(world.grant(event)?.statusCode == 202)
        world.advance(by: .seconds(130))
        #expect(world.grant(event)?.statusCode == 200)
        #expect(world.ledger.record(Example.binding)?.leases.count == 1)
        #expect(world.invariantViolations() == [])
    }
}
