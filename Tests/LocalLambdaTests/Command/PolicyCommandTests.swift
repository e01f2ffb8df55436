// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("hourglass policy")
struct PolicyCommandTests {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../..").standardizedFileURL

    private static let shipped = repository.appending(path: "policy.json").path

    /// Runs a test with a file of this content.
    private func with(
        _ content: String,
        _ body: (HourglassCommand, _ file: String) async throws -> Void
    ) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
        try Data(content.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await HourglassCommand.with { command in try await body(command, file.path) }
    }

    private static let question = [
        "--user", "ada@example.com", "--account", "111122223333", "--permission-set", "AdministratorAccess",
    ]

    @Test("The policy that ships has nothing but a warning, says what it lends, and holds its own tests")
    func shipped() async throws {
        try await HourglassCommand.with { command in
            let check = try await command.run(["policy", "check", Self.shipped])
            #expect(check.status == 0)
            #expect(check.output.contains("warning: ") && check.output.contains("[administrator_anywhere]"))
            #expect(check.output.contains("Lends without approval: AdministratorAccess to users: anybody"))
            #expect(check.output.contains("\nSHA-256 "))
            let tests = Self.repository.appending(path: "policy.tests.json").path
            let result = try await command.run(["policy", "test", tests])
            #expect(result.status == 0, "\(result.output)")
            #expect(result.output.hasSuffix("7 hold, 0 do not\n"))
        }
    }

    @Test("What is no policy is told with file, line and column, and exit code 65")
    func noPolicy() async throws {
        try await with("{\n \"version\": 1,\n \"rule\": []}") { command, file in
            for arguments in [["check", file], ["explain", file] + Self.question + ["--duration", "4h"]] {
                let result = try await command.run(["policy"] + arguments)
                #expect(result.status == 65)
                #expect(result.errors.contains("\(file):3:2: $.rule is not known in a policy; did you mean rules?"))
                #expect(result.output == "")
            }
            #expect(try await command.run(["policy", "check", "/does/not/exist"]).status == 64)
        }
    }

    @Test("Findings are printed, as JSON too, and end with exit code 1")
    func findings() async throws {
        try await with(#"{"version": 1, "rules": []}"#) { command, file in
            let result = try await command.run(["policy", "check", file])
            #expect(result.status == 1)
            #expect(result.output.contains("$.rules: No rule allows anything"))
            let json = try await command.run(["policy", "check", file, "--json"])
            #expect(json.status == 1)
            #expect(json.output.contains(#""code":"nothing_allowed""#))
        }
    }

    @Test("A decision is explained, and a refusal names what was missing")
    func explain() async throws {
        try await HourglassCommand.with { command in
            let start = ["policy", "explain", Self.shipped] + Self.question
            let allowed = try await command.run(start + ["--duration", "24h", "--path", "itsm"])
            #expect(allowed.status == 0)
            #expect(allowed.output.hasPrefix("Allowed at once\n  rule: published-event\n  at most: 1 day\n"))
            let refused = try await command.run(start + ["--duration", "48h", "--path", "itsm"])
            #expect(refused.status == 1)
            #expect(refused.output.contains("Refused: The rule published-event allows at most 1 day"))
            let near = try await command.run(start + ["--duration", "1h", "--json"])
            #expect(near.status == 1)
            #expect(near.output.contains(#""code":"not_allowed""#) && near.output.contains(#""what":"path""#))
            for wrong in [
                ["--duration", "4"], ["--duration", "4h", "--path", "door"], ["--duration", "4h", "--tag", "x"],
            ] {
                #expect(try await command.run(start + wrong).status == 64)
            }
        }
    }

    @Test("The facts that are given are those that the policy decides on")
    func facts() async throws {
        let policy = """
            {"version": 1, "rules": [{"name": "r", "effect": "allow", "principals": {"groups": ["Engineers"]},
              "paths": ["agent"], "accounts": {"ous": ["A/B"], "tags": {"env": ["dev=1"]}}, "permission_sets": ["*"],
              "maximum_duration": "1h", "ticket": {"pattern": "INC#"},
              "approval": {"levels": [{"name": "boss", "groups": ["Bosses"]}]}}]}
            """
        try await with(policy) { command, file in
            let facts = [
                "--group", "Engineers", "--path", "agent", "--ou", "A/B/C", "--tag", "env=dev=1", "--ticket", "INC1",
                "--justification", "long enough", "--duration", "1h", "--kind", "agent",
            ]
            let result = try await command.run(["policy", "explain", file] + Self.question + facts)
            #expect(result.status == 0, "\(result.output)\(result.errors)")
            #expect(result.output.contains("Allowed after approval\n  boss: 1 of members of Bosses\n"))
            for missing in stride(from: 0, to: 12, by: 2) {
                var fewer = facts
                fewer.removeSubrange(missing..<missing + 2)
                let result = try await command.run(["policy", "explain", file] + Self.question + fewer)
                #expect(result.status == 1, "without \(facts[missing])")
            }
        }
    }

