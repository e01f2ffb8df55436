// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

/// A world in which custom permission sets may be asked for, with the approval of the owner and of an administrator.
enum CustomSetWorld {
    static func make(seed: UInt64? = nil) -> AccessWorld {
        Approvals.world(
            seed: seed,
            policy: Approvals.policy(
                more: #"""
                    {
                        "name": "custom", "effect": "allow", "principals": "*", "paths": ["console"], "accounts": "*",
                        "permission_sets": ["@custom"], "maximum_duration": "8h",
                        "justification": {"minimum_length": 0},
                        "approval": {"timeout": "2h", "levels": [
                            {"name": "owner", "account_owners": true, "required": 1},
                            {"name": "admin", "administrators": true, "required": 1}
                        ]}
                    }
                    """#
            )
        )
    }

    static let definition = #"""
        {"managed_policies":["ReadOnlyAccess"],"inline_policy":{"Version":"2012-10-17",\#
        "Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::example"}},"session_duration":"2h"}
        """#
}

extension AccessWorld {
    /// Asks for a custom permission set for Ada, as Ada.
    @discardableResult
    func askCustom(_ id: String, _ definition: String = CustomSetWorld.definition, _ more: String = "") -> Answer? {
        say(
            Approvals.ada,
            #""action":"request","request_id":"\#(id)","user_email":"ada@example.com","account_id":"111122223333","#
                + #""custom_permission_set":\#(definition),"duration":"1h"\#(more)"#
        )
    }

    /// Asks, and has both levels approve; the answer to the last approval, during which the set is made.
    @discardableResult
    func grantCustom(_ id: String, faults: FaultPlan = .none) -> Answer? {
        askCustom(id)
        decide(Approvals.grace, "approve", id)
        return perform(decision(Approvals.edsger, "approve", id, faults: faults))
    }

    /// Lets time pass, with both sweeps each other minute.
    func live(for duration: Duration) {
        let end = now + duration
        while now < end {
            advance(by: .seconds(120))
            sweepRequests()
            sweep()
        }
    }

    /// The binding for which the custom set of a request was lent.
    func customBinding(_ id: String) -> Binding? {
        RequestID(id).flatMap(ledger.request)?.binding
    }
}
