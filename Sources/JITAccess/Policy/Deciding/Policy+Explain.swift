// SPDX-License-Identifier: Apache-2.0

extension Policy {
    /// Decides a request and says what each rule had to do with it. The decision is that of ``decide(_:)``: both hold
    /// the same rules against the same facts and draw the same conclusion; only here, no rule is left early.
    public func explain(_ question: PolicyQuestion) -> PolicyExplanation {
        let facts = PolicyFacts(question)
        var conclusion = PolicyConclusion(facts)
        var explanations: [RuleExplanation] = []
        for rule in rules {
            let misses = rule.misses(facts, thoroughly: true)
            conclusion.add(rule, misses)
            explanations.append(
                RuleExplanation(name: rule.name, isDeny: rule.terms == nil, missing: rule.missing(misses, facts))
            )
        }
        return PolicyExplanation(decision: conclusion.decision(people, digest: digest(of:)), rules: explanations)
    }
}

extension PolicyMisses {
    /// Every single one, by the word that stands for it.
    private static let words: [(PolicyMisses, String)] = [
        (.principal, "principal"), (.path, "path"), (.account, "account"), (.tags, "tags"),
        (.permissionSet, "permission_set"), (.window, "window"), (.duration, "duration"), (.total, "total"),
        (.justification, "justification"), (.ticket, "ticket"), (.ticketPattern, "ticket_pattern"),
        (.ticketRecord, "ticket_record"), (.ticketPerson, "ticket_person"), (.ticketWindow, "change_window"),
    ]

    /// Each of them alone, with its word.
    fileprivate var each: [(miss: PolicyMisses, word: String)] {
        Self.words.filter { contains($0.0) }.map { (miss: $0.0, word: $0.1) }
    }
}

extension PolicyRule {
    fileprivate func missing(_ misses: PolicyMisses, _ facts: PolicyFacts) -> [RuleExplanation.Missing] {
        misses.each.flatMap { part in
            wishes(part.miss, facts).map { RuleExplanation.Missing(what: part.word, wish: $0) }
        }
    }
}
