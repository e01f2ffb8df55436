// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Reconcile repairs what it is told to, and nothing else")
struct ReconcileRepairTests {
    private func binding(_ user: String) -> Binding { ReconcileFindingTests.binding(user) }

    @Test("Apply ends what is late and closes what is missing; foreign and standing access stay")
    func apply() throws {
        let world = AccessWorld()
        ReconcileFindingTests.prepare(world)
        let answer = try #require(world.reconcile(#""mode":"apply","reason":"monthly""#, id: "rec-1"))
        #expect(answer.findings.sorted() == ["foreign reported", "late repaired", "missing repaired"])
        #expect(world.identityCenter.origin(of: binding("late-id")) == nil)
        #expect(world.identityCenter.origin(of: binding("stranger-id")) == .hand)
        #expect(world.identityCenter.origin(of: binding("boss-id")) == .hand)
        #expect(world.identityCenter.origin(of: binding("fine-id")) == .lease)
        #expect(try world.status("r2") == .revoked)
        #expect(try world.status("r3") == .expired)
        #expect(
            try world.events("r3").suffix(3) == ["RECONCILE STARTED", "REVOKE STARTED", "REVOKE SUCCESS"]
        )
        let remark = try #require(
            world.ledger.audit(of: try id("r2")).first { $0.attributes["action"] == "RECONCILE" }
        )
        guard case .string(let reason)? = remark.attributes["reason"] else {
            Issue.record("no reason")
            return
        }
        for part in ["removed outside Hourglass", "rec-1", "direct-invocation", "monthly"] {
            #expect(reason.contains(part))
        }
        #expect(
            try world.events("rec-1") == [
                "RECONCILE STARTED", "RECONCILE SUCCESS", "RECONCILE SUCCESS", "RECONCILE PENDING",
                "RECONCILE SUCCESS",
            ]
        )
        #expect(world.invariantViolations() == [])
        #expect(world.reconcile()?.findings == ["foreign reported"])
    }

    @Test("Quarantine takes away what it names, on record from before the removal", arguments: [true, false])
    func quarantine(isNamed: Bool) throws {
        let world = AccessWorld()
        world.identityCenter.set(binding("stranger-id"), .hand)
        world.identityCenter.set(binding("other-id"), .hand)
        world.settleListings()
        world.allowQuarantine(of: [binding("stranger-id")] + (isNamed ? [] : [binding("other-id")]))
        let named = isNamed ? #"["\#(binding("stranger-id").key)"]"# : "true"
        let answer = try #require(world.reconcile(#""mode":"apply","quarantine":\#(named)"#, id: "rec-1"))
        #expect(
            answer.findings
                == (isNamed ? ["foreign reported", "foreign repaired"] : ["foreign repaired", "foreign repaired"])
        )
        #expect(world.identityCenter.origin(of: binding("stranger-id")) == nil)
        #expect(world.identityCenter.origin(of: binding("other-id")) == (isNamed ? .hand : nil))
        let trail = try #require(world.ledger.audit.first { $0.key.description.hasPrefix("quarantine-") })
        #expect(AuditTrail.events(of: trail.value) == ["RECONCILE STARTED", "REVOKE SUCCESS"])
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Somebody who is granted it at the same moment keeps it")
    func grantedMeanwhile() throws {
        let world = AccessWorld()
        world.identityCenter.set(Example.binding, .hand)
        world.settleListings()
        world.allowQuarantine(of: [Example.binding])
        world.hooks.once(before: { $0.invocation == "rec-1" && $0.operation == .endedBinding }) { [world] _ in
            _ = await world.invoke(.grant(Example.event("r1", "1h")))
        }
        world.reconcile(#""mode":"apply","quarantine":true"#, id: "rec-1")
        #expect(world.identityCenter.origin(of: Example.binding) == .hand)
        #expect(try world.status("r1") == .active)
        #expect(world.invariantViolations() == [])
    }

    @Test("Groups are never removed, whatever is quarantined")
    func groups() throws {
        let world = AccessWorld()
        world.identityCenter.tag(Example.permissionSet.arn, [ManagedTag.key: "true"])
        world.identityCenter.set(Example.binding, .hand)
        world.identityCenter.set(Example.binding, nil)
        world.identityCenter.assignGroup(binding("group-id"))
        world.settleListings()
        let answer = try #require(world.reconcile(#""mode":"apply","quarantine":true"#))
        #expect(answer.count("groups") == 1)
        #expect(answer.findings == [])
        #expect(world.calls.count(.remove) == 0)
    }

    @Test(
        "Whatever call goes wrong, what was repaired is on record and access ends",
        arguments: FailurePoints.faults
    )
    func failures(fault: Fault) {
        let points = FailurePoints(
            prepare: { world in
                world.grant(Example.event("r1", "1m"))
                world.grant(Example.event("r2", "30m", user: "alan@example.com"))
                world.settleListings()
                world.identityCenter.set(self.binding("906711a2-50b1-7094-3a4e-0d5f7b6f0002"), nil)
                world.identityCenter.set(self.binding("stranger-id"), .hand)
                world.settleListings()
                world.allowQuarantine(of: [self.binding("stranger-id")])
            },
            call: { AccessWorld.reconcileCall(#""mode":"apply","quarantine":true"#, faults: $0) },
            length: .seconds(600),
            // One lease is late before the scenario begins, and that is what it is about.
            recovery: .seconds(2400)
        ).check(fault)
        #expect(points >= 30)
    }
}
