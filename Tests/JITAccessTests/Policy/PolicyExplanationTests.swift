// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import Testing

@Suite("The policy explains")
struct PolicyExplanationTests {
    private typealias Examples = PolicyExamples

    @Test(
        "Each thing that a rule wants and does not get is told",
        arguments: [
            (#""cli""#, #""agent""#, "path", "is for requests by way of agent (this comes by way of cli)"),
            (
                #""accounts": "*""#, #""accounts": {"ids": ["444455556666"]}"#, "account",
                "is for the accounts 444455556666"
            ),
            (
                #""accounts": "*""#, #""accounts": {"names": ["a*"], "ous": ["Sandbox/One"]}"#, "account",
                "is for the accounts a*, the unit Sandbox/One"
            ),
            (
                #""accounts": "*""#, #""accounts": {"tags": {"team": ["a", "b"]}}"#, "tags",
                "is for accounts tagged team=a|b"
            ),
            (
                #""ReadOnly*""#, #""Billing", "@custom""#, "permission_set",
                "is for the permission sets Billing, @custom"
            ),
            (#""Engineers""#, #""Managers""#, "principal", "is for members of Managers"),
            (
                #"{"groups": ["Engineers"]}"#, #"{"kinds": ["agent"]}"#, "principal", "is for agents: anybody"
            ),
            (#""8h""#, #""2h""#, "duration", "allows at most 2 hours (4 hours was asked for)"),
            (
                #""effect""#, #""justification": {"minimum_length": 100}, "effect""#, "justification",
                "wants a justification of at least 100 characters (it has 28)"
            ),
            (#""effect""#, #""ticket": {}, "effect""#, "ticket", "wants a ticket"),
            (
                #""effect""#, #""windows": [{"days": ["monday"], "from": "08:00", "to": "18:00"}], "effect""#, "window",
                "is for access that begins on monday from 08:00 to 18:00 (+00:00) (this would begin at 2026-01-14T10:00:00.000Z)"
            ),
        ]
    )
    func missing(part: String, changed: String, what: String, wish: String) throws {
        let rule = Examples.rule.replacingOccurrences(of: part, with: changed)
        let explanation = try Examples.policy(rule).explain(try Examples.question())
        #expect(
            explanation.rules == [.init(name: "engineers", isDeny: false, missing: [.init(what: what, wish: wish)])]
        )
        #expect(explanation.decision.allowance == nil)
    }

    @Test("The rules that nearly matched come nearest first, and those that are far off do not come")
    func nearMisses() throws {
        let far = Examples.rule.replacingOccurrences(of: "engineers", with: "far")
            .replacingOccurrences(of: "Engineers", with: "x").replacingOccurrences(of: "cli", with: "agent")
            .replacingOccurrences(of: "8h", with: "1h")
        let near = Examples.rule.replacingOccurrences(of: "engineers", with: "near")
            .replacingOccurrences(of: "8h", with: "1h").replacingOccurrences(of: "cli", with: "agent")
        let nearest = Examples.rule.replacingOccurrences(of: "8h", with: "1h")
        let explanation = try Examples.policy(far, near, nearest).explain(try Examples.question())
        #expect(explanation.nearMisses().map(\.name) == ["engineers", "near"])
        #expect(explanation.nearMisses(most: 3).map(\.name) == ["engineers", "near", "far"])
        #expect(explanation.rules.map(\.name) == ["far", "near", "engineers"])
    }
}
