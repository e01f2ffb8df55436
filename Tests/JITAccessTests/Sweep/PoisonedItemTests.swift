// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("An item that a sweep dies of")
struct PoisonedItemTests {
    /// The step at which the process dies, in words.
    enum Stage: String, CaseIterable, CustomTestStringConvertible {
        case claim = "when its removal is claimed"
        case finish = "when its end is recorded"

        var testDescription: String { rawValue }
    }

    /// Seven leases, of which the first in the index kills whoever is at a step of its end.
    private func world(_ stage: Stage, count: Int = 7, seed: UInt64? = nil) -> (AccessWorld, Binding) {
        let world = AccessWorld(seed: seed)
        world.identityCenter.operationCourse = OperationCourse(time: .seconds(2))
        for number in 0..<count {
            world.identityCenter.addUser("u\(number)@example.com", id: "u\(number)")
            world.grant(Example.event("r\(number)", "PT\(60 + number)S", user: "u\(number)@example.com"))
        }
        let poisoned = Example.binding(user: "u0", account: Example.accountText)
        world.ledger.poison { transaction in
            transaction.changes.contains { change in
                switch change {
                case .putBinding(let record, _): stage == .claim && record.binding == poisoned
                case .removeBinding(let binding, _): stage == .finish && binding == poisoned
                default: false
                }
            }
        }
        world.advance(by: .seconds(90 + count))
        return (world, poisoned)
    }

    private func open(_ world: AccessWorld) -> [String] {
        world.ledger.bindings.compactMap { if case .record(let record) = $0 { record.binding.userID } else { nil } }
            .sorted()
    }

    @Test(
        "keeps none of the others from their end: it comes last, alone, alerted, at each sweep",
        arguments: Stage.allCases
    )
    func first(stage: Stage) throws {
        let (world, _) = world(stage)
        #expect(world.sweep() == nil)
        #expect(world.alerts.sent.isEmpty)
        // The lease of the sweep that died runs out, and the claims of what it was at work on.
        world.advance(by: .seconds(stage == .claim ? 50 : 340))
        #expect(world.sweep() == nil)
        #expect(open(world) == ["u0"])
        #expect(world.alerts.sent.filter { $0.subject.contains("sweeps died") }.isEmpty)

        // Two have died of it now: whoever runs this is told before it is tried again.
        for sweeps in 2...4 {
            world.advance(by: .seconds(stage == .claim ? 50 : 340))
            world.identityCenter.addUser("late\(sweeps)@example.com", id: "late\(sweeps)")
            world.grant(Example.event("late\(sweeps)", "PT20S", user: "late\(sweeps)@example.com"))
            world.advance(by: .seconds(30))
            #expect(world.sweep() == nil)
            // What became due meanwhile has ended before.
            #expect(open(world) == ["u0"])
            let told = world.alerts.sent.filter { $0.subject == "Hourglass: sweeps died on 1 items" }
            #expect(told.count == sweeps - 1)
            #expect(told.last?.message.contains("u0#111122223333#") == true)
            #expect(told.last?.message.contains("\(sweeps) sweeps") == true)
        }

        // Mended, it ends like any other, and nothing is remembered of it.
        world.ledger.poison(nil)
        world.advance(by: .seconds(stage == .claim ? 50 : 340))
        #expect(world.sweep()?.number("revoked_count") == 1)
        world.advance(by: .seconds(700))
        world.sweep()
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("is found in whatever order the sweep works", arguments: UInt64(0)..<12)
    func orders(seed: UInt64) throws {
        let (world, _) = world(.claim, count: 30, seed: seed)
        var sweeps = 0
        while open(world) != ["u0"], sweeps < 4 {
            _ = world.sweep()
            sweeps += 1
            world.advance(by: .seconds(50))
            if sweeps == 2 { world.advance(by: .seconds(300)) }
        }
        #expect(open(world) == ["u0"])
        #expect(sweeps <= 3)
        #expect(world.invariantViolations() == [])
    }

    @Test("A sweep of nothing is one query, and one of few items marks them with its lease: no call more")
    func calls() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        // The search for rows of the published sample has its turn first.
        world.sweep()
        world.perform(.sweep(id: "nothing"))
        #expect(world.calls.operations(of: "nothing") == [.due])
        world.advance(by: .seconds(70))
        world.perform(.sweep(id: "one"))
        let calls = world.calls.operations(of: "one")
        #expect(calls.count { $0 == .takeSweepLease } == 1)
        #expect(calls.count { $0 == .releaseSweepLease } == 1)
        #expect(world.leftovers() == [])
    }

