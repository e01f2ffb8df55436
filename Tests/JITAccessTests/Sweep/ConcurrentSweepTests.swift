// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Two sweeps")
struct ConcurrentSweepTests {
    private func due(_ count: Int) -> AccessWorld {
        let world = AccessWorld()
        world.latency = .zero
        world.identityCenter.operationCourse = OperationCourse(time: .zero)
        for number in 0..<count {
            world.identityCenter.addUser("u\(number)@example.com", id: "u\(number)")
            world.grant(Example.event("r\(number)", "1m", user: "u\(number)@example.com"))
        }
        world.advance(by: .seconds(70))
        world.latency = .milliseconds(10)
        return world
    }

    @Test("The second finds the first at work and returns at once")
    func secondReturns() throws {
        let world = due(20)
        world.identityCenter.operationCourse = OperationCourse(time: .seconds(10))
        world.hooks.once(before: { $0.operation == .removal }) { [world] _ in
            let begin = world.now
            let answer = await world.invoke(.sweep(id: "second"))
            #expect(answer?.statusCode == 200)
            #expect(answer?.text("message") == "Another sweep is running; nothing was done")
            #expect(world.now - begin < .seconds(1))
            #expect(!world.calls.operations(of: "second").contains(.commit))
        }
        #expect(world.sweep()?.number("revoked_count") == 20)
        #expect(!world.calls.operations(of: "second").isEmpty)
        #expect(world.identityCenter.maximumRunning == 5)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("A long one renews its lease, so that no other comes in between")
    func renewed() throws {
        let world = due(30)
        world.identityCenter.operationCourse = OperationCourse(time: .seconds(20))
        let intruder = Task(executorPreference: world.simulation) { [world] in
            await world.simulation.sleep(until: world.now + .seconds(80))
            return await world.invoke(.sweep(id: "second"))
        }
        #expect(world.sweep()?.number("revoked_count") == 30)
        let answer = world.run { await intruder.value }
        #expect(answer?.text("message") == "Another sweep is running; nothing was done")
        #expect(world.calls.operations(of: "invocation-31").count { $0 == .takeSweepLease } >= 4)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("One that was killed is taken over once its lease and its claims have run out")
    func takenOver() throws {
        let world = due(8)
        world.identityCenter.operationCourse = OperationCourse(time: .seconds(2))
        world.perform(.sweep(timeLimit: .seconds(60), faults: .on(.removal, .killedBefore)))
        #expect(world.sweep()?.text("message") == "Another sweep is running; nothing was done")
        world.advance(by: .seconds(46))
        let second = try #require(world.sweep())
        #expect(second.number("revoked_count") == 3)
        world.advance(by: .seconds(60))
        #expect(world.sweep()?.number("revoked_count") == 5)
        #expect(world.alerts.sent.isEmpty)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("One that loses its lease stops")
    func losesLease() throws {
        let world = due(30)
        world.identityCenter.operationCourse = OperationCourse(time: .seconds(30))
        let plan = FaultPlan.on(.takeSweepLease, .fails(), skipping: 1)
        let answer = try #require(world.perform(.sweep(faults: plan)))
        #expect(answer.number("revoked_count") == 5)
        #expect(answer.number("pending_count") == 25)
        #expect(world.sweep()?.number("revoked_count") == 25)
    }

    @Test("Any two that overlap remove each access once", arguments: 0..<UInt64(30))
    func overlap(seed: UInt64) throws {
        let world = AccessWorld(seed: seed)
        world.grant(Example.event("r1", "1m"))
        world.grant(Example.event("r2", "1m", user: "alan@example.com"))
        world.advance(by: .seconds(70))
        let calls = (0..<3).map { _ in FunctionCall.sweep() }
        let early = FunctionCall.revoke(#"{"action":"revoke","request_id":"r1"}"#)
        let answers = world.together(calls + [early])
        #expect(answers.allSatisfy { $0?.statusCode == 200 || $0?.statusCode == 202 })
        #expect(world.calls.count(.remove) == 2)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }
}
