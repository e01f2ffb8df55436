// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Whose a request is, and who has approved it, is not taken from its item alone")
struct OwnershipTests {
    /// How Edsger, who has nothing to do with a request, writes himself into its item.
    enum Edit: String, CaseIterable {
        case asApprover
        case asRequester
    }

    private static let edsger = Speaker(
        name: Approvals.edsger,
        kind: .person(userID: "edsger-id"),
        proof: .integration("portal")
    )

    private func make(_ edit: Edit, in world: AccessWorld) throws {
        let known = try #require(world.ledger.request(try id("r1")))
        let approval = Approval(by: Self.edsger, level: "peers", at: world.now, comment: nil)
        world.ledger.put(
            RequestRecord(
                request: known.request,
                digest: known.digest,
                requestedBy: edit == .asRequester ? Self.edsger : known.requestedBy,
                path: known.path,
                principalKind: known.principalKind,
                userID: known.userID,
                permissionSetARN: known.permissionSetARN,
                createdAt: known.createdAt,
                policy: known.policy,
                approvals: known.approvals + (edit == .asApprover ? [approval] : []),
                state: known.state,
                version: known.version,
                seal: known.seal
            )
        )
    }

    private func lent() -> AccessWorld {
        let world = Approvals.world()
        world.ask("r1")
        world.decide(Approvals.alan, "approve", "r1")
        world.decide(Approvals.grace, "approve", "r1")
        return world
    }

    private func revoke(_ person: String, in world: AccessWorld) -> Answer? {
        var call = FunctionCall.revoke(#"{"requester":"\#(person)","action":"revoke","request_id":"r1"}"#)
        call.channel = .integration("portal")
        return world.perform(call)
    }

    @Test("Nobody ends a lease by having written themselves into it", arguments: Edit.allCases)
    func ending(edit: Edit) throws {
        let world = lent()
        try make(edit, in: world)
        #expect(revoke(Approvals.edsger, in: world)?.code == "request_not_found")
        #expect(world.hasAccess)
    }

    @Test("Nor sees it, prolongs it, or cancels it", arguments: Edit.allCases)
    func looking(edit: Edit) throws {
        let world = lent()
        try make(edit, in: world)
        let status = world.say(Approvals.edsger, #""action":"status","request_id":"r1""#)
        #expect(status?.code == "request_not_found")
        let extended = world.say(
            Approvals.edsger,
            #""action":"extend","request_id":"r2","extends":"r1","duration":"1h","justification":"mend it""#
        )
        #expect(extended?.code == "request_not_found")
        let waiting = Approvals.world()
        waiting.ask("r1")
        try make(edit, in: waiting)
        #expect(waiting.say(Approvals.edsger, #""action":"cancel","request_id":"r1""#)?.code == "not_requester")
        #expect(waiting.ledger.request(try id("r1"))?.status == .pending)
    }

    @Test("Who has approved it may end it, also when they are no approver any more")
    func approver() throws {
        let world = lent()
        world.identityCenter.setGroup("Approvers", members: [])
        #expect(revoke(Approvals.barbara, in: world)?.code == "request_not_found")
        #expect(revoke(Approvals.grace, in: world)?.statusCode == 200)
        #expect(!world.hasAccess)
    }

    @Test("Who has asked for somebody else may end it")
    func requester() throws {
        let world = Approvals.world()
        world.say(
            Approvals.edsger,
            #""action":"request","request_id":"r1","user_email":"ada@example.com","account_id":"111122223333","#
                + #""permission_set":"ReadOnlyAccess","duration":"1h","justification":"mend it""#
        )
        #expect(world.say(Approvals.edsger, #""action":"status","request_id":"r1""#)?.statusCode == 200)
        #expect(revoke(Approvals.edsger, in: world)?.statusCode == 200)
    }

    @Test("A trail that cannot be read hides nothing from whoever has the access")
    func owner() throws {
        let world = lent()
        world.spoilTrails()
        #expect(revoke(Approvals.ada, in: world)?.statusCode == 200)
        #expect(!world.hasAccess)
    }
}
