// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

/// AWS names roles, resources and policies when it refuses. The simulation holds each history to it too: see `judgeWords`.
@Suite("What AWS says of an error is on record, and nothing of it is told")
struct WordsOfAWSTests {
    /// Lets one thing fail, with words of AWS; what is recorded of it.
    struct Failing: Sendable, CustomTestStringConvertible {
        let event: String
        let note: String
        let live: @Sendable (AccessWorld) -> Void
        var testDescription: String { "\(event) \(note)" }

        init(_ event: String, _ note: String = "", _ live: @escaping @Sendable (AccessWorld) -> Void) {
            (self.event, self.note, self.live) = (event, note, live)
        }
    }

    private static let refused = OperationCourse.fails(WordsOfAWS.refusal("an operation"))

    private static func end(_ world: AccessWorld, _ faults: FaultPlan = .none) {
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        world.perform(.sweep(faults: faults))
    }

    static let failures: [Failing] = [
        Failing("GRANT ERROR", "refused") { world in
            world.faults = .on(.create, .fails(.refused))
            world.grant(Example.event("r1", "1m"))
        },
        Failing("GRANT ERROR", "not finished") { world in
            world.identityCenter.planCreations(refused)
            world.grant(Example.event("r1", "1m"))
        },
        Failing("GRANT ERROR", "found by the sweep") { world in
            var late = refused
            late.time = .seconds(90)
            world.identityCenter.planCreations(late)
            world.grant(Example.event("r1", "10m"))
            world.advance(by: .seconds(200))
            world.sweep()
        },
        Failing("REVOKE ERROR", "refused") { end($0, .on(.remove, .fails(.refused))) },
        Failing("REVOKE ERROR", "not finished") { world in
            world.identityCenter.planRemovals(refused)
            end(world)
        },
        Failing("REVOKE ERROR", "early") { world in
            world.grant(Example.event("r1", "10m"))
            world.perform(
                .revoke(#"{"action":"revoke","request_id":"r1"}"#, faults: .on(.remove, .fails(.refused)))
            )
        },
        Failing("FENCE ERROR", "refused") { end($0, .on(.setInlinePolicy, .fails(.refused))) },
        Failing("FENCE ERROR", "no answer") { end($0, .on(.accounts, .fails(.unavailable))) },
        Failing("FENCE ERROR", "not finished") { world in
            world.identityCenter.planProvisionings(refused)
            end(world)
        },
        Failing("LIFT ERROR") { world in
            end(world)
            world.advance(by: FenceWorld.lifetime + .seconds(60))
            world.perform(.sweep(faults: .on(.provision, .fails(.refused))))
        },
        Failing("RECONCILE ERROR", "given up") { world in
            world.faults = .on(.surveySets, .fails(.refused))
            world.perform(.revoke(#"{"action":"reconcile"}"#))
            world.liveUntil(world.now + .seconds(3600))
        },
        Failing("RECONCILE ERROR", "a repair") { world in
            world.identityCenter.setTags(["hourglass:managed": "true"], of: Example.permissionSet)
            world.identityCenter.set(Example.binding, .hand)
            world.allowQuarantine(of: nil)
            world.faults = .on(.remove, .fails(.refused))
            world.perform(.revoke(#"{"action":"reconcile","mode":"apply","quarantine":true}"#))
            world.liveUntil(world.now + .seconds(600))
            world.perform(.revoke(#"{"action":"reconcile","mode":"status"}"#))
        },
    ]

    @Test("whatever fails", arguments: failures)
    func failure(_ failing: Failing) throws {
        let world = FenceWorld.make()
        failing.live(world)
        let records = world.ledger.audit.values.flatMap(\.self).filter {
            AuditTrail.events(of: [$0]) == [failing.event]
        }
        let messages = records.compactMap { record -> String? in
            guard case .string(let text)? = record.attributes["error_message"] else { return nil }
            return text
        }
        #expect(messages.contains { $0.contains(WordsOfAWS.role) }, "nothing has failed so: \(messages)")
        #expect(records.allSatisfy { $0.attributes["told"] != nil })
        #expect(world.invariantViolations() == [])
    }

    @Test("the deletion of a custom permission set too")
    func customSet() throws {
        let world = CustomSetWorld.make()
        world.grantCustom("r1")
        world.faults = .on(.deleteSet, .fails(.refused))
        world.live(for: .seconds(3 * 3600))
        let id = try #require(RequestID("r1"))
        let last = try #require(
            world.ledger.audit(of: id).last { AuditTrail.events(of: [$0]) == ["DELETE_SET ERROR"] }
        )
        guard case .string(let text)? = last.attributes["error_message"] else {
            Issue.record("nothing is on record")
            return
        }
        #expect(text.contains(WordsOfAWS.role))
        #expect(world.invariantViolations() == [])
    }
}
