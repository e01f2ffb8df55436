// SPDX-License-Identifier: Apache-2.0

/// A way to an access, at some time.
package struct PolicyWay: Sendable, Equatable {
    package let allowance: PolicyAllowance

    /// When the access may begin; nil where it does not depend on the time.
    package let moment: Timestamp?
}

extension Policy {
    /// All the ways to an access, whenever and however it is asked for: the allow rules for this person, way in,
    /// account and permission set, in the order of the file. None if a deny rule stands in the way at all times.
    ///
    /// Duration, justification, ticket and start of the question do not count, nor do deny rules with windows.
    public func ways(to question: PolicyQuestion) -> [PolicyAllowance] {
        guard let rules = rulesOnTheWay(to: question) else { return [] }
        return rules.allowing.map { allowance(by: $0.rule, $0.terms, question) }
    }

    /// The same, each with a time at which the rule is open and no deny rule is; what is true of every way here is true of
    /// every request, so this is what assertions over a whole policy look at.
    ///
    /// Where that would take too many windows together, a way is there without a moment.
    package func waysAtSomeTime(to question: PolicyQuestion) -> [PolicyWay] {
        guard let rules = rulesOnTheWay(to: question) else { return [] }
        let closed = rules.denying.map(\.windows)
        return rules.allowing.compactMap { rule, terms in
            let way = allowance(by: rule, terms, question)
            guard !closed.isEmpty || !rule.windows.isEmpty else { return PolicyWay(allowance: way, moment: nil) }
            return switch OpenTimes.moment(in: rule.windows, outside: closed) {
            case .never: nil
            case .at(let moment): PolicyWay(allowance: way, moment: moment)
            case .unknown: PolicyWay(allowance: way, moment: nil)
            }
        }
    }

    /// The rules that are for the question but for its time and terms; nil if one of them denies at all times.
    private func rulesOnTheWay(
        to question: PolicyQuestion
    ) -> (allowing: [(rule: PolicyRule, terms: PolicyTerms)], denying: [PolicyRule])? {
        let facts = PolicyFacts(question)
        var allowing: [(rule: PolicyRule, terms: PolicyTerms)] = []
        var denying: [PolicyRule] = []
        for rule in rules where rule.misses(facts, thoroughly: false).isDisjoint(with: .selectors) {
            if let terms = rule.terms {
                allowing.append((rule, terms))
            } else if rule.windows.isEmpty {
                return nil
            } else {
                denying.append(rule)
            }
        }
        return (allowing, denying)
    }

    private func allowance(by rule: PolicyRule, _ terms: PolicyTerms, _ question: PolicyQuestion) -> PolicyAllowance {
        PolicyAllowance(
            rule: rule.name,
            ruleDigest: digest(of: rule) ?? "",
            approval: people.requirement(terms.approval(for: question.permissionSet)),
            maximumDuration: terms.maximumDuration,
            maximumTotal: terms.maximumTotal,
            ticket: nil
        )
    }
}
