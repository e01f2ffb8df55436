// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Whatever call goes wrong, open sessions are shut out and no deny stays behind")
struct FenceFailurePointTests {
    private static let length = Duration.seconds(700) + FenceWorld.lifetime

    private static let byHand =
        #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#

    private static func world() -> AccessWorld {
        let world = FenceWorld.make()
        world.identityCenter.writePolicy(byHand, of: Example.permissionSet)
        return world
    }

    @Test("A sweep that ends access, builds its fence and another that was ordered", arguments: FailurePoints.faults)
    func building(fault: Fault) {
        let points = FailurePoints(
            world: Self.world,
            prepare: { world in
                world.grant(Example.event("r1", "1m"))
                world.grant(Example.event("r2", "10m", user: "alan@example.com"))
                // The order for its fence is written, and nothing else.
                let plan = FaultPlan.on(.fences, .killedBefore)
                world.perform(.revoke(#"{"action":"revoke","request_id":"r2"}"#, faults: plan))
                world.advance(by: .seconds(70))
            },
            call: { .sweep(faults: $0) },
            length: Self.length
        ).check(fault)
        #expect(points >= 20)
    }

    @Test("A sweep whose provisionings fail", arguments: FailurePoints.faults)
    func failing(fault: Fault) {
        FailurePoints(
            world: Self.world,
            prepare: { world in
                world.grant(Example.event("r1", "1m"))
                world.identityCenter.planProvisionings(.fails("No."), .fails("No."))
                world.advance(by: .seconds(70))
            },
            call: { .sweep(faults: $0) },
            length: Self.length
        ).check(fault)
    }

    @Test("An early revocation", arguments: FailurePoints.faults)
    func earlyRevocation(fault: Fault) {
        let points = FailurePoints(
            world: Self.world,
            prepare: { $0.grant(Example.event("r1", "10m")) },
            call: { .revoke(#"{"action":"revoke","request_id":"r1"}"#, faults: $0) },
            length: Self.length
        ).check(fault)
        #expect(points >= 20)
    }

    @Test("A sweep that lifts a fence while another one stands", arguments: FailurePoints.faults)
    func lifting(fault: Fault) {
        let points = FailurePoints(
            world: Self.world,
            prepare: { world in
                world.grant(Example.event("r1", "1m"))
                world.grant(Example.event("r2", "10m", user: "alan@example.com"))
                world.advance(by: .seconds(70))
                world.sweep()
                world.advance(by: .seconds(540))
                world.sweep()
                world.advance(by: FenceWorld.lifetime - .seconds(500))
            },
            call: { .sweep(faults: $0) },
            length: Self.length
        ).check(fault)
        #expect(points >= 10)
    }

    @Test("A sweep that finds its deny taken out", arguments: FailurePoints.faults)
    func takenOut(fault: Fault) {
        FailurePoints(
            world: Self.world,
            prepare: { world in
                world.identityCenter.manage(Example.permissionSet, sessionSeconds: 1800)
                world.grant(Example.event("r1", "1m"))
                world.advance(by: .seconds(70))
                world.sweep()
                world.identityCenter.writePolicy(nil, of: Example.permissionSet)
                world.advance(by: .seconds(960))
            },
            call: { .sweep(faults: $0) },
            length: .seconds(2200)
        ).check(fault)
    }
}
