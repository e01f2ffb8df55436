// SPDX-License-Identifier: Apache-2.0

extension Policy {
    /// All the ways to an access, whenever and however it is asked for: the allow rules for this person, way in,
    /// account and permission set, in the order of the file. None if a deny rule stands in the way at all times.
    ///
    /// Duration, justification, ticket and start of the question do not count. What is true of every way here is true
    /// of every request, so this is what assertions over a whole policy look at.
    public func ways(to question: PolicyQuestion) -> [PolicyAllowance] {
        let facts = PolicyFacts(question)
        var ways: [PolicyAllowance] = []
        for rule in rules where rule.misses(facts, thoroughly: false).isDisjoint(with: .selectors) {
            guard let terms = rule.terms else {
                if rule.windows.isEmpty { return [] }
                continue
            }
            let allowance = PolicyAllowance(
                rule: rule.name,
                ruleDigest: digest(of: rule) ?? "",
                approval: people.requirement(terms.approval(for: question.permissionSet)),
                maximumDuration: terms.maximumDuration,
                maximumTotal: terms.maximumTotal,
                ticket: nil
            )
            ways.append(allowance)
        }
        return ways
    }
}
