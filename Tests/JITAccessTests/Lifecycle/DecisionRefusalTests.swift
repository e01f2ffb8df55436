// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A decision is refused, by its own code and on record")
struct DecisionRefusalTests {
    private func world() -> AccessWorld {
        let world = Approvals.world()
        world.ask("r1")
        return world
    }

    private func expectRefused(
        _ world: AccessWorld,
        _ answer: Answer?,
        _ statusCode: Int,
        _ code: String,
        in chain: String = "r1",
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let answer = try #require(answer, sourceLocation: location)
        #expect(answer.statusCode == statusCode, sourceLocation: location)
        #expect(answer.code == code, sourceLocation: location)
        let last = world.refusals(chain).last
        #expect(last?.attributes["status"] == "DENIED", sourceLocation: location)
        #expect(last?.attributes["reason"] == .string(code), sourceLocation: location)
        #expect(world.ledger.request(try id("r1"))?.approvals.isEmpty == true, sourceLocation: location)
        #expect(world.calls.count(.create) == 0, sourceLocation: location)
        #expect(world.invariantViolations() == [], sourceLocation: location)
    }

    @Test("By whoever asked, even as a member of the approvers", arguments: ["approve", "reject"])
    func ownRequest(verdict: String) throws {
        let world = world()
        try expectRefused(world, world.decide(Approvals.ada, verdict, "r1"), 403, "self_approval")
    }

    @Test("By whoever asked for somebody else")
    func askedForAnother() throws {
        let world = Approvals.world()
        world.say(
            Approvals.grace,
            #""action":"request","request_id":"r1","user_email":"ada@example.com","account_id":"111122223333","#
                + #""permission_set":"AdministratorAccess","duration":"4h","justification":"for Ada""#
        )
        try expectRefused(world, world.decide(Approvals.grace, "approve", "r1"), 403, "self_approval")
    }

    @Test("By somebody who is no approver")
    func stranger() throws {
        let world = world()
        try expectRefused(world, world.decide(Approvals.edsger, "approve", "r1"), 403, "not_an_approver")
    }

    @Test("By an approver who has left the group since the request was made")
    func formerApprover() throws {
        let world = world()
        world.identityCenter.setGroup("Approvers", members: ["barbara-id"])
        try expectRefused(world, world.decide(Approvals.grace, "approve", "r1"), 403, "not_an_approver")
    }

    @Test("By a disabled approver")
    func disabled() throws {
        let world = world()
        world.identityCenter.addUser(Approvals.grace, id: "grace-id", isEnabled: false)
        let answer = world.perform(
            {
                var call = world.decision(Approvals.grace, "approve", "r1")
                call.invocationID = "disabled-1"
                return call
            }()
        )
        #expect(answer?.statusCode == 403)
        #expect(answer?.code == "approver_disabled")
        #expect(!world.hasAccess)
    }

    @Test("On a request that is not what was shown")
    func otherDigest() throws {
        let world = world()
        let answer = world.say(
            Approvals.grace,
            #""action":"approve","request_id":"r1","digest":"\#(String(repeating: "a", count: 64))""#
        )
        try expectRefused(world, answer, 409, "digest_mismatch")
    }

    @Test("On a request that somebody has changed in the table, even with the digest that is stored there")
    func tampered() throws {
        let world = world()
        let record = try #require(world.ledger.request(id("r1")))
        let other = AccessRequest(
            id: record.id,
            userEmail: record.request.userEmail,
            accountID: record.request.accountID,
            permissionSet: "AdministratorAccess",
            duration: try #require(LeaseDuration(hours: 8)),
            justification: record.request.justification
        )
        world.ledger.put(
            RequestRecord(
                request: other,
                digest: record.digest,
                requestedBy: record.requestedBy,
                path: record.path,
                userID: record.userID,
                permissionSetARN: record.permissionSetARN,
                createdAt: record.createdAt,
                policy: record.policy,
                state: record.state
            )
        )
        try expectRefused(world, world.decide(Approvals.grace, "approve", "r1"), 409, "digest_mismatch")
    }

    @Test("After the time to decide is over, whether or not the sweep has noticed")
    func late() throws {
        let world = world()
        world.advance(by: .seconds(3601))
        try expectRefused(world, world.decide(Approvals.grace, "approve", "r1"), 409, "timed_out")
        world.sweepRequests()
        #expect(world.ledger.request(try id("r1"))?.status == .timedOut)
        try expectRefused(world, world.decide(Approvals.grace, "approve", "r1"), 409, "already_decided")
    }

    @Test("Without a digest, and a rejection without a comment")
    func incomplete() throws {
        let world = world()
        #expect(world.say(Approvals.grace, #""action":"approve","request_id":"r1""#)?.fields == ["digest"])
        let digest = try #require(world.ledger.request(id("r1"))?.digest)
        let rejection = world.say(Approvals.grace, #""action":"reject","request_id":"r1","digest":"\#(digest)""#)
        #expect(rejection?.fields == ["comment"])
    }

    @Test("On a request that is not there")
    func missing() throws {
        let world = world()
        var call = world.decision(Approvals.grace, "approve", "other")
        call.invocationID = "missing-1"
        try expectRefused(world, world.perform(call), 404, "request_not_found", in: "missing-1")
    }

    @Test("By a direct invocation, whatever it says of itself")
    func direct() throws {
        let world = world()
        let digest = try #require(world.ledger.request(id("r1"))?.digest)
        let answer = world.grant(
            #"{"action":"approve","request_id":"r1","digest":"\#(digest)","approver":"grace@example.com"}"#,
            id: "direct-1"
        )
        try expectRefused(world, answer, 403, "actor_not_allowed", in: "direct-1")
    }

    @Test("By an integration that the policy does not know")
    func unknownIntegration() throws {
        let world = world()
        var call = world.decision(Approvals.grace, "approve", "r1")
        call.channel = .integration("other")
        call.invocationID = "unknown-1"
        try expectRefused(world, world.perform(call), 403, "unidentified_actor", in: "unknown-1")
    }

    @Test("When the directory does not answer, nothing is decided, and it can be tried again")
    func directoryTrouble() throws {
        for operation in [PortOperation.user, .groups, .account, .userID] {
            let world = world()
            let call = world.decision(
                Approvals.grace,
                "approve",
                "r1",
                faults: .on(operation, .fails(DirectoryError.Kind.unavailable))
            )
            let answer = try #require(world.perform(call))
            #expect(answer.statusCode == 503, "\(operation)")
            #expect(answer.code == "directory_unavailable")
            #expect(world.ledger.request(try id("r1"))?.approvals.isEmpty == true)
            #expect(world.decide(Approvals.grace, "approve", "r1")?.statusCode == 202)
        }
    }
}
