// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("Grant's queue full of rows that somebody has written")
struct RequestFloodTests {
    /// A world in which a genuine request is an hour old, and due.
    private func world() throws -> (AccessWorld, RequestRecord) {
        let world = Approvals.world()
        world.ask("genuine")
        world.advance(by: .seconds(3600))
        return (world, try #require(world.ledger.request(id("genuine"))))
    }

    /// Writes so many forged rows, which come due so many seconds after the genuine one.
    private func flood(_ world: AccessWorld, _ genuine: RequestRecord, _ count: Int, after seconds: Int64) throws {
        guard case .pending(let pending) = genuine.state else { return }
        for number in 0..<count {
            let state = RequestRecord.State.pending(
                RequestRecord.Pending(level: 0, levelName: "peers", timesOutAt: pending.timesOutAt + .seconds(seconds))
            )
            // Before and after it in the order of keys, too.
            world.ledger.put(try genuine.copy("\(number % 2 == 0 ? "a" : "z")\(number)", state: state))
        }
    }

    private func isTimedOut(_ world: AccessWorld) throws -> Bool {
        world.ledger.request(try id("genuine"))?.status == .timedOut
    }

    @Test(
        "The one genuine request is found at once if it is the oldest or the newest",
        arguments: [-60, 60] as [Int64]
    )
    func ends(seconds: Int64) throws {
        let (world, genuine) = try world()
        world.advance(by: .seconds(120))
        try flood(world, genuine, 2_000, after: seconds)
        let answer = try #require(world.sweepRequests())
        #expect(answer.body["timed_out_count"] == 1)
        #expect(try isTimedOut(world))
    }

    @Test("It is found in the midst of ten thousand within a few sweeps, and no sweep verifies without end")
    func midst() throws {
        let (world, genuine) = try world()
        try flood(world, genuine, 10_000, after: 0)
        var sweeps = 0
        var verified = 0
        repeat {
            sweeps += 1
            world.sweepRequests()
            #expect(world.calls.count(.verifySeal) - verified <= RequestSweep.maximumRows)
            verified = world.calls.count(.verifySeal)
            world.advance(by: .seconds(60))
        } while try !isTimedOut(world) && sweeps < 30
        #expect(sweeps <= 13)
        // Each sweep has set a hundred aside, and said that there are more.
        #expect(world.ledger.requests.count { $0.status == .rejected } == sweeps * ForgedRequests.maximum)
        let crowded = world.alerts.sent.filter { $0.subject.contains("more requests are due") }
        #expect(crowded.count == sweeps)
    }

    @Test("When the time is over, the next sweep goes on where this one has stopped")
    func outOfTime() throws {
        let (world, genuine) = try world()
        try flood(world, genuine, 1_500, after: 0)
        var sweeps = 0
        repeat {
            sweeps += 1
            // Time for some 200.
            let event = #"{"source":"aws.events","detail-type":"Scheduled Event"}"#
            world.perform(.grant(event, timeLimit: .seconds(18)))
            world.advance(by: .seconds(60))
        } while try !isTimedOut(world) && sweeps < 60
        #expect(sweeps < 30)
    }

    @Test("Rows that cannot be understood are told once, taken out of the queue, and in nobody's way")
    func unreadable() throws {
        let (world, _) = try world()
        for number in 1...150 {
            world.ledger.putUnreadableRequest(
                key: "request#u\(number)",
                problem: "status is not a string",
                dueAt: AccessWorld.start
            )
        }
        let answer = try #require(world.sweepRequests())
        #expect(answer.body["timed_out_count"] == 1)
        #expect(world.ledger.setAside.count == ForgedRequests.maximum)
        world.sweepRequests()
        #expect(world.ledger.setAside.count == 150)
        let told = world.alerts.sent.count
        #expect(world.sweepRequests()?.body["unreadable_count"] == 0)
        #expect(world.alerts.sent.count == told)
        let records = world.ledger.audit.values.joined().filter { $0.attributes["reason"] == "request_not_sealed" }
        #expect(records.count == 150)
    }

    @Test("A forged item into which nothing more fits is taken out of the queue as it is")
    func full() throws {
        let (world, genuine) = try world()
        try flood(world, genuine, 1, after: 0)
        world.ledger.fill([try id("a0")])
        #expect(world.sweepRequests()?.body["forged_count"] == 1)
        #expect(world.ledger.setAside == ["request#a0"])
        #expect(world.sweepRequests()?.body["forged_count"] == 0)
    }

    @Test("A forged item that could not be closed stays in the queue until it is")
    func closedLater() throws {
        let (world, genuine) = try world()
        try flood(world, genuine, 1, after: 0)
        world.sweepRequests(faults: .on(.commit, .fails(DirectoryError.Kind.unavailable), times: 1))
        world.sweepRequests()
        #expect(world.ledger.setAside.isEmpty)
        #expect(world.ledger.request(try id("a0"))?.status == .rejected)
    }

    @Test("What is over and waits all the same is taken out and told; what is lent goes back to Revoke")
    func misplaced() throws {
        let (world, _) = try world()
        world.say(Approvals.ada, #""action":"cancel","request_id":"genuine""#)
        #expect(world.ledger.request(try id("genuine"))?.status == .cancelled)
        world.ask("r1", set: "ReadOnlyAccess", duration: "1h")
        #expect(world.ledger.request(try id("r1"))?.lease?.status == .active)
        world.ledger.misplace(try id("genuine"))
        world.ledger.misplace(try id("r1"))
        #expect(world.sweepRequests()?.body["unreadable_count"] == 1)
        #expect(world.alerts.sent.contains { $0.message.contains("put into the queue again") })
        let answer = world.sweepRequests()
        #expect(answer?.body["unreadable_count"] == 0 && answer?.body["pending_count"] == 0)
        #expect(world.ledger.leaseDue(try id("r1")) != nil)
        world.sweep()
        #expect(world.ledger.request(try id("r1"))?.lease?.status == .active)
        world.liveUntil(world.now + .seconds(3700))
        #expect(world.ledger.request(try id("r1"))?.lease?.status == .expired)
    }

    @Test("What could not be verified for an hour is not called forged")
    func unverified() throws {
        let (world, _) = try world()
        let trouble = FaultPlan.on(.verifySeal, .fails(DirectoryError.Kind.unavailable))
        #expect(world.sweepRequests(faults: trouble)?.body["pending_count"] == 1)
        world.advance(by: .seconds(3600))
        world.sweepRequests(faults: trouble)
        #expect(world.ledger.request(try id("genuine"))?.status == .rejected)
        #expect(
            world.alerts.sent.map(\.subject) == ["Hourglass: 1 requests could not be verified for an hour"]
        )
        let record = try #require(world.refusals("genuine").first)
        #expect(record.attributes["reason"] == "seal_unavailable")
        let comment = world.say(Approvals.ada, #""action":"status","request_id":"genuine""#)?.body["decided"]
        #expect("\(String(describing: comment))".contains("could not be verified for an hour"))
    }

    @Test("An honest queue of a few pages is one sweep, and none of it is looked at twice")
    func pages() throws {
        let world = Approvals.world()
        world.ledger.pageSize = 2
        for number in 1...9 { world.ask("r\(number)") }
        world.advance(by: .seconds(3600))
        let verified = world.calls.count(.verifySeal)
        #expect(world.sweepRequests()?.body["timed_out_count"] == 9)
        #expect(world.calls.count(.verifySeal) - verified == 9)
        #expect(world.alerts.sent.isEmpty)
    }
}
