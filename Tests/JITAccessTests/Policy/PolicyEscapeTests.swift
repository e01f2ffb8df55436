// SPDX-License-Identifier: Apache-2.0

import JITAccess
import Testing

@Suite("A policy means the same however its strings are written")
struct PolicyEscapeTests {
    private typealias Examples = PolicyExamples

    /// Uses every kind of text that has a quick way when it is plain.
    private static let rule = """
        {"name": "engineers", "description": "For daily work", "effect": "allow",
         "principals": {"kinds": ["user"], "users": ["ada@*"], "groups": ["Engineers"]}, "paths": ["cli"],
         "accounts": {"ids": ["111122223333"], "names": ["x-*"], "ous": ["Nothing/Here"],
                      "tags": {"environment": ["prod*"]}},
         "permission_sets": ["ReadOnly*", "@default"], "maximum_duration": "8h", "justification": {"minimum_length": 5},
         "ticket": {"required": false, "pattern": "INC###"}, "approval": "automatic"}
        """

    /// The first character of every string written as an escape.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        var isInside = false
        var isFirst = false
        for character in text {
            if character == "\"" {
                isInside.toggle()
                isFirst = isInside
                escaped.append(character)
            } else if isFirst, let ascii = character.asciiValue {
                let digits = String(ascii, radix: 16)
                escaped += "\\u00" + (digits.utf8.count == 1 ? "0" : "") + digits
                isFirst = false
            } else {
                escaped.append(character)
            }
        }
        return escaped
    }

    @Test("Escaped names and values are those that are plain")
    func escapes() throws {
        let plain = try Examples.policy(Self.rule)
        let escaped = try Examples.policy(Self.escaped(Self.rule))
        #expect(Self.escaped(Self.rule).contains(#""\u006eame": "\u0065ngineers""#))
        let questions = [
            try Examples.question(),
            try Examples.question { $0.permissionSet = .named("AdministratorAccess") },
            try Examples.question { $0.account = try Examples.account("444455556666") },
            try Examples.question { $0.principal.kind = .agent },
            try Examples.question { $0.path = .console },
        ]
        for question in questions { #expect(plain.decide(question) == escaped.decide(question)) }
        #expect(questions.prefix(2).allSatisfy { plain.decide($0).short == "automatic by engineers" })
        #expect(plain.needs == escaped.needs)
    }

    @Test("A misspelt name is found if it is escaped, too")
    func misspelt() {
        let text = Examples.text(Self.rule.replacing("\"effect\"", with: #""\u0065fect""#))
        let problem = #expect(throws: PolicyProblem.self) {
            try Policy(parsing: Array(text.utf8), defaultPermissionSet: "AdministratorAccess")
        }
        #expect(problem?.reason == "is not known in a rule; did you mean effect?")
        #expect(problem?.path == "$.rules[0].efect")
    }
}
