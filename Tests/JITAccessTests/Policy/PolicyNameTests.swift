// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import JITAccess

@Suite("Users and groups by id with a name beside it")
struct PolicyNameTests {
    private static let ada = #"{"id": "user:u-1", "name": "ada@example.com"}"#
    private static let engineers = #"{"name": "Engineers", "id": "group:g-1"}"#

    /// A policy that names somebody everywhere it can.
    private static func text(user: String, group: String) -> String {
        """
        {"version": 1,
         "administrators": {"users": [\(user)], "groups": [\(group)]},
         "actors": [{"name": "a", "arn": "arn:aws:iam::111122223333:role/x", "kind": "agent", "path": "agent",
           "actions": ["status"], "users": [\(user)]}],
         "integrations": {"users": {"paths": ["itsm"], "actions": ["status"], "users": [\(user), "*@example.com"]}},
         "rules": [
           {"name": "r", "effect": "allow", "principals": {"users": [\(user)], "groups": [\(group)]}, "paths": "*",
            "accounts": {"ids": ["111122223333"], "tags": {"users": ["no-user"], "groups": ["no-group"]}},
            "permission_sets": ["@custom"], "maximum_duration": "1h",
            "approval": {"levels": [{"name": "l", "users": [\(user)], "groups": [\(group)]},
              {"name": "m", "administrators": true}]}},
           {"name": "d", "effect": "deny", "principals": {"users": [\(user)]}, "permission_sets": ["X"]}
         ]}
        """
    }

    private static func policy(_ text: String) throws(PolicyProblem) -> Policy {
        try Policy(parsing: Array(text.utf8), defaultPermissionSet: "AdministratorAccess")
    }

    @Test("Everywhere, the id counts and the name does not")
    func counts() throws {
        let named = try Self.policy(Self.text(user: Self.ada, group: Self.engineers))
        let plain = try Self.policy(Self.text(user: #""user:u-1""#, group: #""group:g-1""#))
        #expect(named.actors == plain.actors)
        #expect(named.integrations == plain.integrations)
        #expect(named.people.administrators == plain.people.administrators)
        #expect(named.needs == plain.needs)
        #expect(named.rules.map(\.principals) == plain.rules.map(\.principals))
        #expect(
            named.rules.map { $0.terms?.approval.levels.map(\.users) }
                == plain.rules.map { $0.terms?.approval.levels.map(\.users) }
        )
        let actor = try #require(named.actors.first)
        #expect(actor.speaks(for: [], userID: "u-1"))
        #expect(!actor.speaks(for: ["ada@example.com", "user:u-1"], userID: "u-2"))
    }

    @Test(
        "What is no id and name is told with its place",
        arguments: [
            (#"{"id": "user:u-1"}"#, "must have an id, which counts, and a name for people; or be text"),
            (#"{"name": "ada"}"#, "must have an id"), (#"{}"#, "must have an id"),
            (#"{"id": "u-1", "name": "ada"}"#, "must be user: and an id, without patterns"),
            (#"{"id": "group:g-1", "name": "ada"}"#, "must be user: and an id"),
            (#"{"id": "user:*", "name": "ada"}"#, "must be user: and an id"),
            (#"{"id": "user:u-1", "name": ""}"#, "must not be empty"),
            (
                #"{"id": "user:u-1", "name": "a", "names": "b"}"#,
                "is not known in a name with an id; "
            ),
            (#"["user:u-1"]"#, "must be"), ("7", "must be"),
        ]
    )
    func wrong(user: String, reason: String) throws {
        let problem = #expect(throws: PolicyProblem.self) {
            try Self.policy(Self.text(user: user, group: #""G""#))
        }
        #expect(problem?.reason.contains(reason) == true || reason == "must be", "\(problem?.reason ?? "")")
        #expect(problem?.path.hasPrefix("$.administrators.users[0]") == true)
        let group = #expect(throws: PolicyProblem.self) {
            try Self.policy(Self.text(user: #""ada""#, group: #"{"id": "user:u-1", "name": "G"}"#))
        }
        #expect(group?.reason == "must be group: and an id, without patterns")
    }

    @Test("Every name is found with its place, and tags of accounts are none")
    func names() throws {
        let policy = try Self.policy(Self.text(user: #""Ada""#, group: #""Eng\u0069neers""#))
        let names = policy.names()
        #expect(
            names.map(\.path) == [
                "$.administrators.users[0]", "$.administrators.groups[0]", "$.actors[0].users[0]",
                "$.integrations.users.users[0]", "$.integrations.users.users[1]", "$.rules[0].principals.users[0]",
                "$.rules[0].principals.groups[0]", "$.rules[0].approval.levels[0].users[0]",
                "$.rules[0].approval.levels[0].groups[0]", "$.rules[1].principals.users[0]",
            ]
        )
        #expect(names.map(\.line) == [2, 2, 4, 5, 5, 7, 7, 10, 10, 12])
        #expect(names.filter { $0.kind == .group }.allSatisfy { $0.form == .name("Engineers") })
        #expect(names[4].form == .pattern("*@example.com"))
        #expect(names.filter { $0.form == .name("Ada") }.count == 6)
        let resolved = try Self.policy(Self.text(user: Self.ada, group: #""group:g-1""#)).names()
        #expect(resolved[0].form == .id("u-1", name: "ada@example.com"))
        #expect(resolved[1].form == .id("g-1", name: nil))
    }

    @Test("With ids beside the names every other byte stays, and the same people are meant from then on")
    func text() throws {
        let before = Self.text(user: #""ad\u0061@example.com""#, group: #""Engineers""#)
        let policy = try Self.policy(before)
        let ids = policy.names().compactMap { name -> (name: PolicyName, id: String)? in
            guard case .name = name.form else { return nil }
            return (name, name.kind == .user ? "u-1" : "g-1")
        }
        let after = String(decoding: policy.text(withIDs: ids.reversed()), as: UTF8.self)
        let expected =
            before
            .replacingOccurrences(
                of: #""ad\u0061@example.com""#,
                with: #"{"id": "user:u-1", "name": "ad\u0061@example.com"}"#
            )
            .replacingOccurrences(of: #""Engineers""#, with: #"{"id": "group:g-1", "name": "Engineers"}"#)
        #expect(after == expected)
        let again = try Self.policy(after)
        #expect(again.names().filter { if case .name = $0.form { true } else { false } }.isEmpty)
        #expect(String(decoding: again.text(withIDs: []), as: UTF8.self) == after)
        #expect(try again.actors == Self.policy(Self.text(user: Self.ada, group: Self.engineers)).actors)
    }
}
