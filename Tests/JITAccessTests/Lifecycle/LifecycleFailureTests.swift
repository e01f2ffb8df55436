// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Whatever call goes wrong while people decide, what they decided holds and access ends")
struct LifecycleFailureTests {
    /// An hour to decide, at most an hour of waiting for the directory, and the lease.
    private static let length = Duration.seconds(2 * 3600 + 1200)

    private static func ask(_ world: AccessWorld) {
        world.say(
            Approvals.ada,
            #""action":"request","request_id":"r1","user_email":"ada@example.com","account_id":"111122223333","#
                + #""permission_set":"AdministratorAccess","duration":"10m","justification":"mend it""#
        )
    }

    /// The request with all approvals but the last.
    private static func prepare(_ world: AccessWorld) {
        ask(world)
        world.decide(Approvals.alan, "approve", "r1")
    }

    private func points(
        _ prepare: @escaping (AccessWorld) -> Void,
        _ call: @escaping (AccessWorld, FaultPlan) -> FunctionCall
    ) -> FailurePoints {
        let last = Last()
        return FailurePoints(
            world: { last.keep(Approvals.world()) },
            prepare: prepare,
            call: { plan in last.world.map { call($0, plan) } ?? .sweep() },
            length: Self.length
        )
    }

    @Test("A request that needs approval", arguments: FailurePoints.faults)
    func request(fault: Fault) {
        points({ _ in }) { world, plan in
            world.portal(
                Approvals.ada,
                #""action":"request","request_id":"r1","user_email":"ada@example.com","account_id":"111122223333","#
                    + #""permission_set":"AdministratorAccess","duration":"10m","justification":"mend it""#,
                faults: plan
            )
        }.check(fault)
    }

    @Test("The last approval, with the grant that follows", arguments: FailurePoints.faults)
    func lastApproval(fault: Fault) {
        let points = points(Self.prepare) { $0.decision(Approvals.grace, "approve", "r1", faults: $1) }.check(fault)
        #expect(points >= 20)
    }

    @Test("A rejection", arguments: FailurePoints.faults)
    func rejection(fault: Fault) {
        points(Self.prepare) { $0.decision(Approvals.grace, "reject", "r1", faults: $1) }.check(fault)
    }

    @Test("A cancellation", arguments: FailurePoints.faults)
    func cancellation(fault: Fault) {
        points(Self.prepare) { world, plan in
            world.portal(Approvals.ada, #""action":"cancel","request_id":"r1""#, faults: plan)
        }.check(fault)
    }

    @Test("An extension", arguments: FailurePoints.faults)
    func extending(fault: Fault) {
        points({ $0.ask("r1", set: "ReadOnlyAccess") }) { world, plan in
            world.portal(
                Approvals.ada,
                #""action":"extend","extends":"r1","request_id":"r2","duration":"10m""#,
                faults: plan
            )
        }.with(length: .seconds(5 * 3600)).check(fault)
    }

    @Test("A sweep of requests that has a time-out and a scheduled start to do", arguments: FailurePoints.faults)
    func sweep(fault: Fault) {
        let prepare = { (world: AccessWorld) in
            Self.ask(world)
            world.ask("r2", set: "ReadOnlyAccess", #","start_at":"\#((world.now + .seconds(3650)).iso8601)""#)
            world.advance(by: .seconds(3700))
        }
        points(prepare) { _, plan in
            .grant(#"{"source":"aws.events","detail-type":"Scheduled Event"}"#, faults: plan)
        }.with(length: .seconds(6 * 3600)).check(fault)
    }
}

/// The world of the scenario that runs, for calls that depend on what is in it.
private final class Last {
    private(set) var world: AccessWorld?

    func keep(_ world: AccessWorld) -> AccessWorld {
        self.world = world
        return world
    }
}

extension FailurePoints {
    /// The same with another length.
    fileprivate func with(length: Duration) -> FailurePoints {
        FailurePoints(world: world, prepare: prepare, call: call, length: length, recovery: recovery)
    }
}
