// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A request that needs approval")
struct ApprovalTests {
    @Test("It waits, with everything an approver wants to know, and nothing is created")
    func pending() throws {
        let world = Approvals.world()
        let answer = try #require(world.ask("r1"))
        #expect(answer.statusCode == 202)
        #expect(answer.text("status") == "PENDING")
        #expect(answer.text("policy_rule") == "administrator")
        #expect(answer.text("digest")?.utf8.count == 64)
        #expect(answer.text("requested_by") == "ada")
        guard case .object(let awaiting) = answer.body["awaiting"] else { throw Missing("awaiting") }
        #expect(awaiting["required"] == 2)
        #expect(awaiting["given"] == 0)
        #expect(awaiting["approvers"] == "alan@example.com, members of Approvers")
        #expect(!world.hasAccess)
        #expect(world.calls.count(.create) == 0)
        #expect(try world.events("r1") == ["REQUEST PENDING"])
        #expect(world.invariantViolations() == [])
    }

    @Test("It is granted when as many have approved as the rule wants, and the trail names them and their proof")
    func granted() throws {
        let world = Approvals.world()
        world.ask("r1")
        let first = try #require(world.decide(Approvals.alan, "approve", "r1"))
        #expect(first.statusCode == 202)
        #expect(!world.hasAccess)
        let second = try #require(world.decide(Approvals.grace, "approve", "r1"))
        #expect(second.statusCode == 200)
        #expect(second.text("lease_status") == "ACTIVE")
        #expect(world.hasAccess)
        let expected = ["REQUEST PENDING", "APPROVE SUCCESS", "APPROVE SUCCESS", "GRANT STARTED", "GRANT SUCCESS"]
        #expect(try world.events("r1") == expected)
        let approval = try #require(world.ledger.audit(of: id("r1")).dropFirst().first)
        #expect(approval.attributes["actor"] == .string(Approvals.alan))
        #expect(approval.attributes["actor_proof"] == "integration:portal")
        #expect(approval.attributes["level"] == "peers")
        #expect(approval.attributes["policy_hash"] == .string(world.policy.hash))
        #expect(approval.attributes["request_digest"] == second.text("digest").map(JSONValue.string))
        #expect(world.invariantViolations() == [])
        world.liveUntil(world.now + .seconds(5 * 3600))
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Two levels follow one another: the owner, then the administrator")
    func levels() throws {
        let world = Approvals.world()
        #expect(world.ask("r1", set: "Billing")?.text("status") == "PENDING_OWNER")
        #expect(world.decide(Approvals.edsger, "approve", "r1")?.code == "not_an_approver")
        #expect(world.decide(Approvals.grace, "approve", "r1")?.text("status") == "PENDING_ADMIN")
        // She is an administrator too, but one person counts once.
        #expect(world.decide(Approvals.grace, "approve", "r1")?.code == "already_approved")
        #expect(world.decide(Approvals.edsger, "approve", "r1")?.text("lease_status") == "ACTIVE")
        #expect(world.invariantViolations() == [])
    }

    @Test("An automatic rule needs nobody")
    func automatic() throws {
        let world = Approvals.world()
        #expect(world.ask("r1", set: "ReadOnlyAccess")?.text("lease_status") == "ACTIVE")
        #expect(world.invariantViolations() == [])
    }

    @Test("A rejection ends it, with the reason, and later decisions are told so")
    func rejected() throws {
        let world = Approvals.world()
        world.ask("r1")
        #expect(world.decide(Approvals.alan, "reject", "r1", "not today")?.text("status") == "REJECTED")
        let late = try #require(world.decide(Approvals.grace, "approve", "r1"))
        #expect(late.statusCode == 409)
        #expect(late.code == "already_decided")
        #expect(late.text("error")?.contains("rejected by alan@example.com") == true)
        #expect(late.text("error")?.contains("not today") == true)
        #expect(world.ask("r1")?.code == "already_decided")
        #expect(!world.hasAccess)
        #expect(try world.events("r1").prefix(2) == ["REQUEST PENDING", "REJECT SUCCESS"])
        #expect(world.invariantViolations() == [])
    }

    @Test("A decision on a request that has been granted is answered with the decision")
    func decided() throws {
        let world = Approvals.world()
        world.ask("r1")
        world.decide(Approvals.alan, "approve", "r1")
        world.decide(Approvals.grace, "approve", "r1")
        let late = try #require(world.decide(Approvals.barbara, "approve", "r1"))
        #expect(late.code == "already_decided")
        #expect(late.text("error")?.contains("alan@example.com and grace@example.com") == true)
        #expect(world.invariantViolations() == [])
    }

    @Test("Two approvers at the same instant are both counted, and one grant follows", arguments: UInt64(1)...20)
    func together(seed: UInt64) throws {
        let world = Approvals.world(seed: seed)
        world.ask("r1")
        let answers = world.together([
            world.decision(Approvals.alan, "approve", "r1"), world.decision(Approvals.grace, "approve", "r1"),
        ])
        #expect(answers.compactMap(\.?.statusCode).sorted() == [200, 202])
        #expect(world.hasAccess)
        #expect(world.calls.count(.create) == 1)
        #expect(world.invariantViolations() == [])
    }

    @Test("A double click counts once", arguments: UInt64(1)...20)
    func doubleClick(seed: UInt64) throws {
        let world = Approvals.world(seed: seed)
        world.ask("r1")
        let click = world.decision(Approvals.alan, "approve", "r1")
        let answers = world.together([click, click])
        #expect(Set(answers.map { $0?.code }) == [nil, "already_approved"])
        #expect(world.ledger.request(try id("r1"))?.approvals.count == 1)
        #expect(!world.hasAccess)
        #expect(world.invariantViolations() == [])
    }

    @Test("An approval and a rejection at the same instant make one decision", arguments: UInt64(1)...20)
    func opposed(seed: UInt64) throws {
        let world = Approvals.world(seed: seed)
        world.ask("r1", set: "Billing")
        world.decide(Approvals.grace, "approve", "r1")
        _ = world.together([
            world.decision(Approvals.edsger, "approve", "r1"), world.decision(Approvals.edsger, "reject", "r1"),
        ])
        let request = try #require(world.ledger.request(id("r1")))
        #expect(world.hasAccess == (request.status == .approved))
        #expect(world.invariantViolations() == [])
    }
}

/// Something that an answer should have.
struct Missing: Error {
    let what: String

    init(_ what: String) {
        self.what = what
    }
}
