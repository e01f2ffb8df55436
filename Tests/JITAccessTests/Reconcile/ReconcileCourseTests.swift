// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A reconcile takes its time, is resumed, and is the only one")
struct ReconcileCourseTests {
    /// A world with so many foreign assignments that one short invocation does not see them all.
    private func crowded(_ accounts: Int) -> AccessWorld {
        let world = AccessWorld()
        for number in 0..<accounts {
            let account = String(100_000_000_000 + number)
            world.identityCenter.set(Example.binding(user: "u\(number)", account: account), .hand)
        }
        world.settleListings()
        world.latency = .milliseconds(100)
        return world
    }

    @Test("It makes at most ten calls a second")
    func rate() throws {
        let world = crowded(30)
        world.latency = .zero
        world.calls.clear()
        world.reconcile()
        let survey: Set<PortOperation> = [
            .surveySets, .surveySet, .surveyTags, .surveyAccounts, .surveyAssignments,
        ]
        let moments = world.calls.all.filter { survey.contains($0.operation) }.map(\.at)
        #expect(moments.count > 60)
        for (first, eleventh) in zip(moments, moments.dropFirst(10)) {
            #expect(eleventh - first >= .seconds(1))
        }
    }

    @Test("What one invocation does not get to, sweeps go on with, and nothing is found twice")
    func resumed() throws {
        let world = crowded(200)
        let answer = try #require(world.reconcile(id: "rec-1", timeLimit: .seconds(40)))
        #expect(answer.statusCode == 202)
        #expect(answer.text("state") == "running")
        let first = try #require(answer.count("foreign"))
        #expect((1..<200).contains(first))
        var sweeps = 0
        while world.ledger.reconcile?.dueAt != nil, sweeps < 20 {
            world.advance(by: .seconds(60))
            world.sweep()
            sweeps += 1
        }
        #expect((1..<20).contains(sweeps))
        let status = try #require(world.reconcile(#""mode":"status""#))
        #expect(status.text("state") == "finished")
        #expect(status.text("reconcile_id") == "rec-1")
        #expect(status.count("foreign") == 200)
        #expect(try world.events("rec-1").count { $0 == "RECONCILE PENDING" } == 200)
        #expect(world.alerts.sent.count == 1)
        // Over: an empty sweep is one call again.
        world.calls.clear()
        world.sweep()
        #expect(world.calls.all.map(\.operation) == [.due])
    }

    @Test("Killed at any moment it goes on where it was, and its trail has everything once", arguments: 1...40)
    func killed(call: Int) throws {
        let world = crowded(5)
        world.reconcile(id: "rec-1", faults: .at(call * 2, .killedAfter))
        for _ in 1...10 {
            world.advance(by: .seconds(60))
            world.sweep()
        }
        if world.ledger.reconcile != nil {
            #expect(try world.events("rec-1").count { $0 == "RECONCILE PENDING" } == 5)
            #expect(world.ledger.reconcile?.tally.foreign == 5)
            #expect(world.ledger.reconcile?.dueAt == nil)
        }
        #expect(world.invariantViolations() == [])
    }

    @Test("Two at once: one works, the other is told", arguments: 0..<UInt64(10))
    func two(seed: UInt64) throws {
        let world = AccessWorld(seed: seed)
        world.identityCenter.set(Example.binding, .hand)
        world.settleListings()
        let answers = world.together([AccessWorld.reconcileCall(), AccessWorld.reconcileCall()])
        #expect(answers.map { $0?.statusCode }.sorted { ($0 ?? 0) < ($1 ?? 0) } == [200, 409])
        #expect(answers.contains { $0?.code == "reconcile_in_progress" })
        #expect(world.invariantViolations() == [])
    }

    @Test("The same event delivered again is answered from the record")
    func duplicate() throws {
        let world = crowded(2)
        let first = try #require(world.reconcile(id: "rec-1"))
        world.calls.clear()
        #expect(world.reconcile(id: "rec-1") == first)
        #expect(world.calls.count(.surveySets) == 0)
    }

    @Test("What fails at the same place again and again is given up, and a person hears of it")
    func abandoned() throws {
        let world = crowded(2)
        world.faults = .on(.surveyAccounts, .fails(.refused))
        let answer = try #require(world.reconcile(id: "rec-1"))
        #expect(answer.statusCode == 503)
        for _ in 1...20 {
            world.advance(by: .seconds(60))
            world.sweep()
        }
        guard case .abandoned? = world.ledger.reconcile?.state else {
            Issue.record("\(String(describing: world.ledger.reconcile?.state))")
            return
        }
        #expect(world.alerts.sent.map(\.subject) == ["Hourglass: a reconcile was given up"])
        #expect(try world.events("rec-1").last == "RECONCILE ERROR")
        world.faults = .none
        #expect(world.reconcile()?.count("foreign") == 2)
    }
}
