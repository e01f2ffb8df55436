// SPDX-License-Identifier: Apache-2.0

import JITAccess
import Testing

@Suite("What a rule selects")
struct PolicySelectorTests {
    private typealias Examples = PolicyExamples

    /// Whether the example rule allows the example question with `key` of the rule being `value`.
    private func allows(_ key: String, _ value: String, _ question: PolicyQuestion) throws -> Bool {
        var members = [
            "principals": "\"*\"", "paths": "\"*\"", "accounts": "\"*\"", "permission_sets": "\"*\"",
            "maximum_duration": "\"8h\"", "approval": "\"automatic\"",
        ]
        members[key] = value
        let text = members.sorted { $0.key < $1.key }.map { "\"\($0)\": \($1)" }.joined(separator: ", ")
        let policy = try Examples.policy("{\"name\": \"r\", \"effect\": \"allow\", \(text)}")
        return policy.decide(question).allowance != nil
    }

    @Test(
        "Principals: one of the users or in one of the groups, and of one of the kinds",
        arguments: [
            (#""*""#, true), (#"{"users": ["*@example.com"]}"#, true), (#"{"users": ["ADA"]}"#, true),
            (#"{"users": ["ad"]}"#, false), (#"{"users": ["ad?"]}"#, true), (#"{"users": ["*@example.org"]}"#, false),
            (#"{"users": ["ada#"]}"#, false),
            (#"{"groups": ["Engineers"]}"#, true), (#"{"groups": ["Managers"]}"#, false),
            (#"{"groups": ["engineers"]}"#, false), (#"{"users": ["x"], "groups": ["Engineers"]}"#, true),
            (#"{"users": ["ada"], "groups": ["Managers"]}"#, true), (#"{"kinds": ["user"]}"#, true),
            (#"{"kinds": ["agent", "workload"]}"#, false), (#"{"kinds": ["agent"], "users": ["ada"]}"#, false),
            (#"{"kinds": ["user"], "users": ["*"]}"#, true), (#"{"kinds": ["agent"], "users": ["*"]}"#, false),
        ]
    )
    func principals(value: String, expected: Bool) throws {
        #expect(try allows("principals", value, try Examples.question()) == expected)
    }

    @Test(
        "Accounts: one of ids, names or units, and every tag",
        arguments: [
            (#""*""#, true), (#"{"ids": ["111122223333"]}"#, true), (#"{"ids": ["111122223334"]}"#, false),
            (#"{"names": ["payments-*"]}"#, true), (#"{"names": ["Payments-Prod"]}"#, true),
            (#"{"names": ["payments"]}"#, false), (#"{"ids": ["111122223334"], "names": ["pay*"]}"#, true),
            (#"{"ous": ["Workloads"]}"#, true), (#"{"ous": ["Workloads/Prod"]}"#, true),
            (#"{"ous": ["workloads/p*"]}"#, true), (#"{"ous": ["*/Prod"]}"#, true), (#"{"ous": ["Prod"]}"#, false),
            (#"{"ous": ["Root"]}"#, false), (#"{"ous": ["Workloads/Prod/Deep"]}"#, false),
            (#"{"ous": ["ou-ab12-00000000"]}"#, true), (#"{"ous": ["ou-ab12-00000009"]}"#, false),

            (#"{"tags": {"environment": ["prod", "prod-*"]}}"#, true), (#"{"tags": {"environment": ["PROD"]}}"#, true),
            (#"{"tags": {"Environment": ["prod"]}}"#, false), (#"{"tags": {"environment": ["dev"]}}"#, false),
            (#"{"tags": {"environment": ["prod"], "team": ["*"]}}"#, false),
            (#"{"names": ["payments-*"], "tags": {"environment": ["dev"]}}"#, false),
            (#"{"names": ["x"], "tags": {"environment": ["prod"]}}"#, false),
        ]
    )
    func accounts(value: String, expected: Bool) throws {
        #expect(try allows("accounts", value, try Examples.question()) == expected)
    }

    @Test(
        "Permission sets by name and pattern; a custom one by its own word only",
        arguments: [
            (#""*""#, true, false), (#"["ReadOnlyAccess"]"#, true, false), (#"["readonly*"]"#, true, false),
            (#"["ReadOnly"]"#, false, false), (#"["@default"]"#, false, false), (#"["@custom"]"#, false, true),
            (#"["*", "@custom"]"#, true, true),
        ]
    )
    func permissionSets(value: String, named: Bool, custom: Bool) throws {
        #expect(try allows("permission_sets", value, try Examples.question()) == named)
        #expect(try allows("permission_sets", value, try Examples.question { $0.permissionSet = .custom }) == custom)
        let standard = try Examples.question { $0.permissionSet = .named("AdministratorAccess") }
        #expect(try allows("permission_sets", #"["@default"]"#, standard))
    }

    @Test(
        "A guest's user name is written as it is",
        arguments: [
            ("ada_example.org#EXT#@contoso.onmicrosoft.com", true), ("*#EXT#@*", true), ("*#ext#@contoso.*", true),
            ("ada_example.org1EXT1@contoso.onmicrosoft.com", false), ("*@example.org", false),
        ]
    )
    func guests(pattern: String, expected: Bool) throws {
        let question = try Examples.question { question in
            question.principal = PolicyPrincipal(userID: "u-1", names: ["ada_example.org#EXT#@contoso.onmicrosoft.com"])
        }
        #expect(try allows("principals", #"{"users": ["\#(pattern)"]}"#, question) == expected)
        // Who is called so with digits is somebody else.
        let other = try Examples.question { question in
            question.principal = PolicyPrincipal(userID: "u-2", names: ["ada_example.org1EXT2@contoso.onmicrosoft.com"])
        }
        #expect(try !allows("principals", #"{"users": ["\#(pattern)"]}"#, other))
    }

    @Test("Paths are told apart", arguments: AccessPath.allCases)
    func paths(path: AccessPath) throws {
        let question = try Examples.question { $0.path = path }
        for other in AccessPath.allCases {
            #expect(try allows("paths", "[\"\(other.rawValue)\"]", question) == (path == other))
        }
        #expect(try allows("paths", "\"*\"", question))
    }
}
