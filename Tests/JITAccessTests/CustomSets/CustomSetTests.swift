// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("A request that defines its permission set")
struct CustomSetTests {
    private func id(_ text: String) throws -> RequestID { try #require(RequestID(text)) }

    @Test("It takes the owner and an administrator; only then is the set made, lent, and in the end deleted")
    func life() throws {
        let world = CustomSetWorld.make()
        let asked = try #require(world.askCustom("r1"))
        #expect(asked.statusCode == 202)
        #expect(asked.text("status") == "PENDING_OWNER")
        let name = try CustomPermissionSet.name(for: id("portal/r1"))
        #expect(asked.text("permission_set") == name)
        #expect(
            asked.body["custom_permission_set"] == world.ledger.request(try id("r1"))?.request.customPermissionSet?.json
        )
        #expect(world.decide(Approvals.grace, "approve", "r1")?.text("status") == "PENDING_ADMIN")
        #expect(world.identityCenter.customSets.isEmpty)

        let granted = try #require(world.decide(Approvals.edsger, "approve", "r1"))
        #expect(granted.statusCode == 200)
        #expect(granted.text("lease_status") == "ACTIVE")
        let made = try #require(world.identityCenter.customSet(of: try id("portal/r1")))
        #expect(made.definition == world.ledger.request(try id("r1"))?.request.customPermissionSet)
        let binding = try #require(world.customBinding("r1"))
        #expect(binding.permissionSetARN == made.arn)
        #expect(world.identityCenter.origin(of: binding) == .lease)
        #expect(world.ledger.liveCustomSets == 1)

        world.liveUntil(world.now + .seconds(3 * 3600))
        #expect(
            try world.events("r1") == [
                "REQUEST PENDING", "APPROVE SUCCESS", "APPROVE SUCCESS", "MAKE_SET STARTED", "MAKE_SET SUCCESS",
                "GRANT STARTED", "GRANT SUCCESS", "REVOKE STARTED", "REVOKE SUCCESS", "DELETE_SET SUCCESS",
            ]
        )
        #expect(world.invariantViolations() + world.leftovers() == [])
        #expect(world.alerts.sent.isEmpty)
    }

    @Test("What approvers approve is what the set gives: another definition has another digest")
    func digest() throws {
        let world = CustomSetWorld.make()
        world.askCustom("r1")
        let digest = try #require(world.ledger.request(id("r1"))?.digest)
        let answer = world.askCustom("r1", #"{"managed_policies":["AdministratorAccess"]}"#)
        #expect(answer?.code == "request_id_reused")
        world.askCustom("r2")
        // The same request under another id: the digest is over what was asked for, whatever its name.
        #expect(world.ledger.request(try id("r2"))?.digest == digest)
    }

    @Test(
        "A definition that is wrong is refused before anybody is asked",
        arguments: [
            #"{"managed_policies":["Not A Policy"]}"#, "{}", #""ReadOnlyAccess""#,
            #"{"inline_policy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*"}]}}"#,
        ]
    )
    func wrong(definition: String) throws {
        let world = CustomSetWorld.make()
        let answer = try #require(world.askCustom("r1", definition))
        #expect(answer.statusCode == 400)
        #expect(answer.code == "invalid_request")
        #expect(world.ledger.requests.isEmpty)
    }

    @Test("It cannot be asked for together with one that exists")
    func both() throws {
        let world = CustomSetWorld.make()
        let answer = world.askCustom("r1", CustomSetWorld.definition, #","permission_set":"ReadOnlyAccess""#)
        #expect(answer?.code == "invalid_request")
    }

    @Test("A rule without approvers does not make anything")
    func automatic() throws {
        let policy = Example.policy(
            rules: [
                #"""
                {
                    "name": "free", "effect": "allow", "principals": "*", "paths": ["itsm"], "accounts": "*",
                    "permission_sets": ["@custom"], "maximum_duration": "8h",
                    "justification": {"minimum_length": 0}, "approval": "automatic"
                }
                """#
            ]
        )
        let world = AccessWorld(policy: policy)
        let answer = world.grant(
            #"{"request_id":"r1","user_email":"ada@example.com","account_id":"111122223333","#
                + #""custom_permission_set":\#(CustomSetWorld.definition)}"#
        )
        #expect(answer?.statusCode != 200)
        #expect(world.identityCenter.customSets.isEmpty)
        #expect(world.invariantViolations() == [])
    }

    @Test("An extension keeps the set until the last lease has ended")
    func extended() throws {
        let world = CustomSetWorld.make()
        world.grantCustom("r1")
        let asked = world.say(
            Approvals.ada,
            #""action":"extend","extends":"r1","request_id":"r2","duration":"2h","justification":"more""#
        )
        #expect(asked?.text("status") == "PENDING_OWNER")
        world.decide(Approvals.grace, "approve", "r2")
        let answer = world.decide(Approvals.edsger, "approve", "r2")
        #expect(answer?.text("lease_status") == "ACTIVE")
        world.liveUntil(world.now + .seconds(2 * 3600))
        #expect(world.identityCenter.customSets.count == 1)
        #expect(world.ledger.customSets.count == 1)
        world.liveUntil(world.now + .seconds(3 * 3600))
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("After an early revocation it goes too, within a quarter of an hour")
    func revoked() throws {
        let world = CustomSetWorld.make()
        world.grantCustom("r1")
        world.advance(by: .seconds(600))
        world.revoke(#"{"action":"revoke","request_id":"r1"}"#)
        world.liveUntil(world.now + .seconds(16 * 60))
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("There are at most twenty at a time; one more is tried again until another has ended")
    func limit() throws {
        let world = CustomSetWorld.make()
        world.ledger.setLiveCustomSets(CustomPermissionSet.maximumLive)
        let answer = try #require(world.grantCustom("r1"))
        #expect(answer.code == "too_many_custom_sets")
        #expect(answer.statusCode == 503)
        #expect(world.identityCenter.customSets.isEmpty)
        #expect(world.ledger.customSets.isEmpty)
        world.ledger.setLiveCustomSets(CustomPermissionSet.maximumLive - 1)
        world.advance(by: .seconds(180))
        world.sweepRequests()
        #expect(world.identityCenter.customSets.count == 1)
        #expect(world.ledger.liveCustomSets == CustomPermissionSet.maximumLive)
    }

    @Test(
        "A number of them that somebody has spoilt keeps none from being deleted, and is counted anew within the hour"
    )
    func spoiltCount() throws {
        let world = CustomSetWorld.make()
        world.sweep()
        #expect(world.grantCustom("r1")?.text("lease_status") == "ACTIVE")
        world.ledger.spoilLiveCustomSets()
        #expect(world.grantCustom("r2")?.code == "too_many_custom_sets")
        world.live(for: .seconds(3 * 3600))
        #expect(world.ledger.customSets.isEmpty)
        #expect(world.ledger.liveCustomSets == 0)
        #expect(world.grantCustom("r3")?.text("lease_status") == "ACTIVE")
        #expect(world.ledger.liveCustomSets == 1)
    }

    @Test("One that is too high is put right", arguments: [CustomPermissionSet.maximumLive, 1_000_000_000, 7])
    func wrongCount(count: Int64) throws {
        let world = CustomSetWorld.make()
        world.sweep()
        #expect(world.grantCustom("r1")?.text("lease_status") == "ACTIVE")
        world.ledger.setLiveCustomSets(count)
        world.advance(by: .seconds(3610))
        world.sweep()
        #expect(world.ledger.liveCustomSets == 1)
    }

    @Test("What Identity Center will not make is on record with its reason, and leaves nothing")
    func refused() throws {
        let world = CustomSetWorld.make()
        world.faults = .on(.makeSet, .fails(.refused))
        let answer = try #require(world.grantCustom("r1"))
        #expect(answer.code == "grant_failed")
        #expect(!world.hasAccess)
        world.live(for: .seconds(4 * 3600))
        #expect(world.ledger.request(try id("r1"))?.lease?.status == .failed)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }
}
