// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import JITAccess

@Suite("Checking a policy")
struct PolicyCheckTests {
    private typealias Examples = PolicyExamples

    private static func findings(_ rules: String..., more: String = "") throws -> [String] {
        // The example rule is for one path, which is what PolicyPathCheckTests is about.
        try Examples.policy(rules.joined(separator: ",\n"), more: more).check()
            .filter { $0.code != .interactivePaths }.map { "\($0.code.rawValue) \($0.path)" }
    }

    private static func rule(_ name: String, _ changes: [String: String] = [:]) -> String {
        var rule = Examples.rule.replacingOccurrences(of: "engineers", with: name)
        for (part, other) in changes { rule = rule.replacingOccurrences(of: part, with: other) }
        return rule
    }

    private static let levels = #"{"levels": [{"name": "a", "groups": ["Managers"]}]}"#

    @Test("There is nothing to find in a plain rule")
    func plain() throws {
        #expect(try Self.findings(Self.rule("a")) == [])
        #expect(try Self.findings(Self.rule("a"), Self.rule("b", ["cli": "agent"])) == [])
    }

    /// The change to the example rule by which it checks tickets.
    private static func checking(_ check: String) -> [String: String] {
        ["\"effect\"": "\"ticket\": {\"check\": \(check)}, \"effect\""]
    }

