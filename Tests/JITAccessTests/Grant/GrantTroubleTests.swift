// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Trouble while the assignment is created")
struct GrantTroubleTests {
    @Test("A creation that fails is rolled back, recorded with AWS's reason, and told")
    func fails() throws {
        let world = AccessWorld()
        world.identityCenter.planCreations(.fails("The account has too many roles."))
        let answer = world.grant(Example.event("r1"))
        #expect(answer?.statusCode == 500)
        #expect(answer?.code == "grant_failed")
        #expect(answer?.text("error")?.contains("the audit trail has the reason") == true)
        #expect(answer?.text("error")?.contains("too many roles") == false)
        #expect(try world.events("r1") == ["REQUEST SUCCESS", "GRANT STARTED", "GRANT ERROR"])
        #expect(
            world.ledger.audit(of: try id("r1")).last?.attributes["error_message"] == "The account has too many roles."
        )
        #expect(try world.status("r1") == .failed)
        #expect(world.alerts.sent.map(\.subject) == ["Hourglass: a grant failed"])
        #expect(world.alerts.sent.first?.message.contains("The account has too many roles.") == true)
        // The sweep makes sure that nothing was left.
        world.sweep()
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("A creation that is refused is rolled back at once")
    func refused() throws {
        let world = AccessWorld()
        let answer = world.perform(.grant(Example.event("r1"), faults: .on(.create, .fails(.refused))))
        #expect(answer?.code == "grant_failed")
        #expect(world.calls.count(.create) == 1)
        world.sweep()
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Conflicts and throttling are waited out", arguments: [DirectoryError.Kind.conflict, .throttled])
    func retried(kind: DirectoryError.Kind) throws {
        let world = AccessWorld()
        let answer = world.perform(.grant(Example.event("r1"), faults: .on(.create, .fails(kind), times: 4)))
        #expect(answer?.statusCode == 200)
        #expect(world.calls.count(.create) == 5)
        #expect(world.invariantViolations() == [])
    }

    @Test("An operation that somebody else has begun on the same assignment is waited for")
    func realConflict() throws {
        let world = AccessWorld()
        world.identityCenter.operationCourse = OperationCourse(time: .seconds(5))
        let answers = world.together([.grant(Example.event("r1")), .grant(Example.event("r2", "10m"))])
        #expect(answers.map { $0?.statusCode } == [200, 200])
        #expect(world.invariantViolations() == [])
    }

    @Test(
        "A lost answer is asked for again, whether or not the creation took effect",
        arguments: [Fault.answerLost, .fails()]
    )
    func lostAnswer(fault: Fault) throws {
        let world = AccessWorld()
        let answer = world.perform(.grant(Example.event("r1"), faults: .on(.create, fault, times: 1)))
        #expect(answer?.statusCode == 200)
        #expect(world.hasAccess)
        #expect(try world.events("r1").count { $0 == "GRANT SUCCESS" } == 1)
        #expect(world.invariantViolations() == [])
    }

    @Test("Polls that fail say nothing about the creation")
    func lostPolls() throws {
        let world = AccessWorld()
        let answer = world.perform(.grant(Example.event("r1"), faults: .on(.creation, .fails(), times: 3)))
        #expect(answer?.statusCode == 200)
    }

    @Test("An alert that cannot be sent is logged, and the caller hears the first error")
    func alertFails() throws {
        let world = AccessWorld()
        world.identityCenter.planCreations(.fails("No."))
        let answer = world.perform(.grant(Example.event("r1"), faults: .on(.alert, .fails())))
        #expect(answer?.code == "grant_failed")
        #expect(try world.events("r1").last == "GRANT ERROR")
        #expect(world.log.messages(.error).contains { $0.contains("could not be sent") })
    }

    @Test("A failure beside another lease leaves that lease alone")
    func failsBesideAnother() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1h"))
        // Somebody takes the assignment away by hand, so that the second grant has to create it.
        world.identityCenter.set(Example.binding, nil)
        world.identityCenter.planCreations(.fails("No."))
        #expect(world.grant(Example.event("r2", "1h"))?.code == "grant_failed")
        #expect(try world.status("r1") == .active)
        #expect(world.ledger.record(Example.binding)?.leases.count == 1)
        #expect(world.invariantViolations() == [])
    }

    @Test("A failure that leaves something behind leaves its record too, and the sweep clears both")
    func failsAndLeaves() throws {
        let world = AccessWorld()
        world.identityCenter.planCreations(.fails("No."))
        world.hooks.once(before: { $0.operation == .creation }) { [world] _ in
            world.identityCenter.set(Example.binding, .lease)
        }
        #expect(world.grant(Example.event("r1"))?.code == "grant_failed")
        #expect(world.ledger.record(Example.binding) != nil)
        #expect(world.invariantViolations() == [])
        world.sweep()
        #expect(try world.status("r1") == .failed)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }
}
