// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import Testing

@Suite("What is no policy is refused with the place and what would be right")
struct PolicyProblemTests {
    private typealias Examples = PolicyExamples

    private func problem(_ text: String) -> PolicyProblem? {
        #expect(throws: PolicyProblem.self) {
            try Policy(parsing: Array(text.utf8), defaultPermissionSet: "AdministratorAccess")
        }
    }

    @Test(
        "In the whole",
        arguments: [
            ("", "$ ends too early: a value is missing"), ("[]", "$ must be an object, not a list"),
            ("{}", "$ must have version"), (#"{"version": 1}"#, "$ must have rules"),
            (#"{"version": 2, "rules": []}"#, "$.version must be 1, the only version there is"),
            (#"{"version": "1", "rules": []}"#, "$.version must be 1, the only version there is"),
            (#"{"version": 1, "rules": {}}"#, "$.rules must be a list, not an object"),
            (#"{"version": 1, "rule": []}"#, "$.rule is not known in a policy; did you mean rules?"),
            (#"{"version": 1, "rules": [], "rules": []}"#, "$ has rules twice"),
            (#"{"version": 1, "rules": [],}"#, "$.rules has a comma too many"),
            (#"{"version": 1, "administrators": {}, "rules": []}"#, "$.administrators must have users or groups"),
        ]
    )
    func whole(text: String, problem: String) {
        let found = self.problem(text)
        #expect("\(found?.path ?? "") \(found?.reason ?? "")" == problem)
    }

    @Test(
        "In a rule",
        arguments: [
            (#""name": "engineers""#, #""name": """#, ".name must not be empty"),
            (#""name": "engineers", "#, "", " must have a name"),
            (#""engineers""#, #"" x""#, ".name must not begin or end with a space"),
            (#""engineers""#, #""a\u0007b""#, ".name must not have control characters or line breaks"),
            (#""allow""#, #""permit""#, ".effect must be one of allow, deny"),
            (#""effect": "allow", "#, "", " must have an effect, \"allow\" or \"deny\""),
            (#""effect""#, #""efect": 1, "effect""#, ".efect is not known in a rule; did you mean effect?"),
            (#"{"groups": ["Engineers"]}"#, #""all""#, ".principals must be \"*\", for all, or select some"),
            (#"{"groups": ["Engineers"]}"#, "{}", ".principals selects nobody; write \"*\" for anybody"),
            (
                #"{"groups": ["Engineers"]}"#, #"{"group": []}"#,
                ".principals.group is not known in principals; did you mean groups?"
            ),
            (#"["Engineers"]"#, "[]", ".principals.groups must not be empty"),
            (
                #"["Engineers"]"#, #"["Eng*"]"#,
                ".principals.groups[0] must be the name of a group, or group: and its id; patterns are for users only"
            ),
            (
                #"{"groups": ["Engineers"]}"#, #"{"kinds": ["person"]}"#,
                ".principals.kinds[0] must be one of user, workload, agent"
            ),
            (#"["cli"]"#, #"["shell"]"#, ".paths[0] must be one of console, cli, pipeline, agent, itsm"),
            (#""accounts": "*""#, #""accounts": {}"#, ".accounts selects no account; write \"*\" for every one"),
            (
                #""accounts": "*""#, #""accounts": {"ids": [111122223333]}"#,
                ".accounts.ids[0] must be an account id, a string of twelve digits"
            ),
            (
                #""accounts": "*""#, #""accounts": {"ids": ["11112222333"]}"#,
                ".accounts.ids[0] must be an account id, a string of twelve digits"
            ),
            (
                #""accounts": "*""#, #""accounts": {"ous": ["A//B"]}"#,
                ".accounts.ous[0] must be a unit such as \"Workloads/Prod\" or \"ou-ab12-cdefghij\"; for all of them write \"accounts\": \"*\""
            ),
            (
                #""accounts": "*""#, #""accounts": {"ous": ["r-ab12"]}"#,
                ".accounts.ous[0] must be a unit such as \"Workloads/Prod\" or \"ou-ab12-cdefghij\"; for all of them write \"accounts\": \"*\""
            ),
            (#""accounts": "*""#, #""accounts": {"tags": {}}"#, ".accounts.tags must not be empty"),
            (
                #""accounts": "*""#, #""accounts": {"tags": {"a": "b"}}"#,
                ".accounts.tags.a must be a list, not a string"
            ),
            (
                #""ReadOnly*""#, #""@defualt""#,
                ".permission_sets[0] must be the name of a permission set, a pattern, \"@default\" or \"@custom\""
            ),
            (
                #""8h""#, "8",
                ".maximum_duration must be a duration from 15 seconds to 30 days, such as \"4h\", \"45m\", \"7d\" or \"PT4H\""
            ),
            (
                #""8h""#, #""31d""#,
                ".maximum_duration must be a duration from 15 seconds to 30 days, such as \"4h\", \"45m\", \"7d\" or \"PT4H\""
            ),
            (#", "approval": "automatic""#, "", " allows something and so must have approval"),
            (#""maximum_duration": "8h", "#, "", " allows something and so must have maximum_duration"),
            (#""paths": ["cli"],"#, "", " allows something and so must have paths"),
            (#""automatic""#, #""manual""#, ".approval must be \"automatic\", or an object with levels"),
            (#""automatic""#, "{}", ".approval must have levels, or be \"automatic\""),
            (
                #""automatic""#, #"{"levels": [{"users": ["a"]}]}"#,
                ".approval.levels[0] must have a name, such as \"owner\""
            ),
            (
                #""automatic""#, #"{"levels": [{"name": "a"}]}"#,
                ".approval.levels[0] has no approvers; give users, groups, account_owners or administrators"
            ),
            (
                #""automatic""#, #"{"levels": [{"name": "a", "users": ["x"], "required": 0}]}"#,
                ".approval.levels[0].required must be a whole number from 1 to 20"
            ),
            (
                #""automatic""#, #"{"levels": [{"name": "a", "account_owners": true}]}"#,
                ".approval.levels[0] needs the owners of accounts; say in $.account_owner_tag which tag names them"
            ),
            (
                #""automatic""#, #"{"levels": [{"name": "a", "administrators": true}]}"#,
                ".approval.levels[0] needs the administrators; say in $.administrators who they are"
            ),
            (
                #""automatic""#, #"{"levels": [{"name": "a", "users": ["x"]}, {"name": "a", "users": ["y"]}]}"#,
                ".approval.levels[1] has the name of an earlier level; each needs its own"
            ),
            (
                #""effect""#, #""justification": {}, "effect""#,
                ".justification must have minimum_length; 0 makes a justification optional"
            ),
            (
                #""effect""#, #""windows": [{}], "effect""#,
                ".windows[0] is open all the time; give days, from and to, or dates"
            ),
            (
                #""effect""#,
                #""windows": [{"days": ["saturday"], "first_date": "2026-12-21", "last_date": "2026-12-25"}], "effect""#,
                ".windows[0] is never open: none of its days lies between first_date and last_date"
            ),
            (
                #""effect""#, #""windows": [{"from": "08:00"}], "effect""#,
                ".windows[0] must have both from and to, which differ, or neither for the whole day"
            ),
            (
                #""effect""#, #""windows": [{"from": "8:00", "to": "9:00"}], "effect""#,
                ".windows[0].from must be a time of day from \"00:00\" to \"24:00\""
            ),
            (
                #""effect""#, #""windows": [{"days": ["mon"]}], "effect""#,
                ".windows[0].days[0] must be one of monday, tuesday, wednesday, thursday, friday, saturday, sunday"
            ),
            (
                #""effect""#, #""windows": [{"first_date": "2026-02-30"}], "effect""#,
                ".windows[0].first_date must be a date such as \"2026-12-24\""
            ),
            (
                #""effect""#, #""windows": [{"days": ["monday"], "utc_offset": "CET"}], "effect""#,
                ".windows[0].utc_offset must be an offset from UTC such as \"+01:00\", \"-05:30\" or \"Z\""
            ),
        ]
    )
    func rule(part: String, changed: String, problem: String) {
        let found = self.problem(Examples.text(Examples.rule.replacingOccurrences(of: part, with: changed)))
        let full = "\(found?.path ?? "") \(found?.reason ?? "")"
        #expect(full == "$.rules[0]" + problem)
    }

    @Test(
        "In a deny rule",
        arguments: [
            (#""maximum_duration": "1h""#, "denies, so maximum_duration means nothing in it; remove it"),
            (#""approval": "automatic""#, "denies, so approval means nothing in it; remove it"),
            (
                #""description": "all""#,
                "would deny everything to everybody; if that is meant, write \"principals\": \"*\""
            ),
            (
                #""permission_sets": ["Foo", "?*"]"#,
                "denies \"?*\", which does not stand for custom permission sets; leave permission_sets out to deny every "
                    + "one, or add \"@custom\""
            ),
            (
                #""permission_sets": ["**"]"#,
                "denies \"**\", which does not stand for custom permission sets; leave permission_sets out to deny every "
                    + "one, or add \"@custom\""
            ),
            (
                #""permission_sets": ["*"]"#,
                "denies \"*\", which does not stand for custom permission sets; leave permission_sets out to deny every "
                    + "one, or add \"@custom\""
            ),
        ]
    )
    func deny(member: String, reason: String) {
        #expect(problem(Examples.text("{\"name\": \"d\", \"effect\": \"deny\", \(member)}"))?.reason == reason)
    }

    @Test(
        "In an integration",
        arguments: [
            (
                #"["console", "cli"]"#,
                ".paths must have one path: nothing that an integration sends chooses between two; give another path "
                    + "another alias"
            ),
            ("[]", ".paths must not be empty"),
            ("\"*\"", ".paths must be a list, not a string"),
        ]
    )
    func integration(paths: String, problem: String) {
        let text =
            #"{"version": 1, "integrations": {"chat": {"paths": \#(paths), "actions": ["request"], "users": ["*"]}}}"#
        let found = self.problem(text)
        #expect("\(found?.path ?? "") \(found?.reason ?? "")" == "$.integrations.chat" + problem)
    }

    @Test("The line and column are those of the value")
    func place() {
        let text = """
            {
              "version": 1,
              "rules": [
                {"name": "é", "effect": "alow"}
              ]
            }
            """
        #expect(problem(text)?.description == "line 4, column 29: $.rules[0].effect must be one of allow, deny")
    }

    @Test("Two rules of one name are refused")
    func sameName() {
        #expect(problem(Examples.text(Examples.rule, Examples.rule))?.path == "$.rules[1].name")
    }

    @Test("Limits are kept")
    func limits() throws {
        let rules = (0...2_000).map { #"{"name": "r\#($0)", "effect": "deny", "paths": ["agent"]}"# }
        #expect(problem("{\"version\": 1, \"rules\": [\(rules.joined(separator: ","))]}")?.path == "$.rules[2000]")
        let users = (0...1_000).map { "\"u\($0)\"" }.joined(separator: ",")
        let many = Examples.rule.replacingOccurrences(of: #""groups": ["Engineers"]"#, with: "\"users\": [\(users)]")
        #expect(problem(Examples.text(many))?.path == "$.rules[0].principals.users[1000]")
        let long = Examples.rule.replacingOccurrences(of: "engineers", with: String(repeating: "é", count: 65))
        #expect(problem(Examples.text(long))?.reason == "must have at most 64 characters")
        let padding = String(repeating: " ", count: 1_000_000)
        #expect(
            problem(Examples.text(Examples.rule) + padding)?.reason.contains("at most 1000000 are accepted") == true
        )
    }
}
