// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Only permission sets that are tagged as managed are written into")
struct FenceChoiceTests {
    private func isWritten(_ world: AccessWorld) -> Bool {
        world.grant(Example.event("r1", "1m"))
        world.liveUntil(world.now + .seconds(200))
        return world.calls.count(.setInlinePolicy) > 0
    }

    @Test(
        "The tag must be there and true, and the permission set must not be a custom one",
        arguments: [
            ([:], false), (["hourglass:managed": "false"], false), (["hourglass:managed": "true"], true),
            (["hourglass:managed": "true", "team": "a"], true),
            (["hourglass:managed": "true", "hourglass:request": "r0"], false),
        ]
    )
    func tags(tags: [String: String], isWanted: Bool) {
        let world = FenceWorld.make()
        world.identityCenter.setTags(tags, of: Example.permissionSet)
        #expect(isWritten(world) == isWanted)
        #expect(world.invariantViolations() == [])
    }

    @Test("FENCE=off writes into none")
    func off() throws {
        let world = FenceWorld.make(fence: .off)
        #expect(!isWritten(world))
        #expect(world.ledger.fenceOrders.isEmpty)
        #expect(try world.events("r1").last == "REVOKE SUCCESS")
    }

    @Test("What could not be found out when access ended is found out later", arguments: [true, false])
    func unknown(isManaged: Bool) throws {
        let world = FenceWorld.make()
        if !isManaged { world.identityCenter.setTags([:], of: Example.permissionSet) }
        world.grant(Example.event("r1", "1m"))
        let opened = world.now
        world.advance(by: .seconds(70))
        world.perform(.sweep(faults: .on(.facts, .fails())))
        #expect(!world.isShutOut(opened))
        world.liveUntil(world.now + .seconds(120))
        #expect(world.isShutOut(opened) == isManaged)
        if !isManaged {
            #expect(try world.events("r1").filter { $0 == "FENCE SUCCESS" } == [])
            #expect(world.ledger.fences.isEmpty && world.ledger.fenceOrders.isEmpty)
        }
    }

    @Test("When the tag is taken away, what stands stays for its time, and is taken out then")
    func untagged() throws {
        let world = FenceWorld.make()
        #expect(isWritten(world))
        world.identityCenter.setTags([:], of: Example.permissionSet)
        world.liveUntil(world.now + .seconds(800))
        #expect(world.inlinePolicy != nil)
        world.liveUntil(world.now + .seconds(500))
        #expect(world.inlinePolicy == nil)
        #expect(try world.events("r1").last == "LIFT SUCCESS")
        world.expectOver()
    }

    @Test("If the right has gone with the tag, a person is told once to take it out")
    func abandoned() throws {
        let world = FenceWorld.make()
        #expect(isWritten(world))
        world.identityCenter.setTags([:], of: Example.permissionSet)
        world.faults = .on(.setInlinePolicy, .fails(.refused))
        world.liveUntil(world.now + .seconds(1400))
        #expect(try world.events("r1").last == "LIFT ERROR")
        #expect(world.alerts.sent.count == 1)
        #expect(world.ledger.fences.isEmpty)
        #expect(world.inlinePolicy != nil)
    }

    @Test("When the permission set is deleted, nothing is left to do")
    func deleted() throws {
        let world = FenceWorld.make()
        #expect(isWritten(world))
        world.identityCenter.delete(Example.permissionSet)
        world.liveUntil(world.now + .seconds(1000))
        #expect(try world.events("r1").last == "LIFT SUCCESS")
        #expect(world.ledger.fences.isEmpty)
    }

    @Test("A custom permission set needs none: its role goes with its last lease")
    func custom() {
        let world = CustomSetWorld.make()
        world.grantCustom("r1")
        world.live(for: .seconds(3 * 3600))
        #expect(world.calls.count(.setInlinePolicy) == 0)
        #expect(world.ledger.fenceOrders.isEmpty && world.ledger.fences.isEmpty)
    }
}
