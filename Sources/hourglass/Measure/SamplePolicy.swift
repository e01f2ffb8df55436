// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// A large policy, and requests that meet it, the same each time.
struct SamplePolicy {
    let rules: Int
    let accounts: Int

    var text: String {
        let rules = (0..<rules).map { number in
            number % 5 == 4 ? denyRule(number) : allowRule(number)
        }
        return """
            {"version": 1, "account_owner_tag": "owner", "administrators": {"groups": ["Administrators"]}, "rules": [
            \(rules.joined(separator: ",\n"))
            ]}
            """
    }

    private func denyRule(_ number: Int) -> String {
        """
        {"name": "deny-\(number)", "effect": "deny", "principals": {"users": ["contractor-\(number)-*@example.com"]},
         "accounts": {"tags": {"environment": ["prod", "prod-*"]}}}
        """
    }

    private func allowRule(_ number: Int) -> String {
        let automatic = #""automatic""#
        let levels = #"{"levels": [{"name": "owner", "account_owners": true}], "timeout": "8h"}"#
        return """
            {"name": "team-\(number)", "description": "What the team \(number) needs for its daily work.",
             "effect": "allow",
             "principals": {"kinds": ["user"], "users": ["*-\(number)@example.com"], "groups": ["Team \(number)"]},
             "paths": ["cli", "console"],
             "accounts": {\(accounts(number))},
             "permission_sets": ["ReadOnly*", "PowerUserAccess"],
             "maximum_duration": "8h",
             "justification": {"minimum_length": 10},
             "ticket": {"required": false, "pattern": "INC#######"},
             "approval": \(number % 2 == 0 ? automatic : levels)}
            """
    }

    /// Every account is in one rule that names accounts.
    private func accounts(_ number: Int) -> String {
        let share = accounts / max(1, rules) + 1
        let ids = (0..<share).map { "\"\(Self.id((number * share + $0) % accounts))\"" }.joined(separator: ", ")
        switch number % 4 {
        case 0: return "\"ids\": [\(ids)], \"names\": [\"team-\(number)-*\"]"
        case 1: return "\"ids\": [\(ids)], \"ous\": [\"Workloads/Team \(number)\"]"
        case 2: return "\"ids\": [\(ids)], \"tags\": {\"environment\": [\"dev\", \"test\"]}"
        default: return "\"ids\": [\(ids)], \"ous\": [\"ou-ab12-\(Self.id(number).suffix(8))\"]"
        }
    }

    /// A request for the account of this number.
    func question(_ number: Int) throws -> PolicyQuestion {
        guard let id = AccountID(Self.id(number)), let duration = LeaseDuration(hours: 4) else {
            throw CommandFailure(message: "there is no account of the number \(number)")
        }
        let team = number / (accounts / max(1, rules) + 1)
        return PolicyQuestion(
            principal: PolicyPrincipal(
                userID: "\(number)",
                names: ["user-\(number)", "user-\(number)@example.com"],
                groups: ["Team \(team)", "Team \(team + 1)"]
            ),
            path: .cli,
            account: PolicyAccount(
                id: id,
                name: "account-\(number)",
                organizationalUnits: [
                    OrganizationalUnit(id: "ou-ab12-00000001", name: "Workloads"),
                    OrganizationalUnit(id: "ou-ab12-0000000a", name: "Team \(team)"),
                ],
                tags: ["environment": number % 3 == 0 ? "prod" : "dev", "owner": "user-1@example.com", "cost": "x"]
            ),
            permissionSet: .named("ReadOnlyAccess"),
            duration: duration,
            justification: "Looking into failed payments",
            start: Timestamp(seconds: 1_768_384_800)
        )
    }

    private static func id(_ number: Int) -> String {
        String(number + 100_000_000_000)
    }
}
