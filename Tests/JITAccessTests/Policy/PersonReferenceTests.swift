// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JITAccess

@Suite("People and groups are named by their ids, too")
struct PersonReferenceTests {
    private typealias Examples = PolicyExamples

    private static let person = PolicyPrincipal(
        userID: "u-ada",
        names: ["ada", "ada@example.com"],
        groups: ["Engineers", "group:g-1"]
    )
    /// Somebody who calls themselves by somebody else's id.
    private static let impostor = PolicyPrincipal(userID: "u-eve", names: ["user:u-ada", "USER:u-ada"])

    /// What is written, whether it means the person, and whether it means the impostor.
    private static let cases: [(String, Bool, Bool)] = [
        (#"{"users": ["user:u-ada"]}"#, true, false), (#"{"users": ["user:u-alan"]}"#, false, false),
        (#"{"users": ["user:U-ADA"]}"#, false, false), (#"{"users": ["x", "user:u-ada"]}"#, true, false),
        (#"{"users": ["user*"]}"#, false, true), (#"{"users": ["*ada*"]}"#, true, true),
        (#"{"users": ["*:u-eve"]}"#, false, false), (#"{"users": ["u-ada"]}"#, false, false),
        (#"{"groups": ["group:g-1"]}"#, true, false), (#"{"groups": ["group:g-2"]}"#, false, false),
    ]

    @Test("In a rule", arguments: cases)
    func principals(value: String, person: Bool, impostor: Bool) throws {
        let policy = try Examples.policy(
            """
            {"name": "r", "effect": "allow", "principals": \(value), "paths": "*", "accounts": "*",
             "permission_sets": "*", "maximum_duration": "8h", "approval": "automatic"}
            """
        )
        var question = try Examples.question()
        question.principal = Self.person
        #expect((policy.decide(question).allowance != nil) == person)
        question.principal = Self.impostor
        #expect((policy.decide(question).allowance != nil) == impostor)
    }

    @Test("Among approvers and administrators", arguments: cases)
    func approvers(value: String, person: Bool, impostor: Bool) throws {
        let members = value.dropFirst().dropLast()
        for level in ["\(members)", #""administrators": true"#] {
            let policy = try Examples.policy(
                """
                {"name": "r", "effect": "allow", "principals": "*", "paths": "*", "accounts": "*",
                 "permission_sets": "*", "maximum_duration": "8h",
                 "approval": {"timeout": "1h", "levels": [{"name": "l", \(level), "required": 1}]}}
                """,
                more: "\"administrators\": \(value),"
            )
            guard case .levels(let levels, _)? = policy.decide(try Examples.question()).allowance?.approval else {
                Issue.record("No level.")
                return
            }
            let account = try Examples.account()
            #expect(levels.first?.approvers.accepts(Self.person, on: account) == person)
            #expect(levels.first?.approvers.accepts(Self.impostor, on: account) == impostor)
        }
    }

    @Test("Among those whom an actor or an integration may speak for")
    func speakers() throws {
        let policy = try Examples.policy(
            Examples.rule,
            more: """
                "integrations": {"portal": {"paths": ["console"], "actions": ["request"], "users": ["user:u-ada"]}},
                """
        )
        let portal = try #require(policy.integration("portal"))
        #expect(portal.speaks(for: Self.person.names, userID: "u-ada"))
        #expect(!portal.speaks(for: Self.impostor.names, userID: "u-eve"))
        #expect(!portal.speaks(for: Self.impostor.names, userID: nil))
    }

    @Test(
        "In the tag that names an account's owners",
        arguments: [
            ("user:u-ada", true, false), ("user:u-alan", false, false), ("user:*", false, false), ("ada", true, false),
            ("eve user:u-ada", true, false), ("user:", false, false),
        ]
    )
    func owners(tag: String, person: Bool, impostor: Bool) {
        let owners = AccountOwners(tag: tag)
        for (someone, expected) in [(Self.person, person), (Self.impostor, impostor)] {
            let names = someone.names.map(MatchText.init)
            #expect(owners.include(names, userID: someone.userID, in: someone.groups) == expected)
        }
    }

    @Test(
        "What only begins like a reference is refused when the policy is read",
        arguments: [
            #"{"users": ["user:"]}"#, #"{"users": ["user:*"]}"#, #"{"users": ["user:u ada"]}"#,
            #"{"users": ["User:u-ada"]}"#, #"{"users": ["user:ada@example.com"]}"#, #"{"groups": ["group:"]}"#,
            #"{"groups": ["group:My group"]}"#,
        ]
    )
    func refused(value: String) {
        #expect(throws: (any Error).self) {
            try Examples.policy(
                """
                {"name": "r", "effect": "allow", "principals": \(value), "paths": "*", "accounts": "*",
                 "permission_sets": "*", "maximum_duration": "8h", "approval": "automatic"}
                """
            )
        }
    }

    @Test("A pattern for names does not cover an id; anything does")
    func covering() throws {
        func findings(_ first: String) throws -> [PolicyFinding] {
            let rules = [first, "user:u-ada"].enumerated().map { index, user in
                """
                {"name": "r\(index)", "effect": "\(index == 0 ? "deny" : "allow")", "principals": {"users": ["\(user)"]},
                 "paths": "*", "accounts": "*", "permission_sets": ["ReadOnly"]\(
                    index == 0 ? "" : #", "maximum_duration": "8h", "approval": "automatic""#)}
                """
            }
            return try Examples.policy(rules[0], rules[1]).check().filter { $0.code == .unreachable }
        }
        #expect(try findings("user*").isEmpty)
        #expect(try !findings("user:u-ada").isEmpty)
    }
}
