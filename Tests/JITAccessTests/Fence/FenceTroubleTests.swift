// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A fence that cannot be built is tried again while it is of use, and delays nothing")
struct FenceTroubleTests {
    private func due() -> (world: AccessWorld, opened: Timestamp) {
        let world = FenceWorld.make()
        world.grant(Example.event("r1", "1m"))
        let opened = world.now
        world.advance(by: .seconds(70))
        return (world, opened)
    }

    @Test(
        "A failure is recorded, told, and tried again",
        arguments: [PortOperation.inlinePolicy, .setInlinePolicy, .accounts, .provision]
    )
    func failure(operation: PortOperation) throws {
        let (world, opened) = due()
        let answer = world.perform(.sweep(faults: .on(operation, .fails(.refused))))
        #expect(answer?.number("revoked_count") == 1)
        #expect(answer?.number("error_count") == 1)
        #expect(answer?.number("fenced_count") == 0)
        #expect(try world.events("r1").last == "FENCE ERROR")
        #expect(world.alerts.sent.count == 1)
        #expect(world.alerts.sent.first?.message.contains("ada@example.com") == true)
        world.liveUntil(world.now + .seconds(60))
        #expect(world.isShutOut(opened))
        #expect(try world.events("r1").last == "FENCE SUCCESS")
        #expect(world.alerts.sent.count == 1)
        #expect(world.invariantViolations() == [])
    }

    @Test("A provisioning that fails, and one that outlasts the invocation, are tried again")
    func provisioning() throws {
        let (world, opened) = due()
        world.identityCenter.planProvisionings(.fails("No."), OperationCourse(time: .seconds(600)))
        world.sweep()
        #expect(try world.events("r1").last == "FENCE ERROR")
        world.liveUntil(world.now + .seconds(900))
        #expect(world.isShutOut(opened))
        #expect(try world.events("r1").last == "FENCE SUCCESS")
    }

    @Test("Conflicts and throttling are waited out", arguments: [DirectoryError.Kind.conflict, .throttled])
    func waitedOut(kind: DirectoryError.Kind) {
        for operation in [PortOperation.setInlinePolicy, .provision] {
            let (world, opened) = due()
            world.perform(.sweep(faults: .on(operation, .fails(kind), times: 3)))
            #expect(world.isShutOut(opened))
            #expect(world.alerts.sent.isEmpty)
        }
    }

    @Test("What could not be built in time is recorded as never built, and is not left behind")
    func givenUp() throws {
        let (world, _) = due()
        world.faults = .on(.setInlinePolicy, .fails(.refused))
        world.liveUntil(world.now + FenceWorld.lifetime + .seconds(3700))
        #expect(try world.events("r1").last == "FENCE ERROR")
        #expect(try world.events("r1").filter { $0.hasSuffix("SUCCESS") }.contains("FENCE SUCCESS") == false)
        world.expectOver()
    }

    @Test("A lift that fails is tried until it has worked")
    func lift() throws {
        let (world, _) = due()
        world.sweep()
        world.advance(by: FenceWorld.lifetime)
        world.perform(.sweep(faults: .on(.provision, .fails(.refused))))
        #expect(try world.events("r1").last == "LIFT ERROR")
        #expect(world.alerts.sent.count == 1)
        world.liveUntil(world.now + .seconds(120))
        #expect(try world.events("r1").last == "LIFT SUCCESS")
        world.expectOver()
    }

    @Test("While the fences of one permission set fail, access to it and to others ends on time")
    func otherRevocations() throws {
        let (world, _) = due()
        world.faults = .on(.setInlinePolicy, .fails(.refused)).and(.on(.provision, .fails(.refused)))
        world.sweep()
        for number in 2...6 {
            world.grant(Example.event("r\(number)", "1m"))
            world.liveUntil(world.now + .seconds(70))
            #expect(try world.events("r\(number)").contains("REVOKE SUCCESS"))
        }
        #expect(world.invariantViolations() + world.overdue(grace: .seconds(60)) == [])
    }

    @Test("What somebody takes out of the policy is put there again, and told")
    func takenOut() throws {
        let (world, opened) = due()
        world.sweep()
        world.identityCenter.writePolicy(#"{"Version":"2012-10-17","Statement":[]}"#, of: Example.permissionSet)
        #expect(!world.isShutOut(opened))
        world.identityCenter.manage(Example.permissionSet, sessionSeconds: 7200)
        world.liveUntil(world.now + .seconds(1000))
        #expect(world.isShutOut(opened))
        #expect(try world.events("r1").suffix(2) == ["FENCE ERROR", "FENCE SUCCESS"])
        #expect(world.alerts.sent.count == 1)
    }

    @Test("What is taken out while the account is brought to it is not recorded as standing, and is put there again")
    func takenOutMeanwhile() throws {
        let (world, opened) = due()
        world.hooks.once(before: { $0.operation == .provisioning }) { [world] _ in
            world.identityCenter.writePolicy(nil, of: Example.permissionSet)
        }
        world.sweep()
        #expect(try world.events("r1").last == "FENCE ERROR")
        #expect(!world.isShutOut(opened))
        world.liveUntil(world.now + .seconds(60))
        #expect(try world.events("r1").last == "FENCE SUCCESS")
        #expect(world.isShutOut(opened))
        #expect(world.invariantViolations() == [])
    }

    @Test("Two invocations that want to write the same policy do so one after the other", arguments: UInt64(0)..<20)
    func together(seed: UInt64) {
        let world = FenceWorld.make(seed: seed)
        world.grant(Example.event("r1", "1m"))
        world.grant(Example.event("r2", "10m", user: "alan@example.com"))
        world.advance(by: .seconds(70))
        _ = world.together([.sweep(), .revoke(#"{"action":"revoke","request_id":"r2"}"#)])
        world.liveUntil(world.now + .seconds(120))
        #expect(world.invariantViolations() + world.openSessions(grace: .zero) == [])
        world.liveUntil(world.now + FenceWorld.lifetime + .seconds(120))
        world.expectOver()
    }
}