    @Test("An expectation and an assertion that do not hold are printed with the counter-example")
    func failingTests() async throws {
        let tests = """
            {"policy": "\(Self.shipped)",
             "facts": {"people": [{"names": ["ada"]}],
               "accounts": [{"id": "111122223333", "name": "shop", "tags": {"environment": "prod"}}],
               "permission_sets": ["AdministratorAccess"]},
             "expectations": [{"user": "ada", "account": "shop", "path": "itsm", "expect": "refused"}],
             "assertions": [
               {"name": "two approvals", "accounts": {"tags": {"environment": ["prod"]}}, "approvals_at_least": 2},
               {"name": "about nothing", "accounts": {"names": ["none"]}, "never_allowed": true},
               {"name": "an hour", "duration_at_most": "1h"}, {"name": "a day", "duration_at_most": "1d"}]}
            """
        try await with(tests) { command, file in
            let result = try await command.run(["policy", "test", file, "--policy", Self.shipped])
            #expect(result.status == 1)
            let expected = """
                ✘ expectation 1: ada on shop
                    expected refused, but the rule published-event allows it at once
                ✘ two approvals
                    ada asks for AdministratorAccess on shop (111122223333) by way of itsm: the rule published-event \
                allows it without any approval
                ✘ about nothing
                    it selects nothing of the facts; add the people, accounts and permission sets that it is about
                ✘ an hour
                    ada asks for AdministratorAccess on shop (111122223333) by way of itsm: the rule published-event \
                allows it for 1 day
                ✔ a day
                1 hold, 4 do not

                """
            #expect(result.output == expected)
            let json = try await command.run(["policy", "test", file, "--policy", Self.shipped, "--json"])
            #expect(json.status == 1)
            #expect(json.output.contains(#""failed":4,"passed":1"#))
        }
    }

    @Test(
        "A file of tests that is wrong is told with its place",
        arguments: [
            (#"{"facts": {}}"#, "$ must have expectations or assertions"),
            (#"{"fact": {}}"#, "$.fact is not known in policy tests; did you mean facts?"),
            (
                #"{"expectations": [{"user": "ada"}]}"#,
                "$.expectations[0].user must be a name of one of the people in the facts"
            ),
            (
                #"{"assertions": [{"name": "x"}]}"#,
                "$.assertions[0] must have a name and one of never_allowed, approvals_at_least and duration_at_most"
            ),
        ]
    )
    func wrongTests(content: String, problem: String) async throws {
        try await with(content) { command, file in
            let result = try await command.run(["policy", "test", file])
            #expect(result.status == 65)
            #expect(result.errors.contains(problem), "\(result.errors)")
        }
    }

    /// The same object with its members in every order.
    private static func orders(_ members: [String]) -> [String] {
        guard members.count > 1 else { return members }
        return members.indices.flatMap { index -> [String] in
            var rest = members
            let first = rest.remove(at: index)
            return orders(rest).map { "\(first),\($0)" }
        }
    }

    private static let unitPolicy = """
        {"version": 1, "rules": [
          {"name": "a", "effect": "allow", "principals": "*", "paths": "*", "accounts": {"ous": ["W"]},
           "permission_sets": ["@default"], "maximum_duration": "1d", "justification": {"minimum_length": 0},
           "approval": "automatic"},
          {"name": "d", "effect": "deny", "accounts": {"ous": ["ou-ab12-bbbbbbbb"]}}]}
        """

    @Test("The order of members means nothing, in the file and in an account")
    func orderOfMembers() async throws {
        try await with(Self.unitPolicy) { command, policy in
            let account = Self.orders([
                #""id": "111122223333""#, #""ou": "W/P""#, #""ou_ids": ["ou-ab12-aaaaaaaa", "ou-ab12-bbbbbbbb"]"#,
            ])
            let other = #"{"id": "444455556666", "ou": "W/Q", "ou_ids": ["ou-ab12-aaaaaaaa", "ou-ab12-cccccccc"]}"#
            for account in account {
                let files = Self.orders([
                    #""policy": "\#(policy)""#, #""default_permission_set": "Foo""#,
                    #""facts": {"people": [{"names": ["ada"]}], "accounts": [{\#(account)}, \#(other)], "permission_sets": ["Foo", "AdministratorAccess"]}"#,
                    #""assertions": [{"name": "n", "permission_sets": ["@default"], "never_allowed": true}], "expectations": [{"user": "ada", "account": "111122223333", "expect": "refused", "code": "denied_by_rule"}, {"user": "ada", "account": "444455556666", "expect": "automatic"}]"#,
                ])
                for file in account.hasPrefix("\"id\": \"111122223333\",\"ou\":")
                    ? files : [files[0], files[files.count - 1]]
                {
                    try await with("{\(file)}") { _, tests in
                        let result = try await command.run(["policy", "test", tests, "--policy", policy])
                        #expect(result.status == 1)
                        #expect(
                            result.output.hasSuffix("2 hold, 1 does not\n"),
                            "\(file): \(result.output)\(result.errors)"
                        )
                        #expect(
                            result.output.contains(
                                "ada asks for Foo on  (444455556666) by way of console: the rule a allows it"
                            )
                        )
                    }
                }
            }
        }
    }

