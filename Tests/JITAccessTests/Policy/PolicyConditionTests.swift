// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import Testing

@Suite("What a rule demands of a request")
struct PolicyConditionTests {
    private typealias Examples = PolicyExamples

    /// The decision on the example question by the example rule with more members.
    private func decide(
        _ members: String,
        _ change: (inout PolicyQuestion) throws -> Void = { _ in }
    ) throws -> PolicyDecision {
        let rule = Examples.rule.replacingOccurrences(of: "\"effect\"", with: "\(members), \"effect\"")
        return try Examples.policy(rule).decide(try Examples.question(change))
    }

    @Test("A longer access than the rule allows is refused with what it allows")
    func duration() throws {
        let hours9 = try #require(LeaseDuration(hours: 9))
        let hours8 = try #require(LeaseDuration(hours: 8))
        #expect(try decide(#""description": "x""#) { $0.duration = hours8 }.allowance != nil)
        let refusal = try #require(try decide(#""description": "x""#) { $0.duration = hours9 }.refusal)
        #expect(refusal.code == .durationTooLong(hours8))
        #expect(refusal.message == "The rule engineers allows at most 8 hours (9 hours was asked for).")
    }

    @Test(
        "A justification has ten characters, or as many as the rule says, not counting the space around it",
        arguments: [
            ("", nil, "justificationTooShort(10)"), ("", "   too short   ", "justificationTooShort(10)"),
            ("", "long enough", "allowed"), (#""justification": {"minimum_length": 0}"#, nil, "allowed"),
            (#""justification": {"minimum_length": 20}"#, "nineteen characters", "justificationTooShort(20)"),
            (#""justification": {"minimum_length": 5}"#, "äöüßé", "allowed"),
        ] as [(String, String?, String)]
    )
    func justification(members: String, text: String?, expected: String) throws {
        let decision = try decide(members.isEmpty ? #""description": "x""# : members) { $0.justification = text }
        #expect(decision.allowance != nil ? expected == "allowed" : "\(decision.short)" == expected)
    }

    @Test(
        "A ticket is demanded, or held against a pattern if there is one",
        arguments: [
            (#"{"required": true}"#, nil, "ticketMissing"), (#"{"required": true}"#, "  ", "ticketMissing"),
            (#"{"required": true}"#, "any", "allowed"), (#"{"pattern": "INC#######"}"#, nil, "ticketMissing"),
            (#"{"pattern": "INC#######"}"#, "INC0012345", "allowed"),
            (#"{"pattern": "INC#######"}"#, "inc0012345", "allowed"),
            (#"{"pattern": "INC#######"}"#, "INC001234", "ticketPattern"),
            (#"{"pattern": "INC#######"}"#, "INC00123456", "ticketPattern"),
            (#"{"required": false, "pattern": "INC*"}"#, nil, "allowed"),
            (#"{"required": false, "pattern": "INC*"}"#, "CHG1", "ticketPattern"),
        ] as [(String, String?, String)]
    )
    func ticket(value: String, ticket: String?, expected: String) throws {
        let decision = try decide("\"ticket\": \(value)") { $0.ticket = ticket }
        #expect(decision.allowance != nil ? expected == "allowed" : "\(decision.short)" == expected)
    }

    @Test("Of rules that would allow it otherwise, the one that wants least is named, with all that it wants")
    func nearest() throws {
        let ticket = Examples.rule.replacingOccurrences(of: "\"effect\"", with: "\"ticket\": {}, \"effect\"")
            .replacingOccurrences(of: "engineers", with: "with-ticket").replacingOccurrences(of: "8h", with: "1h")
        let policy = try Examples.policy(ticket, Examples.rule)
        let question = try Examples.question { $0.duration = .oneDay }
        let refusal = try #require(policy.decide(question).refusal)
        #expect(refusal.rule == "engineers")
        let only = try #require(try Examples.policy(ticket).decide(question).refusal)
        #expect(
            only.message
                == "The rule with-ticket allows at most 1 hour (1 day was asked for) and wants a ticket."
        )
    }
}
