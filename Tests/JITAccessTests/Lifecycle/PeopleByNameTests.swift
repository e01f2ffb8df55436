// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A name means who has it as a user name or primary address, and later on the id decides")
struct PeopleByNameTests {
    @Test("A further address names nobody: it approves nothing and is given nothing")
    func furtherAddress() throws {
        let world = Approvals.world()
        // Found by the address that was an approver's and that is not the primary one: Mallory has added it.
        world.identityCenter.forget(Approvals.alan)
        world.identityCenter.addUser("mallory@example.com", Approvals.alan, "mallory@example.com", id: "mallory-id")
        world.ask("r1")
        let answer = world.decide("mallory@example.com", "approve", "r1")
        #expect(answer?.code == "not_an_approver")
        #expect(world.decide(Approvals.alan, "approve", "r1")?.code == "unidentified_actor")
        #expect(world.ledger.request(try id("r1"))?.approvals.isEmpty == true)

        let direct = world.grant(
            #"{"user_email":"alan@example.com","account_id":"111122223333","permission_set":"ReadOnlyAccess"}"#
        )
        #expect(direct?.code == "user_not_found")
        #expect(world.calls.count(.create) == 0)
        #expect(world.invariantViolations() == [])
    }

    @Test("Whom a direct request names as its requester does not decide about it", arguments: ["approve", "reject"])
    func namedRequester(verdict: String) throws {
        for name in [Approvals.grace, "GRACE@example.com", "user:grace-id"] {
            let world = world()
            world.grant(Self.direct("r1", requester: name))
            #expect(world.decide(Approvals.grace, verdict, "r1")?.code == "self_approval")
            #expect(world.decide(Approvals.barbara, verdict, "r1")?.statusCode != 403)
            #expect(world.invariantViolations() == [])
        }
    }

    @Test("A requester who is named by a text that is nobody's name hinders nobody")
    func otherText() throws {
        let world = world()
        world.grant(Self.direct("r1", requester: "the service desk"))
        #expect(world.decide(Approvals.grace, "approve", "r1")?.statusCode == 202)
    }

    @Test(
        "A name that becomes another's or nobody's while the request waits changes nothing: whom it was made for gets it",
        arguments: [true, false]
    )
    func renamed(isTaken: Bool) throws {
        let world = Approvals.world()
        world.ask("r1")
        world.decide(Approvals.grace, "approve", "r1")
        // Ada gets another name, and Eve may get hers.
        world.identityCenter.addUser("lovelace@example.com", id: Example.userID)
        world.identityCenter.forget("ada")
        world.identityCenter.forget(Example.userEmail)
        if isTaken { world.identityCenter.addUser(Example.userEmail, id: "eve-id") }
        let answer = world.decide(Approvals.barbara, "approve", "r1")
        #expect(answer?.statusCode == 200)
        #expect(world.hasAccess)
        #expect(world.ledger.record(Example.binding)?.leases.count == 1)
        #expect(world.invariantViolations() == [])
    }

    @Test("A user who is gone when the access would begin gets none, whoever has the name")
    func gone() throws {
        let world = Approvals.world()
        world.ask("r1")
        world.decide(Approvals.grace, "approve", "r1")
        world.identityCenter.forget("ada")
        world.identityCenter.addUser(Example.userEmail, id: "eve-id")
        #expect(world.decide(Approvals.barbara, "approve", "r1")?.code == "user_not_found")
        #expect(world.calls.count(.create) == 0)
        #expect(world.invariantViolations() == [])
    }

    /// A world in which the calling system's requests need two approvals, too.
    private func world() -> AccessWorld {
        Approvals.world(
            policy: Approvals.policy(
                more: #"""
                    {
                        "name": "desk", "effect": "allow", "principals": "*", "paths": ["itsm"], "accounts": "*",
                        "permission_sets": ["AdministratorAccess"], "maximum_duration": "8h",
                        "justification": {"minimum_length": 0},
                        "approval": {"timeout": "1h", "levels": [
                            {"name": "peers", "groups": ["Approvers"], "required": 2}
                        ]}
                    }
                    """#
            )
        )
    }

    private static func direct(_ id: String, requester: String) -> String {
        """
        {"action":"request","request_id":"\(id)","requester":"\(requester)","user_email":"ada@example.com",\
        "account_id":"111122223333","permission_set":"AdministratorAccess","duration":"4h"}
        """
    }
}
