// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Whatever call goes wrong, access is recorded and ends")
struct FailurePointTests {
    @Test("A grant", arguments: FailurePoints.faults)
    func grant(fault: Fault) {
        let points = FailurePoints(
            call: { .grant(Example.event("r1", "10m"), faults: $0) },
            length: .seconds(660)
        ).check(fault)
        #expect(points >= 13)
    }

    @Test("A grant whose creation fails", arguments: FailurePoints.faults)
    func failingGrant(fault: Fault) {
        FailurePoints(
            prepare: { $0.identityCenter.planCreations(.fails("The account has too many roles.")) },
            call: { .grant(Example.event("r1", "10m"), faults: $0) },
            length: .seconds(660)
        ).check(fault)
    }

    @Test("A grant beside another lease", arguments: FailurePoints.faults)
    func secondGrant(fault: Fault) {
        FailurePoints(
            prepare: { $0.grant(Example.event("r0", "5m")) },
            call: { .grant(Example.event("r1", "10m"), faults: $0) },
            length: .seconds(660)
        ).check(fault)
    }

    @Test("A grant of what an administrator has given", arguments: FailurePoints.faults)
    func standingGrant(fault: Fault) {
        FailurePoints(
            prepare: { $0.identityCenter.set(Example.binding, .hand) },
            call: { .grant(Example.event("r1", "10m"), faults: $0) },
            length: .seconds(660)
        ).check(fault)
    }

    @Test("A grant over a row of the published sample", arguments: FailurePoints.faults)
    func grantOverPublishedRow(fault: Fault) {
        FailurePoints(
            prepare: { $0.publish(expiringAfter: .seconds(300)) },
            call: { .grant(Example.event("r1", "10m"), faults: $0) },
            length: .seconds(660)
        ).check(fault)
    }

    @Test("A grant whose deadline comes before Identity Center is done", arguments: FailurePoints.faults)
    func slowGrant(fault: Fault) {
        FailurePoints(
            prepare: { $0.identityCenter.planCreations(OperationCourse(time: .seconds(45))) },
            call: { .grant(Example.event("r1", "10m"), timeLimit: .seconds(20), faults: $0) },
            length: .seconds(660)
        ).check(fault)
    }

    @Test("A grant whose creation outlasts its lease", arguments: FailurePoints.faults)
    func grantSlowerThanItsLease(fault: Fault) {
        FailurePoints(
            prepare: { $0.identityCenter.planCreations(OperationCourse(time: .seconds(600))) },
            call: { .grant(Example.event("r1", "PT15S"), timeLimit: .seconds(20), faults: $0) },
            length: .seconds(700)
        ).check(fault)
    }

    @Test("An early revocation of a request", arguments: FailurePoints.faults)
    func earlyRevocation(fault: Fault) {
        FailurePoints(
            prepare: { $0.grant(Example.event("r1", "10m")) },
            call: { .revoke(#"{"action":"revoke","request_id":"r1"}"#, faults: $0) },
            length: .seconds(660)
        ).check(fault)
    }

    @Test("An early revocation of one of two leases", arguments: FailurePoints.faults)
    func earlyRevocationBesideAnother(fault: Fault) {
        FailurePoints(
            prepare: { world in
                world.grant(Example.event("r0", "5m"))
                world.grant(Example.event("r1", "10m"))
            },
            call: { .revoke(#"{"action":"revoke","request_id":"r1"}"#, faults: $0) },
            length: .seconds(660)
        ).check(fault)
    }

    @Test("An early revocation of a binding that the published sample has granted", arguments: FailurePoints.faults)
    func earlyRevocationOfPublishedRow(fault: Fault) {
        FailurePoints(
            prepare: { $0.publish(expiringAfter: .seconds(300)) },
            call: { plan in
                let event = #"{"action":"revoke","user_email":"ada@example.com","account_id":"111122223333"}"#
                return .revoke(event, faults: plan)
            },
            length: .seconds(360)
        ).check(fault)
    }

    @Test("A sweep that has a removal, a release, a recovery and an adoption to do", arguments: FailurePoints.faults)
    func sweep(fault: Fault) {
        let points = FailurePoints(
            prepare: Self.prepareSweep,
            call: { .sweep(faults: $0) },
            length: .seconds(660)
        ).check(fault)
        #expect(points >= 20)
    }

    @Test("A sweep whose removals fail", arguments: FailurePoints.faults)
    func failingSweep(fault: Fault) {
        FailurePoints(
            prepare: { world in
                Self.prepareSweep(world)
                world.identityCenter.planRemovals(.fails("Try later."), .fails("Try later."))
            },
            call: { .sweep(faults: $0) },
            length: .seconds(660)
        ).check(fault)
    }

    private static func prepareSweep(_ world: AccessWorld) {
        // To be removed.
        world.grant(Example.event("r1", "1m"))
        // To be released, because another lease stays.
        world.grant(Example.event("r2", "1m", user: "alan@example.com"))
        world.grant(Example.event("r3", "10m", user: "alan@example.com"))
        // To be recovered.
        world.identityCenter.addUser("grace@example.com", id: "grace-id")
        let event = Example.event("r4", "5m", user: "grace@example.com")
        world.perform(.grant(event, timeLimit: .seconds(10), faults: .on(.create, .killedAfter)))
        // To be adopted.
        world.publish(user: "linus-id", expiringAfter: .seconds(30))
        world.advance(by: .seconds(120))
    }
}
