// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A grant whose time is over before Identity Center is done")
struct GrantDeadlineTests {
    private func slow(_ course: OperationCourse) throws -> AccessWorld {
        let world = AccessWorld()
        world.identityCenter.planCreations(course)
        let answer = world.perform(.grant(Example.event("r1", "10m"), timeLimit: .seconds(20)))
        #expect(answer?.statusCode == 202)
        #expect(answer?.text("lease_status") == "GRANTING")
        #expect(try world.status("r1") == .granting)
        #expect(world.invariantViolations() == [])
        return world
    }

    @Test("It is answered in time, and the sweep finishes it")
    func finished() throws {
        let world = try slow(OperationCourse(time: .seconds(40)))
        world.advance(by: .seconds(120))
        world.sweep()
        #expect(try world.status("r1") == .active)
        #expect(try world.events("r1") == ["REQUEST SUCCESS", "GRANT STARTED", "GRANT SUCCESS"])
        #expect(world.grant(Example.event("r1", "10m"))?.statusCode == 200)
        world.liveUntil(world.now + .seconds(700))
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Or rolls it back, when the creation has failed")
    func rolledBack() throws {
        let world = try slow(OperationCourse(time: .seconds(40), failure: "The account is closed."))
        world.advance(by: .seconds(120))
        world.sweep()
        #expect(try world.status("r1") == .failed)
        #expect(world.ledger.request(try id("r1"))?.lease?.failure?.contains("the audit trail has the reason") == true)
        #expect(try world.events("r1").contains("GRANT ERROR"))
        #expect(world.grant(Example.event("r1", "10m"))?.code == "grant_failed")
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("The sweep leaves it alone while its invocation may still be at work")
    func leftAlone() throws {
        let world = try slow(OperationCourse(time: .seconds(25)))
        world.sweep()
        #expect(try world.status("r1") == .granting)
        world.advance(by: .seconds(30))
        world.sweep()
        #expect(try world.status("r1") == .granting)
    }

    @Test("A creation that runs on is looked at again, each minute, until the lease itself would be over")
    func stillRunning() throws {
        let world = try slow(OperationCourse(time: .seconds(400)))
        world.liveUntil(world.now + .seconds(300))
        #expect(try world.status("r1") == .granting)
        world.liveUntil(world.now + .seconds(240))
        #expect(try world.status("r1") == .active)
        world.liveUntil(world.now + .seconds(300))
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("A creation that never ends is given up, and what may come of it is removed for ever after")
    func neverEnds() throws {
        let world = try slow(OperationCourse(time: .seconds(1500)))
        world.liveUntil(world.now + .seconds(900))
        #expect(try world.status("r1") == .failed)
        #expect(world.ledger.record(Example.binding) != nil)
        world.liveUntil(world.now + .seconds(3600))
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("When Identity Center has forgotten the operation, the listing tells")
    func forgotten() throws {
        let world = try slow(OperationCourse(time: .seconds(40)))
        world.advance(by: .seconds(120))
        world.identityCenter.forgetOperations()
        world.sweep()
        #expect(try world.status("r1") == .active)
    }

    @Test("While Identity Center cannot be asked, it is kept, and a person hears of it")
    func cannotAsk() throws {
        let world = try slow(OperationCourse(time: .seconds(40)))
        world.advance(by: .seconds(120))
        let plan = FaultPlan.on(.creation, .fails()).and(.on(.isAssigned, .fails()))
        let answer = world.perform(.sweep(faults: plan))
        #expect(answer?.number("error_count") == 1)
        #expect(try world.status("r1") == .granting)
        #expect(world.alerts.sent.count == 1)
        world.advance(by: .seconds(61))
        world.sweep()
        #expect(try world.status("r1") == .active)
        #expect(world.invariantViolations() == [])
    }
}
