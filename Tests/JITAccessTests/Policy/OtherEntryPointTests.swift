// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

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
