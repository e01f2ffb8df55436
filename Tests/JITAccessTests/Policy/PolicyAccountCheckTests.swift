// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import JITAccess

@Suite("Checking how a policy chooses accounts and permission sets")
struct PolicyAccountCheckTests {
    private typealias Examples = PolicyExamples

    private static func allow(_ accounts: String, sets: String = #"["ReadOnly*"]"#, name: String = "a") -> String {
        Examples.rule.replacingOccurrences(of: "engineers", with: name)
            .replacingOccurrences(of: #""accounts": "*""#, with: #""accounts": \#(accounts)"#)
            .replacingOccurrences(of: #"["ReadOnly*"]"#, with: sets)
    }

    private static func codes(_ rules: String..., more: String = "") throws -> [String] {
        try Examples.policy(rules.joined(separator: ",\n"), more: more).check()
            .filter { $0.code != .interactivePaths }.map { "\($0.code.rawValue) \($0.path)" }
    }

    @Test(
        "An allow rule by account name is refused unless tags narrow it: ids and units beside names widen",
        arguments: [
            (#"{"names": ["sandbox-*"]}"#, true), (#"{"names": ["sandbox-*"], "ids": ["111122223333"]}"#, true),
            (#"{"names": ["sandbox-*"], "ous": ["Sandbox"]}"#, true),
            (#"{"names": ["sandbox-*"], "tags": {"environment": ["sandbox"]}}"#, false),
            (#"{"ids": ["111122223333"]}"#, false), (#"{"ous": ["Sandbox"]}"#, false), (#""*""#, false),
        ]
    )
    func names(accounts: String, isFound: Bool) throws {
        #expect(try Self.codes(Self.allow(accounts)) == (isFound ? ["account_names $.rules[0].accounts"] : []))
        let code = PolicyFinding.Code.accountNames
        #expect(!code.isWarning)
    }

    @Test("A deny rule by account name is found, whatever narrows it, and told why")
    func denies() throws {
        for accounts in [#"{"names": ["prod-*"]}"#, #"{"names": ["prod-*"], "tags": {"e": ["p"]}}"#] {
            let deny = #"{"name": "no", "effect": "deny", "principals": "*", "accounts": \#(accounts)}"#
            let findings = try Examples.policy(Self.allow(#""*""#), deny).check().filter {
                $0.code != .interactivePaths
            }
            #expect(findings.map(\.code) == [.accountNames])
            #expect(findings.first?.message.contains("can rename it") == true)
        }
    }

    @Test(
        "Administrators of any account at once are a warning",
        arguments: [
            (#"["AdministratorAccess"]"#, #""*""#, true), (#"["@default"]"#, #""*""#, true), (#"["*"]"#, #""*""#, true),
            (#"["BillingAdmin"]"#, #""*""#, true), (#"["ReadOnlyAccess"]"#, #""*""#, false),
            (#"["AdministratorAccess"]"#, #"{"ous": ["Sandbox"]}"#, false),
            (#"["AdministratorAccess"]"#, #"{"tags": {"e": ["sandbox"]}}"#, false),
        ]
    )
    func administrators(sets: String, accounts: String, isFound: Bool) throws {
        let found = try Self.codes(Self.allow(accounts, sets: sets))
        #expect(found == (isFound ? ["administrator_anywhere $.rules[0].accounts"] : []))
        #expect(PolicyFinding.Code.administratorAnywhere.isWarning)
    }

    private static let custom = #"""
        {"name": "custom", "effect": "allow", "principals": "*", "paths": ["cli"], "accounts": "*",
         "permission_sets": ["@custom"], "maximum_duration": "8h", "justification": {"minimum_length": 0},
         "approval": {"levels": [{"name": "a", "groups": ["A"]}, {"name": "b", "groups": ["B"]}]}}
        """#

    @Test("A deny rule by name beside custom permission sets is a warning, unless it is for these as well")
    func gap() throws {
        func deny(_ sets: String, _ more: String = "") -> String {
            #"{"name": "no", "effect": "deny", "principals": "*", "permission_sets": \#(sets)\#(more)}"#
        }
        let found = ["custom_not_denied $.rules[1].permission_sets"]
        #expect(try Self.codes(Self.custom, deny(#"["Administrator*"]"#)) == found)
        #expect(try Self.codes(Self.custom, deny(#"["Administrator*"]"#, #", "paths": ["itsm"]"#)) == [])
        #expect(try Self.codes(Self.allow(#""*""#), deny(#"["Administrator*"]"#)) == [])
        let both = try Self.codes(Self.custom, deny(#"["Administrator*", "@custom"]"#))
        #expect(!both.contains { $0.hasPrefix("custom_not_denied") })
    }

    @Test("A deny rule by name is for a custom permission set with a managed policy of that name")
    func managed() throws {
        let deny = #"{"name": "no", "effect": "deny", "principals": "*", "permission_sets": ["Administrator*"]}"#
        let policy = try Examples.policy(Self.custom, deny)
        var question = try Examples.question { $0.permissionSet = .custom }
        for (names, expected) in [
            ([], "2 approvals by custom"), (["ReadOnlyAccess"], "2 approvals by custom"),
            (["ReadOnlyAccess", "AdministratorAccess"], "denied(\"no\")"),
        ] {
            question.managedPolicies = names
            #expect(policy.decide(question).short == expected)
        }
        // An allow rule for a name is for the permission set of that name, and for nothing else.
        let allowing = try Examples.policy(Self.allow(#""*""#, sets: #"["AdministratorAccess"]"#))
        question.managedPolicies = ["AdministratorAccess"]
        #expect(allowing.decide(question).short == "noRule")
        #expect(ManagedPolicy("job-function/ViewOnlyAccess")?.name == "ViewOnlyAccess")
    }

    @Test("One line says what is lent without approval")
    func line() throws {
        let one = try Examples.policy(Self.allow(#"{"ous": ["Sandbox"]}"#))
        #expect(
            one.automaticLending
                == "Lends without approval: ReadOnly* to members of Engineers by way of cli on the accounts the unit Sandbox "
                + "for 8 hours at most."
        )
        #expect(try Examples.policy(Self.custom).automaticLending == "Lends nothing without approval.")
    }
}
