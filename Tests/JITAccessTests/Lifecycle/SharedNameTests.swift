// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Whoever has a name that is another's too is taken for neither")
struct SharedNameTests {
    /// How Mallory comes to a name of somebody else's, and whose it is.
    enum Trick: CaseIterable {
        /// Her user name is the other's address.
        case userName
        /// Her address is the other's user name.
        case address
    }

    /// A world in which Sue, an approver, is known by this name, and Mallory has it too.
    private func world(_ trick: Trick, _ name: String = "sue@example.com") -> AccessWorld {
        let world = Approvals.world(policy: Self.policy)
        switch trick {
        case .userName:
            world.identityCenter.addUser(name, "sue", id: "sue-id")
            world.identityCenter.addUser("mallory@example.com", name, id: "mallory-id")
        case .address:
            world.identityCenter.addUser("s.park@example.com", name, id: "sue-id")
            world.identityCenter.addUser(name, "mallory", id: "mallory-id")
        }
        return world
    }

    /// What each of the two is also called, which is theirs alone.
    private func otherNames(_ trick: Trick) -> [String] {
        trick == .userName ? ["mallory@example.com", "sue"] : ["mallory", "s.park@example.com"]
    }

    private static let policy = Approvals.policy(
        more: #"""
            {
                "name": "sue-reads", "effect": "allow", "principals": {"users": ["sue@example.com"]}, "paths": ["cli", "itsm"],
                "accounts": "*", "permission_sets": ["Billing"], "maximum_duration": "8h",
                "justification": {"minimum_length": 0}, "approval": "automatic"
            }
            """#,
        #"""
        {
            "name": "sue-decides", "effect": "allow", "principals": "*", "paths": ["itsm"], "accounts": "*",
            "permission_sets": ["AdministratorAccess"], "maximum_duration": "8h",
            "justification": {"minimum_length": 0},
            "approval": {"levels": [{"name": "sue", "users": ["sue@example.com"]}]}
        }
        """#
    )

    private static func direct(_ user: String, _ set: String, _ id: String = "r1") -> String {
        """
        {"action":"request","request_id":"\(id)","user_email":"\(user)","account_id":"111122223333",\
        "permission_set":"\(set)","duration":"1h"}
        """
    }

    @Test("The published event does not name either by it", arguments: Trick.allCases)
    func beneficiary(trick: Trick) throws {
        let world = world(trick)
        #expect(world.grant(Self.direct("sue@example.com", "Billing"))?.code == "ambiguous_user")
        // By a name that is theirs alone they are found, and their other name would let them in.
        for name in otherNames(trick) {
            let answer = world.grant(Self.direct(name, "Billing", "r-\(name.prefix(3))"))
            #expect((answer?.statusCode, answer?.code) == (403, "ambiguous_user"))
        }
        #expect(world.calls.count(.create) == 0)
        #expect(world.attempts("r1") == ["REQUEST DENIED"])
        #expect(world.invariantViolations() == [])
    }

    @Test("A session of either asks for nothing", arguments: Trick.allCases)
    func requester(trick: Trick) throws {
        let world = world(trick)
        let userNames = trick == .userName ? ["sue@example.com", "sue"] : ["sue@example.com", "mallory"]
        for name in userNames {
            let wish = #"{"account_id":"111122223333","permission_set":"Billing","duration":"1h"}"#
            #expect(world.sign(name, wish)?.code == "ambiguous_user")
            #expect(world.sign(name, #"{"action":"list"}"#)?.code == "ambiguous_user")
        }
        #expect(world.calls.count(.create) == 0)
        #expect(world.invariantViolations() == [])
    }

    @Test("An integration speaks for neither, by any of their names", arguments: Trick.allCases)
    func integration(trick: Trick) throws {
        let world = world(trick)
        for name in otherNames(trick) + ["sue@example.com"] {
            #expect(world.say(name, #""action":"list""#)?.code == "ambiguous_user")
        }
    }

    @Test("Neither approves, by a session or by an integration", arguments: Trick.allCases, ["approve", "reject"])
    func approver(trick: Trick, verdict: String) throws {
        let world = world(trick)
        #expect(world.grant(Self.direct("ada@example.com", "AdministratorAccess"))?.statusCode == 202)
        let digest = try #require(world.ledger.request(try id("r1"))?.digest)
        for name in otherNames(trick) + ["sue@example.com"] {
            #expect(world.decide(name, verdict, "r1")?.code == "ambiguous_user")
        }
        for name in trick == .userName ? ["sue@example.com", "sue"] : ["sue@example.com", "mallory"] {
            let decision = #"{"action":"\#(verdict)","request_id":"r1","digest":"\#(digest)"}"#
            #expect(world.sign(name, decision)?.code == "ambiguous_user")
        }
        #expect(world.ledger.request(try id("r1"))?.approvals.isEmpty == true)
        #expect(world.calls.count(.create) == 0)
    }

    @Test("An approval does not count when the access begins if somebody has taken the approver's name since")
    func takenLater() throws {
        for trick in Trick.allCases {
            let world = Approvals.world()
            world.ask("r1", #","start_at":"2026-01-15T12:00:00Z""#)
            world.decide(Approvals.grace, "approve", "r1")
            world.decide(Approvals.barbara, "approve", "r1")
            switch trick {
            case .userName:
                world.identityCenter.addUser("g@example.com", "grace", id: "grace-id")
                world.identityCenter.forget(Approvals.grace)
                world.identityCenter.addUser("m@example.com", "g@example.com", id: "mallory-id")
            case .address: world.identityCenter.addUser(Approvals.grace, "mallory", id: "mallory-id")
            }
            world.advance(by: .seconds(3 * 3600 + 60))
            world.sweepRequests()
            #expect(!world.hasAccess)
            #expect(try world.status("r1") == .failed)
            let failure = world.ledger.request(try id("r1"))?.lease?.failure ?? ""
            #expect(failure.contains("a name that is another user's too"), "\(failure)")
            #expect(world.invariantViolations() == [])
        }
    }

    @Test("Whoever has access ends it, whatever name another has given themselves")
    func end() throws {
        let world = Approvals.world()
        #expect(world.say(Approvals.ada, Self.wish)?.statusCode == 200)
        world.identityCenter.addUser("ada", "mallory", id: "mallory-id")
        #expect(world.sign("ada", "{\(Self.wish)}")?.code == "ambiguous_user")
        let revocation = #"{"action":"revoke","request_id":"r1","reason":"done"}"#
        #expect(world.sign("ada", revocation, to: .revoke)?.statusCode == 200)
        #expect(world.identityCenter.assignments.isEmpty)
        #expect(world.invariantViolations() == [])
    }

    private static let wish =
        #""action":"request","request_id":"r1","account_id":"111122223333","#
        + #""permission_set":"ReadOnlyAccess","duration":"1h","user_email":"ada@example.com""#

    @Test("People are told of a name that two have once, and whenever other two have one")
    func alert() throws {
        let world = world(.userName)
        for _ in 1...3 { world.grant(Self.direct("sue@example.com", "Billing")) }
        for name in otherNames(.userName) { world.grant(Self.direct(name, "Billing")) }
        #expect(world.alerts.sent.map(\.subject) == ["Hourglass: two users have one name"])
        let message = try #require(world.alerts.sent.first?.message)
        #expect(message.contains("sue-id") && message.contains("mallory-id") && message.contains("sue@example.com"))
        world.identityCenter.addUser(Approvals.grace, "eve", id: "eve-id")
        world.grant(Self.direct(Approvals.grace, "Billing"))
        #expect(world.alerts.sent.count == 2)
    }
}