    @Test("False marks have an item tried last, and it ends in the same sweep", arguments: [1, 20, 500])
    func falseMarks(count: Int) throws {
        let world = AccessWorld()
        for number in 0..<6 {
            world.identityCenter.addUser("u\(number)@example.com", id: "u\(number)")
            world.grant(Example.event("r\(number)", "1m", user: "u\(number)@example.com"))
        }
        world.advance(by: .seconds(70))
        let victims = (0..<6).map { Example.binding(user: "u\($0)", account: Example.accountText).key }
        let invented = (0..<count).map { "invented-\($0)" }
        let marks = Set((victims + invented).prefix(count))
        world.ledger.leave(
            SweepLease(
                sweep: .access,
                owner: "somebody",
                run: "false",
                until: world.now - .seconds(1),
                attempts: SweepAttempts(
                    inWork: marks,
                    deaths: Dictionary(marks.map { ($0, .init(count: 1000, at: world.now)) }) { first, _ in first }
                )
            )
        )
        #expect(world.sweep()?.number("revoked_count") == 6)
        #expect(world.leftovers() == [])
        #expect(world.invariantViolations() == [])
    }

    @Test("False marks of moments that are yet to come take no place from what sweeps have died of")
    func marksAhead() throws {
        let (world, _) = world(.claim)
        let deaths = (0..<25).map {
            ("invented-\($0)", SweepAttempts.Deaths(count: 1000, at: world.now + .seconds(86_400)))
        }
        world.ledger.leave(
            SweepLease(
                sweep: .access,
                owner: "somebody",
                run: "false",
                until: world.now - .seconds(1),
                attempts: SweepAttempts(deaths: Dictionary(deaths) { first, _ in first })
            )
        )
        #expect(world.sweep() == nil)
        world.advance(by: .seconds(50))
        #expect(world.sweep() == nil)
        #expect(open(world) == ["u0"])
    }

    @Test("A lease that is said to last for years, or by somebody who is not there, keeps no sweep for long")
    func falseLease() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        let lease = SweepLease(
            sweep: .access,
            owner: "somebody",
            run: "false",
            until: world.now + .seconds(86_400 * 365),
            attempts: SweepAttempts()
        )
        world.ledger.leave(lease)
        #expect(world.sweep()?.number("revoked_count") == 1)
    }

    @Test(
        "Of requests: one that two sweeps of Grant have died of is tried last, alone and alerted, and the others begin"
    )
    func requests() throws {
        let world = Approvals.world()
        let start = world.now + .seconds(600)
        for number in 0..<7 {
            let moment = start + .seconds(number)
            world.ask("r\(number)", set: "ReadOnlyAccess", #","start_at":"\#(moment.iso8601)""#)
        }
        let poisoned = try #require(world.ledger.request(id("r0"))?.id)
        world.ledger.poison { transaction in
            transaction.changes.contains { change in
                if case .putRequest(let record, _) = change { record.id == poisoned } else { false }
            }
        }
        world.advance(by: .seconds(610))
        #expect(world.perform(.grant(Self.schedule, timeLimit: .seconds(60))) == nil)
        var told = 0
        for _ in 0..<3 {
            world.advance(by: .seconds(61))
            #expect(world.perform(.grant(Self.schedule, timeLimit: .seconds(60))) == nil)
            let waiting = world.ledger.requests.filter { $0.dueAt != nil }.map(\.id)
            #expect(waiting == [poisoned])
            told = world.alerts.sent.count { $0.subject == "Hourglass: sweeps died on 1 items" }
        }
        #expect(told == 2)
        #expect(world.alerts.sent.last?.message.contains("request#\(poisoned)") == true)
        world.ledger.poison(nil)
        world.advance(by: .seconds(61))
        #expect(world.sweepRequests()?.number("granted_count") == 1)
        #expect(world.invariantViolations() == [])
    }

    private static let schedule = #"{"source":"aws.events","detail-type":"Scheduled Event"}"#
}
