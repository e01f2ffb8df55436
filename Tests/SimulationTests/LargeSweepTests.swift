// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A thousand leases end although one call in twenty fails")
struct LargeSweepTests {
    private static let leases = 1000

    /// One call in twenty fails, half of them after they took effect.
    private static func flaky(seed: UInt64) -> FaultPlan {
        let random = SeededRandom(seed: seed)
        return FaultPlan { _ in
            guard random.fraction() < 0.05 else { return nil }
            return random.fraction() < 0.5 ? .fails() : .answerLost
        }
    }

    @Test("After the following sweeps nothing is left, and every end is on record once", arguments: [UInt64(1), 2])
    func thousand(seed: UInt64) throws {
        let world = AccessWorld(seed: seed)
        world.latency = .zero
        world.identityCenter.operationCourse = OperationCourse(time: .zero)
        for number in 0..<Self.leases {
            world.identityCenter.addUser("u\(number)@example.com", id: "u\(number)")
            world.grant(Example.event("r\(number)", "5m", user: "u\(number)@example.com"))
        }
        #expect(world.identityCenter.assignments.count == Self.leases)
        world.advance(by: .seconds(310))
        world.latency = .milliseconds(10)
        world.identityCenter.operationCourse = OperationCourse(time: .milliseconds(500))

        world.faults = Self.flaky(seed: seed)
        world.sweep()
        // The failures go on; a removal that fails often waits up to an hour.
        var sweeps = 1
        while !world.leftovers().isEmpty, sweeps < 240 {
            world.advance(by: .seconds(60))
            world.sweep()
            sweeps += 1
        }
        #expect(world.leftovers() == [], "after \(sweeps) sweeps")
        #expect(world.invariantViolations() == [])
        for number in 0..<Self.leases {
            let id = try #require(RequestID("r\(number)"))
            let chain = world.ledger.audit(of: id)
            #expect(AuditTrail.problems(of: chain) == [])
            #expect(AuditTrail.events(of: chain).count { $0 == "REVOKE SUCCESS" } == 1, "\(id)")
            #expect(world.ledger.request(id)?.lease?.status == .expired)
        }
    }
}
