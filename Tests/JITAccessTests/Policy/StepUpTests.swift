// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JITAccess

@Suite("Levels that want a signed call")
struct StepUpTests {
    private static func rule(_ level: String) -> String {
        """
        {"name": "risky", "effect": "allow", "principals": "*", "paths": ["cli", "console"], "accounts": "*",
         "permission_sets": ["*"], "maximum_duration": "8h",
         "approval": {"levels": [{"name": "peer", "users": ["grace@example.com"]\(level)}]}}
        """
    }

    @Test(
        "A level says whether it does; one that says nothing does not",
        arguments: [("", false), (#", "step_up": false"#, false), (#", "step_up": true"#, true)]
    )
    func read(level: String, isNeeded: Bool) throws {
        let policy = try PolicyExamples.policy(Self.rule(level))
        guard case .allowed(let allowance) = policy.decide(try PolicyExamples.question()),
            case .levels(let levels, _) = allowance.approval
        else {
            Issue.record("it is not allowed")
            return
        }
        #expect(levels.map(\.needsStepUp) == [isNeeded])
    }

    @Test("Adding it makes the rule another one, so that approvals of before do not count")
    func digest() throws {
        let digests = try ["", #", "step_up": true"#].map { level in
            try PolicyExamples.policy(Self.rule(level)).requirement(ofRule: "risky", for: .named("X"))?.ruleDigest
        }
        #expect(digests[0] != nil && digests[0] != digests[1])
    }

    @Test("Anything but true or false is refused, with its place")
    func malformed() throws {
        let error = #expect(throws: PolicyProblem.self) {
            try PolicyExamples.policy(Self.rule(#", "step_up": "yes""#))
        }
        #expect(error?.description.contains("$.rules[0].approval.levels[0].step_up must be true or false") == true)
    }
}
