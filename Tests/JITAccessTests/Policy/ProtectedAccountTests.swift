// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("Protected accounts")
struct ProtectedAccountTests {
    private typealias Examples = PolicyExamples

    private static func rule(_ accounts: String) -> String {
        Examples.rule.replacingOccurrences(of: #""accounts": "*""#, with: #""accounts": \#(accounts)"#)
    }

    private static func deny(_ accounts: String) -> String {
        #"{"name": "no", "effect": "deny", "principals": "*", "accounts": \#(accounts)}"#
    }

    @Test(
        "An allow rule is for one only by its id; a deny rule by anything",
        arguments: [
            (#""*""#, false), (#"{"names": ["payments-prod"]}"#, false), (#"{"names": ["*"]}"#, false),
            (#"{"ous": ["Workloads"]}"#, false), (#"{"ous": ["ou-ab12-00000001"]}"#, false),
            (#"{"tags": {"environment": ["prod"]}}"#, false), (#"{"ids": ["444455556666"], "names": ["*"]}"#, false),
            (#"{"ids": ["111122223333"]}"#, true), (#"{"ids": ["111122223333"], "names": ["x"]}"#, true),
            (#"{"ids": ["111122223333"], "tags": {"environment": ["prod"]}}"#, true),
        ]
    )
    func selectors(accounts: String, isForProtected: Bool) throws {
        let policy = try Examples.policy(Self.rule(accounts))
        var question = try Examples.question()
        let plain = policy.decide(question).short
        question.account.isProtected = true
        #expect(policy.decide(question).short == (isForProtected ? "automatic by engineers" : "noRule"))
        #expect(policy.ways(to: question).isEmpty == !isForProtected)
        #expect(policy.explain(question).decision == policy.decide(question))
        let denying = try Examples.policy(Self.rule(#"{"ids": ["111122223333"]}"#), Self.deny(accounts))
        let isSelected = plain == "automatic by engineers"
        #expect(denying.decide(question).short == (isSelected ? "denied(\"no\")" : "automatic by engineers"))
    }

    @Test("Whoever asks is told why, and explaining says it of each rule")
    func told() throws {
        let policy = try Examples.policy(Self.rule(#""*""#))
        var question = try Examples.question()
        question.account.isProtected = true
        let refusal = try #require(policy.decide(question).refusal)
        #expect(refusal.message.contains("protected account, which a rule must name by its id"))
        let missing = try #require(policy.explain(question).rules.first).missing
        #expect(missing.map(\.what) == ["account"])
        #expect(missing.first?.wish.contains("is protected") == true)
    }

    @Test("A rule with ids is not called unreachable behind one for every account")
    func reachable() throws {
        let named = Self.rule(#"{"ids": ["111122223333"]}"#).replacingOccurrences(of: "engineers", with: "named")
        #expect(try Examples.policy(Self.rule(#""*""#), named).check().filter { $0.code == .unreachable } == [])
    }

    // MARK: Which they are

    private static let account = Example.binding.accountID

    /// Lets time pass, with the sweeps of both functions.
    private func live(_ world: AccessWorld, _ duration: Duration) {
        let end = world.now + duration
        while world.now < end {
            world.advance(by: .seconds(60))
            world.sweepRequests()
            world.sweep()
        }
    }

    private static let silence = DirectoryError(.unavailable, "DescribeOrganization: no answer.")

    @Test("They are that of the functions, the management account and those named; if one is unknown any may be it")
    func which() throws {
        let (account, other) = (Self.account, Example.managementAccount)
        let untold = AccountProtection.unknown(.managementAccount(Self.silence))
        let cases: [(AccountID?, Set<AccountID>, Result<AccountID, DirectoryError>, AccountProtection)] = [
            (other, [], .success(other), .none), (account, [], .success(other), .protected),
            (other, [account], .success(other), .protected), (other, [], .success(account), .protected),
            (other, [], .failure(Self.silence), untold), (nil, [], .failure(Self.silence), untold),
            (account, [], .failure(Self.silence), .protected), (other, [account], .failure(Self.silence), .protected),
            (nil, [], .success(other), .unknown(.ownAccount)), (nil, [], .success(account), .protected),
            (nil, [account], .success(other), .protected),
        ]
        for (own, named, management, expected) in cases {
            let protected = ProtectedAccounts(own: own, named: named)
            #expect(protected.protection(of: account, management: management) == expected)
        }
    }

    @Test(
        "The function's account is that of its ARN",
        arguments: [
            ("arn:aws:lambda:eu-central-1:111122223333:function:Grant", "111122223333"),
            ("arn:aws:lambda:eu-central-1:111122223333:function:Grant:url", "111122223333"),
            ("arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:Grant", "111122223333"),
            ("arn:aws:lambda:eu-central-1::function:Grant", nil), ("arn:aws:sqs:eu-central-1:111122223333:x:y", nil),
            ("", nil), (nil, nil),
        ] as [(String?, String?)]
    )
    func ownAccount(arn: String?, account: String?) {
        #expect(AccountID(functionARN: arn)?.description == account)
    }

    // MARK: Where it counts

    @Test("Asking, offering, approving and beginning agree")
    func stages() throws {
        let own = ProtectedAccounts(own: Self.account, named: [])
        let house = Approvals.world(protectedAccounts: own)
        #expect(house.ask("r1", set: "ReadOnlyAccess")?.code == "not_allowed")
        #expect(house.ask("r2")?.code == "not_allowed")
        #expect(house.invariantViolations() == [])

        // It becomes one after the request was made, or may be one.
        for (management, code) in [
            (.success(Self.account), "not_allowed"), (.failure(Self.silence), "directory_unavailable"),
        ] as [(Result<AccountID, DirectoryError>, String)] {
            for isDelayed in [false, true] {
                let world = Approvals.world()
                let start = (world.now + .seconds(1800)).iso8601
                #expect(world.ask("r1", isDelayed ? ",\"start_at\":\"\(start)\"" : "")?.statusCode == 202)
                if isDelayed {
                    world.decide(Approvals.alan, "approve", "r1")
                    #expect(world.decide(Approvals.grace, "approve", "r1")?.text("status") == "APPROVED")
                }
                world.identityCenter.managementAccount = management
                if isDelayed {
                    live(world, .seconds(3600))
                } else {
                    #expect(world.decide(Approvals.alan, "approve", "r1")?.code == code)
                }
                #expect(!world.hasAccess)
                #expect(world.invariantViolations() == [])
            }
        }
    }

    @Test("Where it is not known which account manages the organization nothing is lent, until it is")
    func unknownManagement() throws {
        let world = Approvals.world()
        world.identityCenter.managementAccount = .failure(Self.silence)
        let refused = world.ask("r1", set: "ReadOnlyAccess")
        #expect(refused?.statusCode == 503)
        #expect(refused?.code == "directory_unavailable")
        let sentence =
            "Which account manages the organization could not be told, and until it is, only a rule that names the "
            + "account 111122223333 by its id is for it. Nothing was changed; try again."
        #expect(refused?.text("error") == sentence)
        // What AWS said is for the record.
        let causes = world.ledger.audit.values.joined().map { $0.attributes["error_message"] }
        #expect(causes == [.string("\(sentence) DescribeOrganization: no answer.")])
        // What no rule is for anyway is refused for that.
        #expect(world.ask("r2", set: "Nothing")?.code != "directory_unavailable")
        #expect(world.ask("r3", set: "ReadOnlyAccess", duration: "700h")?.code != "directory_unavailable")
        #expect(!world.hasAccess)

        world.identityCenter.managementAccount = .success(Example.managementAccount)
        #expect(world.ask("r4", set: "ReadOnlyAccess")?.statusCode == 200)
        #expect(world.invariantViolations() == [])
    }

    @Test("An approved start waits for a passing silence, and access that is there ends meanwhile")
    func passingSilence() throws {
        let world = Approvals.world()
        let start = world.now + .seconds(1800)
        world.ask("r1", ",\"start_at\":\"\(start.iso8601)\"")
        world.decide(Approvals.alan, "approve", "r1")
        world.decide(Approvals.grace, "approve", "r1")
        #expect(world.ask("r2", set: "ReadOnlyAccess")?.statusCode == 200)
        world.identityCenter.managementAccount = .failure(Self.silence)
        live(world, .seconds(2400))
        #expect(world.now > start)
        #expect(world.ledger.request(try id("r1"))?.status == .approved)
        #expect(world.ledger.request(try id("r1"))?.lease == nil)
        world.identityCenter.managementAccount = .success(Example.managementAccount)
        live(world, .seconds(300))
        #expect(world.ledger.request(try id("r1"))?.lease?.status == .active)
        #expect(world.invariantViolations() == [])
    }

    @Test("A rule that names the account's id lends there all the same")
    func named() throws {
        let rule = #"""
            {
                "name": "house", "effect": "allow", "principals": "*", "paths": ["console"],
                "accounts": {"ids": ["111122223333"]}, "permission_sets": ["ReadOnlyAccess"],
                "maximum_duration": "4h", "justification": {"minimum_length": 0}, "approval": "automatic"
            }
            """#
        let world = Approvals.world(
            policy: Approvals.policy(more: rule),
            protectedAccounts: ProtectedAccounts(own: Self.account, named: [])
        )
        #expect(world.ask("r1", set: "ReadOnlyAccess")?.statusCode == 200)
        #expect(world.ledger.request(try id("r1"))?.policy.rule == "house")
        #expect(world.invariantViolations() == [])
    }
}
