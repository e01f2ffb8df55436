// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("No custom permission set outlives what goes wrong")
struct CustomSetCrashTests {
    /// The invocation that makes the set has fewer calls than this.
    private static let steps = 1...30

    private static let faults: [Fault] = [
        .killedBefore, .killedAfter, .answerLost, .fails(.unavailable), .fails(.throttled), .fails(.conflict),
        .fails(.refused),
    ]

    @Test("Whatever happens at any step of the grant, the set is lent or deleted, and never both", arguments: steps)
    func grant(step: Int) throws {
        for fault in Self.faults {
            let world = CustomSetWorld.make()
            world.grantCustom("r1", faults: .at(step, fault))
            world.live(for: .seconds(6 * 3600))
            #expect(world.invariantViolations() + world.leftovers() == [], "\(fault)")
        }
    }

    @Test("Whatever happens at any step of a sweep, a later one deletes it", arguments: 1...25)
    func sweep(step: Int) throws {
        for fault in Self.faults {
            let world = CustomSetWorld.make()
            world.grantCustom("r1")
            for _ in 1...4 {
                world.advance(by: .seconds(1900))
                world.perform(.sweep(faults: .at(step, fault)))
            }
            world.live(for: .seconds(6 * 3600))
            #expect(world.invariantViolations() + world.leftovers() == [], "\(fault)")
        }
    }

    @Test("Nobody takes the request up again: what was made is deleted all the same", arguments: steps)
    func abandoned(step: Int) throws {
        for fault in [Fault.killedBefore, .killedAfter] {
            let world = CustomSetWorld.make()
            world.grantCustom("r1", faults: .at(step, fault))
            // Only Revoke's sweep runs.
            for _ in 1...40 {
                world.advance(by: .seconds(300))
                world.sweep()
            }
            #expect(world.identityCenter.customSets.isEmpty, "\(fault)")
            #expect(world.ledger.customSets.isEmpty, "\(fault)")
            #expect(world.ledger.liveCustomSets == 0, "\(fault)")
            #expect(world.invariantViolations() == [], "\(fault)")
        }
    }

    @Test("A set that somebody else has assigned stays until that has ended, and a person hears of it")
    func assignedByHand() throws {
        let world = CustomSetWorld.make()
        world.grantCustom("r1")
        let id = try #require(RequestID("portal/r1"))
        let arn = try #require(world.identityCenter.customSet(of: id)?.arn)
        let foreign = Binding(userID: "edsger-id", accountID: Example.binding.accountID, permissionSetARN: arn)
        world.identityCenter.set(foreign, .hand)
        world.liveUntil(world.now + .seconds(4 * 3600))
        #expect(world.identityCenter.customSets.count == 1)
        #expect(!world.alerts.sent.isEmpty)
        #expect(world.identityCenter.origin(of: foreign) == .hand)
        world.identityCenter.set(foreign, nil)
        world.liveUntil(world.now + .seconds(2 * 3600))
        #expect(world.leftovers() == [])
        #expect(world.invariantViolations() == [])
    }
}
