// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JITAccess

@Suite("Rules that repeat each other")
struct RepeatedRuleTests {
    /// What members may say, with some that begin alike, and some that mean the same and are written otherwise.
    private static let values: [(member: String, values: [String])] = [
        ("paths", [#""*""#, #"["cli"]"#, #"["cli","console"]"#, #"[ "cli" ]"#]),
        (
            "permission_sets",
            [#""*""#, #"["ReadOnly"]"#, #"["ReadOnly*"]"#, #"["ReadOnly","@custom"]"#, #"["@default"]"#]
        ),
        ("maximum_duration", [#""8h""#, #""PT8H30M""#, #""7d""#, #""480m""#]),
        ("justification", [#"{"minimum_length":1}"#, #"{"minimum_length":10}"#, #"{"minimum_length": 1}"#]),
        (
            "ticket",
            [#"{"required":false}"#, #"{"required":true,"pattern":"INC#"}"#, #"{"required":true,"pattern":"INC##"}"#]
        ),
        (
            "approval",
            [
                #""automatic""#, #"{"levels":[{"name":"a","users":["ada"]}]}"#,
                #"{"levels":[{"name":"a","users":["bob"]}]}"#,
                #"{"levels":[{"name":"a","users":["ada"]},{"name":"b","administrators":true}]}"#,
            ]
        ),
    ]

    @Test("A rule says the same after any other rule as alone", arguments: values)
    func repeated(member: String, values: [String]) throws {
        for before in values {
            for value in values {
                let both = try policy([rule("one", member, before), rule("two", member, value)])
                let alone = try policy([rule("two", member, value)])
                let (repeated, expected) = (try #require(both.rules.last), try #require(alone.rules.last))
                #expect(repeated.paths == expected.paths)
                #expect(repeated.permissionSets == expected.permissionSets)
                let (terms, wanted) = (try #require(repeated.terms), try #require(expected.terms))
                #expect(terms.maximumDuration == wanted.maximumDuration)
                #expect(terms.minimumJustification == wanted.minimumJustification)
                #expect(terms.isTicketRequired == wanted.isTicketRequired)
                #expect(terms.ticketPattern?.text == wanted.ticketPattern?.text)
                #expect(both.people.requirement(terms.approval) == alone.people.requirement(wanted.approval))
                #expect(both.digest(of: repeated) == alone.digest(of: expected))
            }
        }
    }

    @Test("A mistake is told where it is, though rules before were right", arguments: values.map(\.member))
    func mistake(member: String) throws {
        let right = rule("one", "paths", #"["cli"]"#)
        let wrong = rule("two", member, "7")
        let error = #expect(throws: PolicyProblem.self) { try policy([right, wrong]) }
        #expect(error?.path == "$.rules[1].\(member)")
    }

    private func rule(_ name: String, _ member: String, _ value: String) -> String {
        var members = [
            "paths": #"["cli"]"#, "permission_sets": #"["ReadOnly"]"#, "maximum_duration": #""8h""#,
            "justification": #"{"minimum_length":5}"#, "ticket": #"{"required":false}"#, "approval": #""automatic""#,
        ]
        members[member] = value
        let written = members.sorted { $0.key < $1.key }.map { #""\#($0.key)":\#($0.value)"# }.joined(separator: ",")
        return #"{"name":"\#(name)","effect":"allow","principals":"*","accounts":"*",\#(written)}"#
    }

    private func policy(_ rules: [String]) throws -> Policy {
        let text = #"{"version":1,"administrators":{"users":["eve"]},"rules":[\#(rules.joined(separator: ","))]}"#
        return try Policy(parsing: Array(text.utf8), defaultPermissionSet: "AdministratorAccess")
    }
}
