// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JITAccess

@Suite("What a level may ask of the way that an approval comes by")
struct LevelConditionTests {
    /// A member of a level that is true or false.
    struct Condition: CustomTestStringConvertible {
        let name: String
        let isNeeded: @Sendable (ApprovalLevel) -> Bool

        var testDescription: String { name }
    }

    static let conditions = [
        Condition(name: "step_up") { $0.needsStepUp },
        Condition(name: "other_entry_point") { $0.needsOtherEntryPoint },
    ]

    private static func policy(_ level: String) throws -> Policy {
        try PolicyExamples.policy(
            """
            {"name": "risky", "effect": "allow", "principals": "*", "paths": ["cli", "console"], "accounts": "*",
             "permission_sets": ["*"], "maximum_duration": "8h",
             "approval": {"levels": [{"name": "peer", "users": ["grace@example.com"]\(level)}]}}
            """
        )
    }

    @Test(
        "A level says whether it does; one that says nothing does not",
        arguments: conditions,
        [(nil, false), ("false", false), ("true", true)] as [(String?, Bool)]
    )
    func read(condition: Condition, written: (value: String?, isNeeded: Bool)) throws {
        let member = written.value.map { #", "\#(condition.name)": \#($0)"# } ?? ""
        guard case .allowed(let allowance) = try Self.policy(member).decide(try PolicyExamples.question()),
            case .levels(let levels, _) = allowance.approval
        else {
            Issue.record("it is not allowed")
            return
        }
        #expect(levels.map(condition.isNeeded) == [written.isNeeded])
    }

    @Test(
        "Adding it makes the rule another one, so that approvals of before do not count",
        arguments: conditions
    )
    func digest(condition: Condition) throws {
        let digests = try ["", #", "\#(condition.name)": true"#].map { level in
            try Self.policy(level).requirement(ofRule: "risky", for: .named("X"))?.ruleDigest
        }
        #expect(digests[0] != nil && digests[0] != digests[1])
    }

    @Test("Anything but true or false is refused, with its place", arguments: conditions)
    func malformed(condition: Condition) throws {
        let error = #expect(throws: PolicyProblem.self) { try Self.policy(#", "\#(condition.name)": "yes""#) }
        let place = "$.rules[0].approval.levels[0].\(condition.name)"
        #expect(error?.description.contains("\(place) must be true or false") == true)
    }
}
