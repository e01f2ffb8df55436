// SPDX-License-Identifier: Apache-2.0

import JITAccess
import Testing

/// The policy that ships, and questions about it.
enum PolicyExamples {
    /// One rule that needs nothing but itself.
    static let rule = """
        {"name": "engineers", "effect": "allow", "principals": {"groups": ["Engineers"]}, "paths": ["cli"],
         "accounts": "*", "permission_sets": ["ReadOnly*"], "maximum_duration": "8h", "approval": "automatic"}
        """

    /// A policy of these rules.
    static func text(_ rules: String..., more: String = "") -> String {
        #"{"version": 1, \#(more) "rules": [\#(rules.joined(separator: ",\n"))]}"#
    }

    static func policy(_ rules: String..., more: String = "") throws -> Policy {
        let text = #"{"version": 1, \#(more) "rules": [\#(rules.joined(separator: ",\n"))]}"#
        return try Policy(parsing: Array(text.utf8), defaultPermissionSet: "AdministratorAccess")
    }

    /// 2026-01-14, a Wednesday, at 10:00 UTC.
    static let start = Timestamp(seconds: 1_768_384_800)

    static let ada = PolicyPrincipal(userID: "u-ada", names: ["ada", "ada@example.com"], groups: ["Engineers"])

    static func account(
        _ id: String = "111122223333",
        name: String = "payments-prod",
        units: [String] = ["Workloads", "Prod"],
        tags: [String: String] = ["environment": "prod"]
    ) throws -> PolicyAccount {
        PolicyAccount(
            id: try #require(AccountID(id)),
            name: name,
            organizationalUnits: units.enumerated().map { OrganizationalUnit(id: "ou-ab12-0000000\($0)", name: $1) },
            tags: tags
        )
    }

    /// What Ada asks for, unless `change` makes it something else.
    static func question(_ change: (inout PolicyQuestion) throws -> Void = { _ in }) throws -> PolicyQuestion {
        var question = PolicyQuestion(
            principal: ada,
            path: .cli,
            account: try account(),
            permissionSet: .named("ReadOnlyAccess"),
            duration: .oneDay,
            justification: "Looking into failed payments",
            start: start
        )
        question.duration = try #require(LeaseDuration(hours: 4))
        try change(&question)
        return question
    }
}

extension PolicyDecision {
    /// `automatic by engineers`, `2 approvals by engineers` or the code of a refusal.
    var short: String {
        switch self {
        case .allowed(let allowance):
            switch allowance.approval {
            case .automatic: "automatic by \(allowance.rule)"
            case .levels: "\(allowance.approval.total) approvals by \(allowance.rule)"
            }
        case .refused(let refusal): "\(refusal.code)"
        }
    }

    var refusal: PolicyRefusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }

    var allowance: PolicyAllowance? {
        if case .allowed(let allowance) = self { allowance } else { nil }
    }
}