    @Test(
        "A fact that is half said, or said twice, is refused with its place instead of matching nothing",
        arguments: [
            (
                #"{"id": "111122223333", "ou": "W/P", "ou_ids": ["ou-ab12-bbbbbbbb"]}"#,
                "must have an id in ou_ids for each unit of ou"
            ),
            (#"{"id": "111122223333", "ou": "W", "ou_ids": ["ou-ab12-aaaaaaaa", "ou-ab12-bbbbbbbb"]}"#, "(2 for 1)"),
            (#"{"ou_ids": ["ou-ab12-bbbbbbbb"], "id": "111122223333"}"#, "(1 for 0)"),
            (#"{"id": "111122223333", "ou": "W//P"}"#, "must be the names of units"),
            (
                #"{"id": "111122223333", "ou": "W/P"}"#,
                "the account 111122223333 has no ou_ids, and units are chosen by their ids"
            ),
            (#"{"id": "111122223333"}, {"id": "111122223333"}"#, "has the id or name of an earlier one"),
            (
                #"{"id": "111122223333", "name": "x"}, {"id": "111122223334", "name": "X"}"#,
                "has the id or name of an earlier one"
            ),
        ]
    )
    func halfFacts(accounts: String, problem: String) async throws {
        let tests = """
            {"facts": {"people": [{"names": ["ada"]}], "accounts": [\(accounts)], "permission_sets": ["AdministratorAccess"]},
             "assertions": [{"name": "n", "never_allowed": true}]}
            """
        try await with(Self.unitPolicy) { command, policy in
            try await with(tests) { _, file in
                let result = try await command.run(["policy", "test", file, "--policy", policy])
                #expect(result.status == 65, "\(result.output)")
                #expect(result.errors.contains(problem), "\(result.errors)")
            }
        }
    }

    @Test(
        "An expectation that contradicts itself, or facts that name somebody twice, are refused",
        arguments: [
            (#""expect": "automatic", "code": "not_allowed""#, "has no code"),
            (#""expect": "automatic", "approvals": 1"#, "approvals too"),
            (#""expect": "approval", "approvals": 0"#, "none of them"),
            (#""expect": "approval", "code": "x""#, "has no code"),
            (#""expect": "refused", "approvals": 2"#, "has no approvals"),
            (#""expect": "refused", "ticket": "ABC1", "ticket_record": {"open": true}"#, "no number of ServiceNow"),
            (#""expect": "refused", "permission_set": "@defualt""#, "permission set"),
        ]
    )
    func contradictions(members: String, problem: String) async throws {
        func tests(_ people: String, _ members: String) -> String {
            """
            {"facts": {"people": [\(people)], "accounts": [{"id": "111122223333", "name": "x"}]},
             "expectations": [{"user": "ada", "account": "x", \(members)}]}
            """
        }
        try await with(tests(#"{"names": ["ada"]}"#, members)) { command, file in
            let result = try await command.run(["policy", "test", file, "--policy", Self.shipped])
            #expect(result.status == 65, "\(result.output)")
            #expect(result.errors.contains(problem), "\(result.errors)")
        }
        try await with(tests(#"{"names": ["ada"]}, {"names": ["bob", "ADA"]}"#, #""expect": "refused""#)) {
            command,
            file in
            let result = try await command.run(["policy", "test", file, "--policy", Self.shipped])
            #expect(result.status == 65 && result.errors.contains("$.facts.people[1] has a name of an earlier one"))
        }
    }

    @Test(
        "An assertion holds where deny rules with windows leave no time, and is broken with a time where they leave one",
        arguments: [
            (#"{"days": ["monday"]}"#, #"{"days": ["monday"]}"#, nil),
            (
                #"{"days": ["monday"], "from": "09:00", "to": "10:00"}"#,
                #"{"days": ["monday"], "from": "08:00", "to": "17:00"}"#, nil
            ),
            ("", #"{"from": "00:00", "to": "12:00"}, {"from": "12:00", "to": "24:00"}"#, nil),
            ("", #"{"last_date": "2027-01-01"}, {"first_date": "2026-12-31"}"#, nil),
            ("", #"{"last_date": "2027-01-01"}, {"first_date": "2027-01-03"}"#, "at 2027-01-02 00:00:00 UTC"),
            (#"{"days": ["monday"]}"#, #"{"days": ["sunday"], "utc_offset": "-01:00"}"#, "at 2026-01-12 01:00:00 UTC"),
        ] as [(String, String, String?)]
    )
    func assertionsInWindows(allowed: String, denied: String, moment: String?) async throws {
        let windows = allowed.isEmpty ? "" : #""windows": [\#(allowed)],"#
        let policy = """
            {"version": 1, "rules": [
              {"name": "a", "effect": "allow", "principals": "*", "paths": ["cli"], "accounts": "*", \(windows)
               "permission_sets": ["Foo"], "maximum_duration": "8h", "approval": "automatic"},
              {"name": "d", "effect": "deny", "windows": [\(denied)]}]}
            """
        let tests = """
            {"facts": {"people": [{"names": ["ada"]}], "accounts": [{"id": "111122223333", "name": "x"}], "permission_sets": ["Foo"]},
             "assertions": [{"name": "n", "never_allowed": true}]}
            """
        try await with(policy) { command, policy in
            try await with(tests) { _, file in
                let result = try await command.run(["policy", "test", file, "--policy", policy])
                #expect(result.status == (moment == nil ? 0 : 1), "\(result.output)\(result.errors)")
                #expect(
                    moment.map { result.output.contains("by way of cli, \($0): the rule a allows it") } ?? true,
                    "\(result.output)"
                )
            }
        }
    }

    @Test("What is no number of a ticket has no record, in tests and in explain")
    func tickets() async throws {
        let policy = """
            {"version": 1, "rules": [{"name": "a", "effect": "allow", "principals": "*", "paths": ["cli"], "accounts": "*",
              "permission_sets": ["*"], "maximum_duration": "1d", "justification": {"minimum_length": 0},
              "ticket": {"check": {}}, "approval": "automatic"}]}
            """
        try await with(policy) { command, file in
            for (ticket, status) in [("X", 1), ("ABC123", 1), ("INC123", 0), (" inc123", 0)] {
                let options = ["--duration", "1h", "--ticket", ticket]
                let explained = try await command.run(["policy", "explain", file] + Self.question + options)
                #expect(explained.status == Int32(status), "\(ticket): \(explained.output)")
                let tests = """
                    {"facts": {"people": [{"names": ["ada"]}], "accounts": [{"id": "111122223333"}]},
                     "expectations": [{"user": "ada", "account": "111122223333", "ticket": "\(ticket)", "expect": "automatic"}]}
                    """
                try await with(tests) { _, tests in
                    let tested = try await command.run(["policy", "test", tests, "--policy", file])
                    #expect(tested.status == Int32(status), "\(ticket): \(tested.output)")
                }
            }
        }
    }

    @Test("Programs read what is wrong with a file that is no policy")
    func noPolicyForPrograms() async throws {
        try await with("{\n \"version\": 1,\n \"rule\": []}") { command, file in
            let result = try await command.run(["policy", "check", file, "--json"])
            #expect(result.status == 65)
            #expect(result.output.contains(#""code":"invalid_policy""#) && result.output.contains(#""line":3"#))
            #expect(result.errors.contains("did you mean rules?"))
        }
    }

    @Test("Help has an example and the exit codes, and a large policy can be measured")
    func helpAndMeasure() async throws {
        try await HourglassCommand.with { command in
            for arguments in [
                ["policy"], ["policy", "check"], ["policy", "explain"], ["policy", "test"], ["policy", "resolve"],
                ["measure", "policy"],
            ] {
                let help = try await command.run(arguments + ["--help"])
                #expect(help.status == 0 && help.output.contains("Example: hourglass "))
                #expect(arguments.count == 1 || help.output.contains("Exit codes: 0 "))
            }
            let measured = try await command.run(
                ["measure", "policy", "--rules", "20", "--accounts", "50", "--runs", "2", "--json"]
            )
            #expect(measured.status == 0, "\(measured.errors)")
            #expect(measured.output.contains("\"load_ms\"") && measured.output.contains("\"decision_ms\""))
        }
    }
}
