// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Approvals are checked again when delayed access begins, and by the ids of whoever gave them")
struct LaterApproverTests {
    private static let start = AccessWorld.start + .seconds(3 * 3600)

    /// Administrator access that Grace and Alan have approved, and that begins in three hours.
    private func world(_ policy: Policy = Approvals.policy) -> AccessWorld {
        let world = Approvals.world(policy: policy)
        world.ask("r1", #","start_at":"\#(Self.start.iso8601)""#)
        world.decide(Approvals.grace, "approve", "r1")
        world.decide(Approvals.alan, "approve", "r1")
        return world
    }

    private func begin(_ world: AccessWorld) {
        world.advance(by: .seconds(3 * 3600))
        world.sweepRequests()
    }

    /// What has become of an approver meanwhile, and why their approval does not count then.
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reason: String
        let make: @Sendable (SimulatedIdentityCenter) -> Void
    }

    static let changes = [
        Change(testDescription: "disabled", reason: "has left or is disabled") {
            $0.addUser(Approvals.grace, id: "grace-id", isEnabled: false)
        },
        Change(testDescription: "gone", reason: "has left or is disabled") { $0.forget(Approvals.grace) },
        Change(testDescription: "made anew under the same name, and in the group", reason: "has left or is disabled") {
            $0.forget(Approvals.grace)
            $0.addUser(Approvals.grace, id: "new-grace-id")
            $0.setGroup("Approvers", members: Approvals.approvers.union(["new-grace-id"]))
        },
        Change(testDescription: "no member of the group any more", reason: "not among those who decide") {
            $0.setGroup("Approvers", members: Approvals.approvers.subtracting(["grace-id"]))
        },
        Change(testDescription: "named by a name that they have no more", reason: "not among those who decide") {
            $0.forget(Approvals.alan)
            $0.addUser("turing@example.com", id: "906711a2-50b1-7094-3a4e-0d5f7b6f0002")
        },
        Change(testDescription: "replaced by another under the name that the rule names", reason: "not among those") {
            $0.forget(Approvals.alan)
            $0.addUser("turing@example.com", id: "906711a2-50b1-7094-3a4e-0d5f7b6f0002")
            $0.addUser(Approvals.alan, id: "eve-id")
        },
    ]

    @Test("An approver who is not who they were does not count", arguments: changes)
    func changed(change: Change) throws {
        let world = world()
        change.make(world.identityCenter)
        begin(world)
        #expect(!world.hasAccess)
        let lease = try #require(world.ledger.request(try id("r1"))?.lease)
        #expect(lease.status == .failed)
        #expect(lease.failure?.contains("does not count") == true)
        #expect(lease.failure?.contains(change.reason) == true, "\(lease.failure ?? "")")
        #expect(try world.events("r1").last == "GRANT DENIED")
        #expect(world.calls.count(.create) == 0)
        #expect(world.invariantViolations() == [])
    }

    @Test("An approver who is called otherwise meanwhile counts, where the rule knows them by group or id")
    func renamedApprover() throws {
        let rule = Approvals.administrator.replacing(
            "alan@example.com",
            with: "user:906711a2-50b1-7094-3a4e-0d5f7b6f0002"
        )
        let byID = Example.policy(rules: [rule], Self.portal)
        for policy in [Approvals.policy, byID] {
            let world = world(policy)
            world.identityCenter.forget(Approvals.grace)
            world.identityCenter.addUser("hopper@example.com", id: "grace-id")
            if policy.hash == byID.hash {
                world.identityCenter.forget(Approvals.alan)
                world.identityCenter.addUser("turing@example.com", id: "906711a2-50b1-7094-3a4e-0d5f7b6f0002")
                // Whoever has the name now is nobody to the rule.
                world.identityCenter.addUser(Approvals.alan, id: "eve-id")
            }
            begin(world)
            #expect(world.hasAccess)
            #expect(world.invariantViolations() == [])
        }
    }

    @Test(
        "A requester who is called otherwise meanwhile gets the access, and not whoever has the name",
        arguments: [true, false]
    )
    func renamedRequester(isTaken: Bool) throws {
        let world = world()
        world.identityCenter.addUser("lovelace@example.com", id: Example.userID)
        world.identityCenter.forget("ada")
        world.identityCenter.forget(Example.userEmail)
        if isTaken { world.identityCenter.addUser(Example.userEmail, id: "eve-id") }
        begin(world)
        #expect(world.hasAccess)
        #expect(world.identityCenter.assignments.keys.allSatisfy { $0.userID == Example.userID })
        #expect(world.invariantViolations() == [])
    }

    @Test("Step-up is a signed call of the approver, whose caller id is on record")
    func stepUp() throws {
        let rule = #"""
            {
                "name": "guarded", "effect": "allow", "principals": "*", "paths": ["console"], "accounts": "*",
                "permission_sets": ["Billing"], "maximum_duration": "8h", "justification": {"minimum_length": 0},
                "approval": {"levels": [{"name": "one", "groups": ["Approvers"], "step_up": true}]}
            }
            """#
        let world = Approvals.world(policy: Example.policy(rules: [rule], Self.portal))
        world.ask("r1", set: "Billing")
        #expect(world.decide(Approvals.grace, "approve", "r1")?.code == "step_up_required")
        let digest = try #require(world.ledger.request(try id("r1"))?.digest)
        let decision = #"{"action":"approve","request_id":"r1","digest":"\#(digest)"}"#
        #expect(world.sign(Approvals.grace, decision)?.statusCode == 200)
        let record = try #require(
            world.ledger.audit(of: try id("r1")).first { $0.attributes["action"] == "APPROVE" }
        )
        #expect(record.attributes["actor_proof"] == "identity_center_session")
        #expect(record.attributes["caller_id"] == .string("AROAEXAMPLEEXAMPLE123:\(Approvals.grace)"))
        #expect(
            world.ledger.request(try id("r1"))?.approvals.first?.by.callerID
                == "AROAEXAMPLEEXAMPLE123:\(Approvals.grace)"
        )
    }

    private static let portal = #"""
        "integrations": {"portal": {
            "paths": ["console"], "users": ["*@example.com", "ada"], "actions": ["request", "approve", "status"]
        }},
        """#
}
