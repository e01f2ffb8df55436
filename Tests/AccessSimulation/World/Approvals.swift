// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// A world in which people approve: who they are, the policy, and how they speak.
public enum Approvals {
    public static let ada = Example.userEmail
    /// Another name of hers.
    public static let adaByName = "ada"
    public static let alan = "alan@example.com"
    public static let grace = "grace@example.com"
    public static let edsger = "edsger@example.com"
    public static let barbara = "barbara@example.com"

    /// The ids of the members of the group that approves.
    public static let approvers: Set<String> = ["grace-id", "barbara-id", Example.userID]

    /// Everybody may ask through the portal: for read-only access without approval, for administrator with one of two
    /// kinds, and for billing with the owner's and then the administrator's approval.
    public static let policy = policy()

    /// The policy with other rules added.
    public static func policy(more rules: String...) -> Policy {
        Example.policy(
            rules: [
                #"""
                {
                    "name": "read-only", "effect": "allow", "principals": "*", "paths": ["console", "cli", "itsm"],
                    "accounts": "*", "permission_sets": ["ReadOnlyAccess"], "maximum_duration": "24h",
                    "justification": {"minimum_length": 0}, "approval": "automatic"
                }
                """#,
                administrator,
                #"""
                {
                    "name": "billing", "effect": "allow", "principals": "*", "paths": ["console"], "accounts": "*",
                    "permission_sets": ["Billing"], "maximum_duration": "8h",
                    "justification": {"minimum_length": 0},
                    "approval": {"timeout": "2h", "levels": [
                        {"name": "owner", "account_owners": true, "required": 1},
                        {"name": "admin", "administrators": true, "required": 1}
                    ]}
                }
                """#,
            ] + rules,
            #"""
            "account_owner_tag": "owner",
            "administrators": {"groups": ["Administrators"]},
            "integrations": {"portal": {
                "paths": ["console"], "users": ["*@example.com", "ada"],
                "actions": ["request", "approve", "reject", "cancel", "extend", "status", "list", "revoke"]
            }},
            """#
        )
    }

    static let decisions = [TextPattern(#""action":"approve""#), TextPattern(#""action":"reject""#)]

    /// The rule that wants two approvals.
    public static let administrator = #"""
        {
            "name": "administrator", "effect": "allow", "principals": "*", "paths": ["console"], "accounts": "*",
            "permission_sets": ["AdministratorAccess"], "maximum_duration": "8h",
            "justification": {"minimum_length": 5},
            "approval": {"timeout": "1h", "levels": [
                {"name": "peers", "users": ["alan@example.com"], "groups": ["Approvers"], "required": 2}
            ]}
        }
        """#

    /// A world with this policy, in which Grace and Barbara are approvers, Grace owns the account, and Edsger is an
    /// administrator.
    public static func world(
        seed: UInt64? = nil,
        policy: Policy = policy,
        rules: RequestRules = Example.rules,
        breakage: Breakage? = nil,
        protectedAccounts: ProtectedAccounts = Example.protectedAccounts,
        legacyRows: LegacyRows.Mode = .on,
        policyLimit: Int? = nil
    ) -> AccessWorld {
        let world = AccessWorld(
            seed: seed,
            policy: policy,
            rules: rules,
            breakage: breakage,
            protectedAccounts: protectedAccounts,
            legacyRows: legacyRows,
            policyLimit: policyLimit
        )
        let people = world.identityCenter
        people.addUser(grace, id: "grace-id")
        people.addUser(edsger, id: "edsger-id")
        people.addUser(barbara, id: "barbara-id")
        people.setGroup("Approvers", members: approvers)
        people.setGroup("Administrators", members: ["edsger-id", "grace-id"])
        people.addAccount(Example.binding.accountID, name: "Sandbox", tags: ["owner": grace])
        return world
    }
}

extension AccessWorld {
    /// Lets somebody speak to Grant through the portal, an integration that vouches for them.
    @discardableResult
    public func say(_ person: String, _ members: String, id: String? = nil, faults: FaultPlan = .none) -> Answer? {
        perform(portal(person, members, id: id, faults: faults))
    }

    /// The invocation by which somebody speaks to Grant through the portal.
    public func portal(
        _ person: String,
        _ members: String,
        id: String? = nil,
        faults: FaultPlan = .none
    ) -> FunctionCall {
        let isDecision = Approvals.decisions.contains { $0.isIn(members) }
        let field = isDecision ? "approver" : "requester"
        var call = FunctionCall.grant(#"{"\#(field)":"\#(person)",\#(members)}"#, id: id, faults: faults)
        call.channel = .integration("portal")
        return call
    }

    /// Asks for administrator access for Ada, as Ada.
    @discardableResult
    public func ask(
        _ id: String,
        set: String = "AdministratorAccess",
        duration: String = "4h",
        _ more: String = ""
    ) -> Answer? {
        say(
            Approvals.ada,
            #""action":"request","request_id":"\#(id)","user_email":"ada@example.com","account_id":"111122223333","#
                + #""permission_set":"\#(set)","duration":"\#(duration)","justification":"mend it"\#(more)"#
        )
    }

    /// Decides about a request, with the digest it has.
    @discardableResult
    public func decide(_ person: String, _ verdict: String, _ id: String, _ comment: String = "fine") -> Answer? {
        perform(decision(person, verdict, id, comment))
    }

    /// The invocation that decides.
    public func decision(
        _ person: String,
        _ verdict: String,
        _ id: String,
        _ comment: String = "fine",
        faults: FaultPlan = .none
    ) -> FunctionCall {
        let request = RequestID("portal/\(id)").flatMap(ledger.request) ?? RequestID(id).flatMap(ledger.request)
        let digest = request?.digest ?? String(repeating: "0", count: 64)
        return portal(
            person,
            #""action":"\#(verdict)","request_id":"\#(id)","digest":"\#(digest)","comment":"\#(comment)""#,
            faults: faults
        )
    }

    /// Grant's own sweep.
    @discardableResult
    public func sweepRequests(faults: FaultPlan = .none) -> Answer? {
        perform(.grant(#"{"source":"aws.events","detail-type":"Scheduled Event"}"#, faults: faults))
    }
}
