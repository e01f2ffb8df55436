// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("What a trail tells of a lease")
struct LeaseTrailTests {
    private func trail(_ events: [String]) -> LeaseTrail {
        var trail = LeaseTrail()
        for event in events.reversed() {
            let words = event.split(separator: " ").map(String.init)
            trail.add([
                "action": .string(words[0]), "status": .string(words[1]), "user_id": .string(Example.userID),
                "account_id": .string(Example.accountText), "permission_set": "AdministratorAccess",
                "expires_at": .integer(words.count > 2 ? Int64(words[2]) ?? 0 : 0),
            ])
        }
        return trail
    }

    @Test(
        "Whether it was lent, and whether that is over",
        arguments: [
            ([], false, false),
            (["REQUEST PENDING", "APPROVE SUCCESS"], false, false),
            (["REQUEST SUCCESS", "GRANT STARTED"], true, false),
            (["GRANT STARTED", "GRANT SUCCESS", "REVOKE STARTED", "REVOKE ERROR"], true, false),
            (["GRANT SUCCESS", "REVOKE STARTED", "REVOKE SUCCESS", "FENCE SUCCESS", "LIFT SUCCESS"], true, true),
            (["GRANT SUCCESS", "RELEASE SUCCESS"], true, true),
            (["GRANT STARTED", "GRANT ERROR"], true, false),
            (["GRANT STARTED", "GRANT ERROR", "REVOKE STARTED", "REVOKE SUCCESS"], true, true),
            // Confirmed after it was rolled back and removed.
            (["GRANT STARTED", "GRANT ERROR", "REVOKE SUCCESS", "GRANT ERROR"], true, false),
            (["ADOPT SUCCESS"], true, false),
            (["RECONCILE STARTED", "REVOKE STARTED"], true, false),
            (["GRANT SUCCESS", "RECONCILE PENDING"], true, false),
            (["GRANT DENIED"], false, false),
            (["NONSENSE SUCCESS"], false, false),
        ] as [([String], Bool, Bool)]
    )
    func lent(events: [String], isLent: Bool, hasEnded: Bool) {
        let trail = trail(events)
        #expect((trail.lending != nil) == isLent)
        #expect(trail.hasEnded == hasEnded)
    }

    @Test("The last record by which it was lent says until when, and what said why it was ended does not")
    func end() {
        #expect(trail(["GRANT STARTED 100", "GRANT SUCCESS 200"]).lending?.expiresAt == Timestamp(seconds: 200))
        let reconciled = trail(["GRANT SUCCESS 200", "RECONCILE STARTED 300"])
        #expect(reconciled.lending?.expiresAt == Timestamp(seconds: 200))
        #expect(trail(["GRANT SUCCESS 9223372036854775807"]).lending?.expiresAt == nil)
        #expect(trail(["GRANT SUCCESS -9223372036854775808"]).lending?.expiresAt == nil)
    }
}
