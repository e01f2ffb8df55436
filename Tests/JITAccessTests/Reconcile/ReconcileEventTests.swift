// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Who may reconcile, and how they say so")
struct ReconcileEventTests {
    @Test(
        "What is wrong is named, field by field, and nothing is begun",
        arguments: [
            (#""mode":"repair""#, ["mode"]),
            (#""mode":7"#, ["mode"]),
            (#""quarantine":true"#, ["quarantine"]),
            (#""mode":"plan","quarantine":["a#1#b"]"#, ["quarantine"]),
            (#""mode":"apply","quarantine":["a#1"]"#, ["quarantine"]),
            (#""mode":"apply","quarantine":[]"#, ["quarantine"]),
            (#""mode":"apply","quarantine":"all""#, ["quarantine"]),
            (#""mode":"apply","quarantin":true"#, ["quarantin"]),
            (#""reason":"\u0007""#, ["reason"]),
        ]
    )
    func refused(members: String, fields: [String]) throws {
        let world = AccessWorld()
        let answer = try #require(world.reconcile(members, id: "rec-1"))
        #expect(answer.statusCode == 400)
        #expect(answer.fields == fields)
        #expect(world.ledger.reconcile == nil)
        #expect(world.attempts("rec-1") == ["RECONCILE DENIED"])
    }

    @Test("The schedule compares, and may do no more")
    func scheduled() throws {
        let world = AccessWorld()
        let schedule = #""source":"aws.events","detail-type":"Scheduled Event","action":"reconcile""#
        #expect(world.revoke("{\(schedule)}")?.text("state") == "finished")
        #expect(world.ledger.reconcile?.askedBy == "schedule")
        for more in [#""mode":"apply""#, #""mode":"apply","quarantine":true"#, #""mode":"status""#] {
            let answer = world.revoke("{\(schedule),\(more)}")
            #expect(answer?.statusCode == 400)
            #expect(answer?.fields == ["mode"])
        }
    }

    @Test("Before the first there is nothing to show")
    func noStatus() throws {
        #expect(AccessWorld().reconcile(#""mode":"status""#)?.code == "reconcile_not_found")
    }

    @Test("No person and no integration may, by whatever way")
    func people() throws {
        let world = Approvals.world()
        var call = AccessWorld.reconcileCall(#""requester":"ada@example.com""#)
        call.channel = .integration("portal")
        #expect(world.perform(call)?.code == "actor_not_allowed")
        #expect(world.ledger.reconcile == nil)
    }

    @Test("A policy cannot give it to an integration")
    func policy() {
        let text = #"""
            {"version": 1, "rules": [], "integrations": {
                "portal": {"paths": ["console"], "users": ["*"], "actions": ["reconcile"]}
            }}
            """#
        #expect(throws: PolicyProblem.self) {
            try Policy(parsing: Array(text.utf8), defaultPermissionSet: "AdministratorAccess")
        }
    }
}
