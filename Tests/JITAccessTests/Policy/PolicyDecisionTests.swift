// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import Testing

@Suite("The policy decides")
struct PolicyDecisionTests {
    private typealias Examples = PolicyExamples

    @Test("A rule that matches allows, and says by which rule and how")
    func allows() throws {
        let policy = try Examples.policy(Examples.rule)
        let allowance = try #require(policy.decide(try Examples.question()).allowance)
        #expect(allowance.rule == "engineers")
        #expect(allowance.approval == .automatic)
        #expect(allowance.maximumDuration == LeaseDuration(hours: 8))
        #expect(allowance.ruleDigest.utf8.count == 64)
    }

    @Test("The digest of a rule is that of its content, not of its layout or its neighbours")
    func digest() throws {
        func digest(_ rules: String) throws -> String? {
            try Examples.policy(rules).decide(try Examples.question()).allowance?.ruleDigest
        }
        let other = Examples.rule.replacingOccurrences(of: "engineers", with: "other")
            .replacingOccurrences(of: "cli", with: "agent")
        let first = try digest(Examples.rule)
        #expect(first != nil)
        #expect(try digest(other + "," + Examples.rule.replacingOccurrences(of: " ", with: "\n ")) == first)
        #expect(try digest(Examples.rule.replacingOccurrences(of: "8h", with: "9h")) != first)
    }

    @Test("No rule, no access")
    func noRule() throws {
        let policy = try Examples.policy()
        let refusal = try #require(policy.decide(try Examples.question()).refusal)
        #expect(refusal.code == .noRule)
        #expect(
            refusal.message
                == "No rule allows the permission set ReadOnlyAccess on account 111122223333 for this requester by way of cli."
        )
    }

    @Test("A deny rule wins, wherever it is and however much allows")
    func deny() throws {
        let deny = #"{"name": "no-agents", "effect": "deny", "principals": {"groups": ["Engineers"]}}"#
        for policy in [try Examples.policy(deny, Examples.rule), try Examples.policy(Examples.rule, deny)] {
            #expect(policy.decide(try Examples.question()).refusal?.code == .denied("no-agents"))
        }
    }

    @Test("Of the rules that match, the least demanding decides, and the first of those that demand the same")
    func precedence() throws {
        func rule(_ name: String, _ approval: String) -> String {
            Examples.rule.replacingOccurrences(of: "engineers", with: name)
                .replacingOccurrences(of: "\"automatic\"", with: approval)
        }
        let two = rule("two", #"{"levels": [{"name": "a", "users": ["*"], "required": 2}]}"#)
        let one = rule("one", #"{"levels": [{"name": "a", "users": ["*"]}]}"#)
        let otherOne = rule("other", #"{"levels": [{"name": "b", "users": ["*"]}]}"#)
        let automatic = rule("automatic", "\"automatic\"")
        let question = try Examples.question()
        #expect(try Examples.policy(two, one, otherOne, automatic).decide(question).short == "automatic by automatic")
        #expect(try Examples.policy(two, one, otherOne).decide(question).short == "1 approvals by one")
        #expect(try Examples.policy(two, otherOne, one).decide(question).short == "1 approvals by other")
        #expect(try Examples.policy(two).decide(question).short == "2 approvals by two")
    }

    @Test("A later stage is decided by the rule of the first, and by every deny rule")
    func byRule() throws {
        let strict = Examples.rule.replacingOccurrences(of: "engineers", with: "strict")
            .replacingOccurrences(of: "\"automatic\"", with: #"{"levels": [{"name": "a", "users": ["*"]}]}"#)
        let deny = #"{"name": "frozen", "effect": "deny", "accounts": {"tags": {"frozen": ["yes"]}}}"#
        let policy = try Examples.policy(Examples.rule, strict, deny)
        let question = try Examples.question()
        #expect(policy.decide(question).short == "automatic by engineers")
        #expect(policy.decide(question, byRule: "strict").short == "1 approvals by strict")
        #expect(policy.decide(question, byRule: "gone").short == "noRule")
        #expect(policy.decide(question, byRule: "frozen").short == "noRule")
        let frozen = try Examples.question { $0.account.tags["frozen"] = "yes" }
        #expect(policy.decide(frozen, byRule: "strict").refusal?.code == .denied("frozen"))
    }

    @Test("The policy that ships approves the published event, and nothing else")
    func shipped() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../policy.json")
        let bytes = try [UInt8](Data(contentsOf: file.standardizedFileURL))
        let policy = try Policy(parsing: bytes, defaultPermissionSet: "PowerUserAccess")
        var question = try Examples.question { question in
            question.path = .itsm
            question.permissionSet = .named("PowerUserAccess")
            question.duration = .oneDay
            question.justification = nil
        }
        #expect(policy.decide(question).short == "automatic by published-event")
        #expect(policy.needs == PolicyNeeds())
        question.path = .cli
        #expect(policy.decide(question).short == "noRule")
        question.path = .itsm
        question.permissionSet = .named("AdministratorAccess")
        #expect(policy.decide(question).short == "noRule")
        question.permissionSet = .custom
        #expect(policy.decide(question).short == "noRule")
        question.permissionSet = .named("PowerUserAccess")
        question.principal.kind = .agent
        #expect(policy.decide(question).short == "noRule")
        question.principal.kind = .user
        question.duration = try #require(LeaseDuration(hours: 25))
        #expect(policy.decide(question).refusal?.code == .durationTooLong(.oneDay))
    }
}