    @Test(
        "A rule that is covered by one that demands no more never decides",
        arguments: [
            ([:], [:], "$.rules[1]"), (["8h": "4h"], [:], ""), ([:], ["8h": "4h"], "$.rules[1]"),
            (["\"automatic\"": levels], [:], "$.rules[0]"), ([:], ["\"automatic\"": levels], "$.rules[1]"),
            ([:], ["ReadOnly*": "ReadOnlyAccess"], "$.rules[1]"),
            (["ReadOnly*": "Read?"], ["ReadOnly*": "Reads"], "$.rules[1]"),
            (["ReadOnly*": "Read*"], ["ReadOnly*": "Read?"], "$.rules[1]"),
            (["ReadOnly*": "Read?"], ["ReadOnly*": "Rea*"], ""),
            (["ReadOnly*": "A*"], ["ReadOnly*": "B*"], ""), (["ReadOnly*": "?*"], ["ReadOnly*": "A*"], ""),
            ([#"{"groups": ["Engineers"]}"#: "\"*\""], [:], "$.rules[1]"),
            (["Engineers": "Managers"], [:], ""),
            ([#"["Engineers"]"#: #"["Engineers", "Managers"]"#], [:], "$.rules[1]"),
            ([#"["cli"]"#: "\"*\""], [:], "$.rules[1]"),
            (
                [#""accounts": "*""#: #""accounts": {"ous": ["A"]}"#],
                [#""accounts": "*""#: #""accounts": {"ous": ["A/B"]}"#], "$.rules[1]"
            ),
            (
                [#""accounts": "*""#: #""accounts": {"tags": {"e": ["p*"]}}"#],
                [#""accounts": "*""#: #""accounts": {"tags": {"e": ["prod"], "t": ["x"]}}"#], "$.rules[1]"
            ),
            (
                [#""accounts": "*""#: #""accounts": {"tags": {"e": ["prod"], "t": ["x"]}}"#],
                [#""accounts": "*""#: #""accounts": {"tags": {"e": ["prod"]}}"#], ""
            ),
            ([:], ["\"effect\"": "\"ticket\": {}, \"effect\""], "$.rules[1]"),
            (checking("{}"), ["\"effect\"": "\"ticket\": {}, \"effect\""], ""),
            (checking("{}"), checking(#"{"participant": true}"#), "$.rules[1]"),
            (checking(#"{"states": ["New", "Old"]}"#), checking(#"{"states": ["New"]}"#), "$.rules[1]"),
            (checking(#"{"states": ["New"]}"#), checking(#"{"change_window": true}"#), ""),
            (["\"effect\"": "\"justification\": {\"minimum_length\": 0}, \"effect\""], [:], "$.rules[1]"),
        ] as [([String: String], [String: String], String)]
    )
    func covered(first: [String: String], second: [String: String], unreachable: String) throws {
        let findings = try Self.findings(Self.rule("a", first), Self.rule("b", second))
            .filter { !$0.hasPrefix("administrator_anywhere") }
        #expect(findings == (unreachable.isEmpty ? [] : ["unreachable \(unreachable)"]))
    }

    @Test("A rule that is denied as a whole is found, wherever the deny rule is")
    func denied() throws {
        let deny = #"{"name": "d", "effect": "deny", "paths": ["cli", "agent"]}"#
        let freeze = #"{"name": "d", "effect": "deny", "windows": [{"days": ["sunday"]}]}"#
        #expect(try Self.findings(Self.rule("a"), deny) == ["unreachable $.rules[0]"])
        #expect(try Self.findings(deny, Self.rule("a")) == ["unreachable $.rules[1]"])
        #expect(try Self.findings(freeze, Self.rule("a")) == [])
        let narrower = #"{"name": "e", "effect": "deny", "paths": ["agent"]}"#
        #expect(try Self.findings(narrower, deny, Self.rule("a", ["cli": "itsm"])) == ["unreachable $.rules[0]"])
        let same = deny.replacingOccurrences(of: "\"d\"", with: "\"e\"")
        #expect(try Self.findings(deny, same, Self.rule("a", ["cli": "itsm"])) == ["unreachable $.rules[1]"])
    }

    @Test(
        "An approval that nobody can give is found",
        arguments: [
            (#""users": ["ada"]"#, #"[{"name": "l", "users": ["ada"]}]"#, true),
            (#""users": ["ada"]"#, #"[{"name": "l", "users": ["Ada"]}]"#, true),
            (#""users": ["ada"]"#, #"[{"name": "l", "users": ["ada", "bob"]}]"#, false),
            (#""users": ["ada", "bob"]"#, #"[{"name": "l", "users": ["ada"]}]"#, false),
            (#""users": ["ada"]"#, #"[{"name": "l", "users": ["ada", "bob"], "required": 2}]"#, true),
            (#""users": ["a*"]"#, #"[{"name": "l", "users": ["ada"], "required": 2}]"#, true),
            (#""users": ["ada"]"#, #"[{"name": "l", "users": ["ada"], "groups": ["G"]}]"#, false),
            (#""users": ["ada"]"#, #"[{"name": "l", "users": ["b*"], "required": 5}]"#, false),
            (#""users": ["ada"]"#, #"[{"name": "l", "users": ["bob"]}, {"name": "m", "users": ["bob"]}]"#, true),
            (#""users": ["ada"]"#, #"[{"name": "l", "users": ["bob"]}, {"name": "m", "users": ["eve"]}]"#, false),
        ]
    )
    func neverApproved(users: String, levels: String, isFound: Bool) throws {
        let changes = [#""groups": ["Engineers"]"#: users, "\"automatic\"": "{\"levels\": \(levels)}"]
        #expect(
            try Self.findings(Self.rule("a", changes)) == (isFound ? ["never_approved $.rules[0].approval"] : [])
        )
    }

    @Test("Custom permission sets take two levels, and somebody must be there to approve them")
    func custom() throws {
        let custom = ["ReadOnly*": "@custom"]
        #expect(
            try Self.findings(Self.rule("a", custom))
                == ["custom_levels $.rules[0].approval", "never_approved $.rules[0].approval"]
        )
        let more = #""account_owner_tag": "owner", "administrators": {"groups": ["Admins"]},"#
        #expect(try Self.findings(Self.rule("a", custom), more: more) == ["custom_levels $.rules[0].approval"])
        let two = custom.merging([
            "\"automatic\"": #"{"levels": [{"name": "a", "groups": ["A"]}, {"name": "b", "groups": ["B"]}]}"#
        ]) { $1 }
        #expect(try Self.findings(Self.rule("a", two)) == [])
    }

    @Test("Anybody as approver, ways in without a rule, and a policy that allows nothing are found")
    func others() throws {
        let anybody = ["\"automatic\"": #"{"levels": [{"name": "l", "users": ["*"]}]}"#]
        #expect(try Self.findings(Self.rule("a", anybody)) == ["anybody_approves $.rules[0].approval"])
        let more = """
            "actors": [{"name": "ci", "arn": "arn:aws:iam::111122223333:role/ci", "kind": "workload", "path": "pipeline",
                "actions": ["request"], "users": ["*"]}],
            "integrations": {"chat": {"paths": ["console"], "actions": ["request"], "users": ["*"]},
                "view": {"paths": ["itsm"], "actions": ["status"], "users": ["*"]}},
            """
        #expect(
            try Self.findings(Self.rule("a"), more: more)
                == ["path_without_rule $.actors[0]", "path_without_rule $.integrations.chat"]
        )
        #expect(try Self.findings() == ["nothing_allowed $.rules"])
    }

    @Test(
        "Windows within others, together always open, and every account by name are told",
        arguments: [
            (
                #"{"days": ["monday"], "from": "09:00", "to": "10:00"}"#,
                #"{"days": ["monday"], "from": "08:00", "to": "17:00"}"#
            ),
            (#"{"from": "08:00", "to": "10:00", "utc_offset": "+01:00"}"#, #"{"from": "07:00", "to": "09:00"}"#),
            (
                #"{"first_date": "2026-12-21", "last_date": "2026-12-22"}"#,
                #"{"first_date": "2026-12-20", "last_date": "2026-12-31"}"#
            ),
            (#"{"days": ["sunday"]}"#, #"{"from": "00:00", "to": "12:00"}, {"from": "12:00", "to": "24:00"}"#),
            ("", #"{"from": "00:00", "to": "12:00"}, {"from": "12:00", "to": "24:00"}"#),
            ("", #"{"first_date": "2026-12-31"}, {"last_date": "2027-01-01"}"#),
        ]
    )
    func windows(allowed: String, denied: String) throws {
        let windows = allowed.isEmpty ? [:] : ["\"effect\"": #""windows": [\#(allowed)], "effect""#]
        let deny = #"{"name": "d", "effect": "deny", "windows": [\#(denied)]}"#
        #expect(try Self.findings(Self.rule("a", windows), deny) == ["unreachable $.rules[0]"])
        // The other way round it denies a part alone.
        guard !allowed.isEmpty else { return }
        let narrow = #"{"name": "d", "effect": "deny", "windows": [\#(allowed)]}"#
        let wide = ["\"effect\"": #""windows": [\#(denied)], "effect""#]
        let found = try Self.findings(Self.rule("a", wide), narrow)
        #expect(found == [] || allowed.contains("+01:00"))
    }

    @Test(
        "Every account in whatever words is every account",
        arguments: [#""*""#, #"{"names": ["*"]}"#, #"{"names": ["**"]}"#]
    )
    func everyAccount(words: String) throws {
        let deny = #"{"name": "d", "effect": "deny", "accounts": \#(words)}"#
        #expect(try Self.findings(Self.rule("a"), deny) == ["unreachable $.rules[0]"])
        let rule = Self.rule("a", [#""accounts": "*""#: #""accounts": \#(words)"#, "ReadOnly*": "AdministratorAccess"])
        #expect(try Self.findings(rule) == ["administrator_anywhere $.rules[0].accounts"])
    }

    @Test(
        "A ticket that ServiceNow cannot have, or that has no window, is none to check",
        arguments: [
            (#"{"pattern": "ABC*", "check": {}}"#, true),
            (#"{"pattern": "INC*", "check": {"change_window": true}}"#, true),
            (#"{"pattern": "INC*", "check": {}}"#, false),
            (#"{"pattern": "CHG*", "check": {"change_window": true}}"#, false),
            (#"{"pattern": "ABC*"}"#, false), (#"{"check": {"change_window": true}}"#, false),
        ]
    )
    func tickets(ticket: String, isFound: Bool) throws {
        let rule = Self.rule("a", ["\"effect\"": "\"ticket\": \(ticket), \"effect\""])
        #expect(try Self.findings(rule) == (isFound ? ["ticket_pattern $.rules[0].ticket"] : []))
    }

    @Test("Windows that are over are told of, when they are over everywhere")
    func over() throws {
        let deny =
            #"{"name": "d", "effect": "deny", "windows": [{"last_date": "2026-12-24"}, {"last_date": "2026-12-01"}]}"#
        let policy = try Examples.policy(Self.rule("a"), deny)
        let day = try #require(CivilDate.days("2026-12-24"))
        for (later, isOver) in [(0, false), (1, false), (2, true), (200, true)] as [(Int64, Bool)] {
            let codes = policy.check(at: Timestamp(seconds: (day + later) * 86_400)).map(\.code)
            #expect(codes.contains(.windowsOver) == isOver, "\(later) days later")
        }
        #expect(PolicyFinding.Code.windowsOver.isWarning)
        let open = try Examples.policy(
            Self.rule("a"),
            #"{"name": "d", "effect": "deny", "windows": [{"last_date": "2026-12-24"}, {"days": ["monday"]}]}"#
        )
        #expect(!open.check(at: Timestamp(seconds: (day + 200) * 86_400)).map(\.code).contains(.windowsOver))
    }

    @Test(
        "Anybody may be written in several ways",
        arguments: [
            ("*", true), ("**", true), ("?*", true), ("*@*", true), ("*@*.*", true), ("*@example.com", false),
            ("a*", false),
        ]
    )
    func anybody(pattern: String, isFound: Bool) throws {
        let rule = Self.rule("a", ["\"automatic\"": #"{"levels": [{"name": "l", "users": ["\#(pattern)"]}]}"#])
        #expect(try Self.findings(rule) == (isFound ? ["anybody_approves $.rules[0].approval"] : []))
    }

    @Test("A number of approvals is a sentence")
    func grammar() throws {
        let changes = [
            #""groups": ["Engineers"]"#: #""users": ["ada"]"#,
            "\"automatic\"": #"{"levels": [{"name": "l", "users": ["ada"]}]}"#,
        ]
        let message = try Examples.policy(Self.rule("a", changes)).check().first { $0.code == .neverApproved }?.message
        #expect(message?.contains("takes 1 approval, but none of its approvers can ever give one") == true)
    }

    @Test("A finding says on which line the rule begins")
    func line() throws {
        let findings = try Examples.policy(Self.rule("a"), Self.rule("b")).check()
        let finding = try #require(findings.first { $0.code == .unreachable })
        #expect(
            finding.description
                == "line 3: $.rules[1]: The rule b never decides: a allows all of it and demands no more."
        )
    }
}
