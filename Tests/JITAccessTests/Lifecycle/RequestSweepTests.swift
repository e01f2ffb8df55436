// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Grant's sweep of requests")
struct RequestSweepTests {
    private static let start = AccessWorld.start + .seconds(3600)

    /// Read-only access that begins in an hour.
    private func ask(_ world: AccessWorld, set: String = "ReadOnlyAccess") -> Answer? {
        world.ask("r1", set: set, #","start_at":"\#(Self.start.iso8601)""#)
    }

    @Test("Grants what is to begin, when its moment has come, and for its whole duration")
    func scheduled() throws {
        let world = Approvals.world()
        let answer = try #require(ask(world))
        #expect(answer.statusCode == 202)
        #expect(answer.text("status") == "APPROVED")
        #expect(answer.text("start_at") == Self.start.iso8601)
        world.sweepRequests()
        #expect(world.calls.count(.create) == 0)
        world.advance(by: .seconds(3600))
        #expect(world.sweepRequests()?.number("granted_count") == 1)
        let lease = try #require(world.ledger.request(id("r1"))?.lease)
        #expect(lease.status == .active)
        #expect(lease.expiresAt - world.now > .seconds(4 * 3600 - 60))
        #expect(try world.events("r1") == ["REQUEST PENDING", "GRANT STARTED", "GRANT SUCCESS"])
        #expect(world.invariantViolations() == [])
    }

    @Test("Begins what was approved before its time, too")
    func approvedAhead() throws {
        let world = Approvals.world()
        #expect(ask(world, set: "AdministratorAccess")?.text("status") == "PENDING")
        world.decide(Approvals.alan, "approve", "r1")
        #expect(world.decide(Approvals.grace, "approve", "r1")?.statusCode == 202)
        #expect(!world.hasAccess)
        world.advance(by: .seconds(3600))
        world.sweepRequests()
        #expect(world.hasAccess)
        #expect(world.invariantViolations() == [])
    }

    @Test("Checks again who may have it: what was lost meanwhile is refused, on record and with an alert")
    func lostEligibility() throws {
        let world = Approvals.world()
        _ = ask(world)
        world.identityCenter.addUser(Example.userEmail, "ada", id: Example.userID, isEnabled: false)
        world.advance(by: .seconds(3600))
        #expect(world.sweepRequests()?.number("error_count") == 1)
        #expect(try world.status("r1") == .failed)
        #expect(try world.events("r1") == ["REQUEST PENDING", "GRANT DENIED"])
        #expect(world.alerts.sent.count == 1)
        #expect(world.calls.count(.create) == 0)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Closes what nobody decided in time")
    func timeOut() throws {
        let world = Approvals.world()
        world.ask("r1")
        world.advance(by: .seconds(3590))
        #expect(world.sweepRequests()?.number("timed_out_count") == 0)
        world.advance(by: .seconds(20))
        #expect(world.sweepRequests()?.number("timed_out_count") == 1)
        #expect(world.ledger.request(try id("r1"))?.status == .timedOut)
        #expect(try world.events("r1") == ["REQUEST PENDING", "TIME_OUT SUCCESS"])
        #expect(world.sweepRequests()?.number("timed_out_count") == 0)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Goes on when the directory does not answer, and gives up when it would be too late")
    func trouble() throws {
        let world = Approvals.world()
        _ = ask(world)
        world.advance(by: .seconds(3600))
        let trouble = FaultPlan.on(.user, .fails(DirectoryError.Kind.unavailable))
        #expect(world.sweepRequests(faults: trouble)?.number("pending_count") == 1)
        #expect(try world.events("r1").last == "GRANT ERROR")
        world.advance(by: .seconds(61))
        #expect(world.sweepRequests()?.number("granted_count") == 1)
        #expect(world.invariantViolations() == [])

        let hopeless = Approvals.world()
        _ = ask(hopeless)
        hopeless.advance(by: .seconds(3600))
        for _ in 1...70 {
            hopeless.sweepRequests(faults: trouble)
            hopeless.advance(by: .seconds(60))
        }
        #expect(try hopeless.status("r1") == .failed)
        #expect(hopeless.invariantViolations() + hopeless.leftovers() == [])
    }

    @Test("After an outage, begins what is up to an hour late, and gives up what is later", arguments: [true, false])
    func outage(isTooLong: Bool) throws {
        let world = Approvals.world()
        _ = ask(world)
        world.advance(by: .seconds(3600 + 3599 + (isTooLong ? 1 : 0)))
        let answer = try #require(world.sweepRequests())
        #expect(answer.number("granted_count") == (isTooLong ? 0 : 1))
        #expect(answer.number("error_count") == (isTooLong ? 1 : 0))
        #expect(try world.status("r1") == (isTooLong ? .failed : .active))
        #expect(try world.events("r1").last == (isTooLong ? "GRANT ERROR" : "GRANT SUCCESS"))
        #expect(world.calls.count(.create) == (isTooLong ? 0 : 1))
        #expect(world.alerts.sent.count == (isTooLong ? 1 : 0))
        #expect(world.invariantViolations() == [])
    }

    @Test("Two at the same moment grant once", arguments: UInt64(1)...20)
    func together(seed: UInt64) throws {
        let world = Approvals.world(seed: seed)
        _ = ask(world)
        world.advance(by: .seconds(3601))
        let sweep = FunctionCall.grant(#"{"source":"aws.events","detail-type":"Scheduled Event"}"#)
        _ = world.together([sweep, sweep])
        #expect(world.calls.count(.create) == 1)
        #expect(try world.events("r1").count { $0 == "GRANT SUCCESS" } == 1)
        #expect(world.invariantViolations() == [])
    }

    @Test("Finishes many pages of them")
    func pages() throws {
        let world = Approvals.world()
        world.ledger.pageSize = 3
        for number in 1...10 { world.ask("r\(number)") }
        world.advance(by: .seconds(3700))
        #expect(world.sweepRequests()?.number("timed_out_count") == 10)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }
}
