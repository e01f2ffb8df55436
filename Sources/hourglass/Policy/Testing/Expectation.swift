// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// A request and the decision that is expected on it.
struct Expectation {
    enum Outcome: String, KnownWord {
        case automatic
        case approval
        case refused

        static let words = KnownWords(Self.self)
    }

    var name: String
    var question: PolicyQuestion
    var outcome: Outcome
    var rule: String?

    /// How many approvals it takes.
    var approvals: Int?

    /// The word for the refusal, such as `denied_by_rule`.
    var code: String?

    /// What cannot all be expected; nil if it can.
    var contradiction: String? {
        switch outcome {
        case .automatic:
            if code != nil { return "expects an access, so it has no code; that is for what is refused" }
            return (approvals ?? 0) == 0 ? nil : "expects an access without approvals, and approvals too"
        case .approval:
            if code != nil { return "expects an access, so it has no code; that is for what is refused" }
            return approvals == 0 ? "expects approvals, and none of them" : nil
        case .refused: return approvals == nil ? nil : "expects a refusal, which has no approvals"
        }
    }

    func result(_ policy: Policy) -> PolicyTestResult {
        let decision = policy.decide(question)
        let failure = difference(decision)
        return PolicyTestResult(name: name, failure: failure)
    }

    private func difference(_ decision: PolicyDecision) -> String? {
        switch decision {
        case .allowed(let allowance):
            let found: Outcome = allowance.approval == .automatic ? .automatic : .approval
            let total = allowance.approval.total
            let isRight =
                found == outcome && (rule ?? allowance.rule) == allowance.rule && (approvals ?? total) == total
            guard !isRight else { return nil }
            return "expected \(expected), but the rule \(allowance.rule) allows it "
                + (found == .automatic ? "at once" : "with \(total) approval\(total == 1 ? "" : "s")")
        case .refused(let refusal):
            let isRight =
                outcome == .refused && (code ?? refusal.code.word) == refusal.code.word
                && (rule == nil || rule == refusal.rule)
            return isRight ? nil : "expected \(expected), but it is refused (\(refusal.code.word)): \(refusal.message)"
        }
    }

    private var expected: String {
        var text = outcome.rawValue
        if let approvals { text += " by \(approvals)" }
        if let code { text += " (\(code))" }
        return text + (rule.map { " on the rule \($0)" } ?? "")
    }
}
