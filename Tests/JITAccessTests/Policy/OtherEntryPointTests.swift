// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("Levels that want another entry point than the request's")
struct OtherEntryPointTests {
    private static func rule(_ level: String) -> String {
        """
        {"name": "risky", "effect": "allow", "principals": "*", "paths": ["cli", "console"], "accounts": "*",
         "permission_sets": ["*"], "maximum_duration": "8h",
         "approval": {"levels": [{"name": "peer", "users": ["grace@example.com"]\(level)}]}}
        """
    }

    @Test(
        "A level says whether it does; one that says nothing does not",
        arguments: [("", false), (#", "other_entry_point": false"#, false), (#", "other_entry_point": true"#, true)]
    )
    func read(level: String, isNeeded: Bool) throws {
        let policy = try PolicyExamples.policy(Self.rule(level))
        guard case .allowed(let allowance) = policy.decide(try PolicyExamples.question()),
            case .levels(let levels, _) = allowance.approval
        else {
            Issue.record("it is not allowed")
            return
        }
        #expect(levels.map(\.needsOtherEntryPoint) == [isNeeded])
    }

    @Test("Adding it makes the rule another one, so that approvals of before do not count")
    func digest() throws {
        let digests = try ["", #", "other_entry_point": true"#].map { level in
            try PolicyExamples.policy(Self.rule(level)).requirement(ofRule: "risky", for: .named("X"))?.ruleDigest
        }
        #expect(digests[0] != nil && digests[0] != digests[1])
    }

    @Test("Anything but true or false is refused, with its place")
    func malformed() throws {
        let error = #expect(throws: PolicyProblem.self) {
            try PolicyExamples.policy(Self.rule(#", "other_entry_point": "yes""#))
        }
        #expect(error?.description.contains("levels[0].other_entry_point must be true or false") == true)
    }
}

@Suite("An approval by the entry point that the request came by")
struct OtherEntryPointDecisionTests {
    private static let policy = Example.policy(
        rules: [
            Approvals.administrator.replacing(#""required": 2"#, with: #""required": 1, "other_entry_point": true"#)
        ],
        #"""
        "integrations": {"portal": {
            "paths": ["console"], "users": ["*@example.com"], "actions": ["request", "approve", "reject", "status"]
        }, "desk": {
            "paths": ["console"], "users": ["*@example.com"], "actions": ["request", "approve", "reject", "status"]
        }},
        """#
    )

    private func decide(_ world: AccessWorld, _ verdict: String, by integration: String) -> Answer? {
        let digest = RequestID("r1").flatMap { world.ledger.request($0)?.digest } ?? ""
        var call = world.portal(
            Approvals.grace,
            #""action":"\#(verdict)","request_id":"r1","digest":"\#(digest)","comment":"so be it""#
        )
        call.channel = .integration(integration)
        return world.perform(call)
    }

    @Test("is refused with a code of its own, and changes nothing")
    func approval() throws {
        let world = Approvals.world(policy: Self.policy)
        #expect(world.ask("r1")?.statusCode == 202)
        let refused = try #require(decide(world, "approve", by: "portal"))
        #expect(refused.statusCode == 403)
        #expect(refused.body["code"] == "other_entry_point_required")
        let id = try #require(RequestID("r1"))
        #expect(world.ledger.request(id)?.approvals.isEmpty == true)
        #expect(world.calls.count(.create) == 0)
    }

    @Test("counts if it comes by another")
    func elsewhere() throws {
        let world = Approvals.world(policy: Self.policy)
        world.ask("r1")
        let id = try #require(RequestID("r1"))
        #expect(decide(world, "approve", by: "desk")?.statusCode == 200)
        #expect(world.ledger.request(id)?.approvals.map(\.by.proof) == [.integration("desk")])
    }

    @Test("A rejection may come by any")
    func rejection() throws {
        let world = Approvals.world(policy: Self.policy)
        world.ask("r1")
        #expect(decide(world, "reject", by: "portal")?.statusCode == 200)
    }
}
