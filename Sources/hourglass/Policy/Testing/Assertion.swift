// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// Something that must hold for every combination of the people, accounts, permission sets and ways in of the facts
/// that it selects.
struct Assertion {
    /// What must hold of each combination.
    struct Claim {
        /// Nobody reaches it.
        var isNever = false
        var leastApprovals: Int?
        var longest: LeaseDuration?
    }

    var name: String
    var principals = PrincipalSelector.anybody
    var accounts = AccountSelector.every
    var permissionSets = PermissionSetSelector.every
    var paths = AccessPath.allCases
    var claim = Claim()

    func result(_ policy: Policy, _ tests: PolicyTests) -> PolicyTestResult {
        var combinations = 0
        for question in questions(tests) {
            combinations += 1
            for way in policy.waysAtSomeTime(to: question) {
                if let breach = breach(way.allowance) {
                    let moment = way.moment.map { ", at \(Moments.utc(iso8601: $0.iso8601)) UTC" } ?? ""
                    return PolicyTestResult(name: name, failure: "\(describe(question))\(moment): \(breach)")
                }
            }
        }
        // An assertion about nothing would pass for ever, whatever the policy.
        guard combinations > 0 else {
            let failure =
                "it selects nothing of the facts; add the people, accounts and permission sets that it is about"
            return PolicyTestResult(name: name, failure: failure)
        }
        return PolicyTestResult(name: name, failure: nil)
    }

    private func breach(_ way: PolicyAllowance) -> String? {
        let total = way.approval.total
        if claim.isNever { return "the rule \(way.rule) allows it" }
        if let least = claim.leastApprovals, total < least {
            return "the rule \(way.rule) allows it "
                + (total == 0 ? "without any approval" : "with \(total) approval\(total == 1 ? "" : "s") only")
        }
        if let longest = claim.longest, way.maximumDuration > longest {
            return "the rule \(way.rule) allows it for \(way.maximumDuration)"
        }
        return nil
    }

    private func questions(_ tests: PolicyTests) -> [PolicyQuestion] {
        var questions: [PolicyQuestion] = []
        for person in tests.people {
            for account in tests.accounts {
                for permissionSet in tests.permissionSets {
                    for path in AccessPath.allCases where paths.contains(path) {
                        let question = PolicyQuestion(
                            principal: person,
                            path: path,
                            account: account,
                            permissionSet: permissionSet,
                            duration: .minimum,
                            start: Timestamp(seconds: 0)
                        )
                        if isSelected(PolicyFacts(question)) { questions.append(question) }
                    }
                }
            }
        }
        return questions
    }

    private func isSelected(_ facts: PolicyFacts) -> Bool {
        principals.matches(facts) && accounts.matchesPlace(facts) && accounts.matchesTags(facts)
            && permissionSets.matches(facts)
    }

    private func describe(_ question: PolicyQuestion) -> String {
        let permissionSet =
            switch question.permissionSet {
            case .named(let name): name
            case .custom: "@custom"
            }
        return "\(question.principal.names.first ?? "?") asks for \(permissionSet) on "
            + "\(question.account.name ?? "") (\(question.account.id)) by way of \(question.path.rawValue)"
    }
}
