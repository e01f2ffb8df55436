// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Reconcile finds what ledger and Identity Center do not agree on")
struct ReconcileFindingTests {
    @Test("Where they agree nothing is found, nobody is alerted, and the whole is on record")
    func agreement() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "2h"))
        world.settleListings()
        let answer = try #require(world.reconcile(id: "rec-1"))
        #expect(answer.statusCode == 200)
        #expect(answer.text("state") == "finished")
        #expect(answer.count("fine") == 1)
        #expect(answer.number("findings_total") == 0)
        #expect(world.alerts.sent.isEmpty)
        #expect(try world.events("rec-1") == ["RECONCILE STARTED", "RECONCILE SUCCESS"])
        #expect(world.invariantViolations() == [])
    }

    @Test("Every kind is told from the others, and told in one alert; a plan changes nothing")
    func everyKind() throws {
        let world = AccessWorld()
        Self.prepare(world)
        let before = world.identityCenter.assignments
        let bindings = world.ledger.bindings.count
        let answer = try #require(world.reconcile(id: "rec-1"))
        #expect(answer.statusCode == 200)
        #expect(answer.findings.sorted() == ["foreign reported", "late reported", "missing reported"])
        #expect(answer.count("fine") == 1)
        #expect(answer.count("standing") == 1)
        #expect(answer.count("groups") == 1)
        #expect(world.identityCenter.assignments == before)
        #expect(world.ledger.bindings.count == bindings)
        #expect(world.calls.count(.remove) == 0)
        #expect(world.alerts.sent.count == 1)
        let message = try #require(world.alerts.sent.last?.message)
        for word in ["should have ended", "no assignment", "has not made"] { #expect(message.contains(word)) }
        #expect(
            try world.events("rec-1")
                == ["RECONCILE STARTED"] + [String](repeating: "RECONCILE PENDING", count: 3) + ["RECONCILE SUCCESS"]
        )
        #expect(world.invariantViolations() == [])
    }

    @Test("Permission sets that are neither tagged, named nor in the ledger are not looked at")
    func unmanaged() throws {
        let world = AccessWorld()
        world.identityCenter.set(Self.binding("boss", Example.billing), .hand)
        world.settleListings()
        #expect(world.reconcile()?.number("findings_total") == 0)
        #expect(world.calls.count(.surveyAssignments) == 0)
        world.identityCenter.tag(Example.billing.arn, [ManagedTag.key: ManagedTag.value])
        #expect(world.reconcile()?.findings == ["foreign reported"])
        world.identityCenter.tag(Example.billing.arn, [ManagedTag.key: "false"])
        #expect(world.reconcile()?.findings == [])
    }

    @Test("What the listing cannot know yet is no difference")
    func young() throws {
        let world = AccessWorld()
        world.identityCenter.listingDelay = .seconds(200)
        world.grant(Example.event("r1", "1h"))
        #expect(world.reconcile()?.findings == [])
        world.settleListings()
        world.revoke(#"{"action":"revoke","request_id":"r1"}"#)
        // Still listed, and no longer recorded.
        let answer = try #require(world.reconcile())
        #expect(answer.findings == [])
        #expect(answer.count("under_way") == 1)
    }

    @Test("A grant or removal in flight is left to whoever is at it, in apply too")
    func inFlight() throws {
        let world = AccessWorld()
        world.settleListings()
        world.identityCenter.planCreations(OperationCourse(time: .seconds(45)))
        world.perform(.grant(Example.event("r1", "1h"), timeLimit: .seconds(20)))
        let record = try #require(world.ledger.record(Example.binding))
        let answer = try #require(world.reconcile(#""mode":"apply""#))
        #expect(answer.findings == [])
        #expect(answer.count("under_way") == 1)
        #expect(world.ledger.record(Example.binding) == record)
        #expect(world.invariantViolations() == [])
    }

    @Test("A wrong listing of one moment is no difference: it is looked at twice")
    func twice() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "2h"))
        world.settleListings()
        world.identityCenter.set(Example.binding, nil)
        let looks = Looks()
        world.hooks.once(before: { $0.operation == .surveyAssignments && looks.next() == 2 }) { [world] _ in
            world.identityCenter.set(Example.binding, .lease)
        }
        let answer = try #require(world.reconcile(#""mode":"apply""#))
        #expect(answer.findings == [])
        #expect(world.ledger.record(Example.binding) != nil)
    }

    /// One of each: late, missing, foreign, standing, fine, and a group's.
    static func prepare(_ world: AccessWorld) {
        for user in ["fine", "late", "gone", "boss"] {
            world.identityCenter.addUser("\(user)@example.com", id: "\(user)-id")
        }
        world.identityCenter.set(binding("boss-id"), .hand)
        world.grant(Example.event("r1", "10h", user: "fine@example.com"))
        world.grant(Example.event("r2", "10h", user: "gone@example.com"))
        world.grant(Example.event("r3", "1m", user: "late@example.com"))
        world.grant(Example.event("r4", "10h", user: "boss@example.com"))
        world.settleListings()
        world.identityCenter.set(binding("gone-id"), nil)
        world.identityCenter.set(binding("stranger-id"), .hand)
        world.identityCenter.assignGroup(binding("group-id"))
        world.settleListings()
    }

    static func binding(_ user: String, _ set: PermissionSet = Example.permissionSet) -> Binding {
        Binding(userID: user, accountID: Example.binding.accountID, permissionSetARN: set.arn)
    }
}
