// SPDX-License-Identifier: Apache-2.0

extension Policy {
    /// Looks for rules that never decide, approvals that nobody can give, and the like. What cannot be known from the
    /// policy alone, such as who is in a group, is given the benefit of the doubt.
    ///
    /// - Parameter now: to find windows that are over; nil finds none.
    public func check(at now: Timestamp? = nil) -> [PolicyFinding] {
        var findings: [PolicyFinding] = []
        for (index, rule) in rules.enumerated() {
            let place = "$.rules[\(index)]"
            let line = line(of: rule)
            func find(_ code: PolicyFinding.Code, _ message: String, at suffix: String = "") {
                findings.append(PolicyFinding(code: code, path: place + suffix, line: line, message: message))
            }
            if let message = shadow(of: rule, at: index) { find(.unreachable, message) }
            for problem in accountProblems(rule) { find(problem.code, problem.message, at: ".accounts") }
            if let message = customGap(rule) { find(.customNotDenied, message, at: ".permission_sets") }
            if let message = rule.pathProblem { find(.interactivePaths, message, at: ".paths") }
            if let now, let message = rule.windowProblem(now) { find(.windowsOver, message, at: ".windows") }
            guard let terms = rule.terms else { continue }
            if let message = rule.ticketProblem(terms) { find(.ticketPattern, message, at: ".ticket") }
            for problem in rule.approvalProblems(terms, people) { find(problem.code, problem.message, at: ".approval") }
        }
        return findings + waysWithoutRule()
    }

    private func line(of rule: PolicyRule) -> Int {
        bytes.prefix(rule.source.lowerBound).count { $0 == UInt8(ascii: "\n") } + 1
    }

    /// Why the rule never decides, if it does not.
    private func shadow(of rule: PolicyRule, at index: Int) -> String? {
        for (other, earlier) in zip(rules, rules.indices.map { $0 < index }) where other.name != rule.name {
            switch (other.effect, rule.effect) {
            case (.deny, .allow):
                guard other.covers(rule) else { continue }
                return "The rule \(rule.name) never allows anything: \(other.name) denies all of it."
            case (.deny, .deny):
                // Of two that deny the same, the first is kept.
                guard other.covers(rule), earlier || !rule.covers(other) else { continue }
                return "The rule \(rule.name) denies nothing that \(other.name) does not deny already."
            case (.allow(let easier), .allow(let terms)):
                // A protected account is reached by its id alone.
                guard other.covers(rule), rule.accounts.ids.allSatisfy(other.accounts.ids.contains),
                    easier.isNoStricter(than: terms),
                    easier.decides(before: terms, isEarlier: earlier, rule.permissionSets)
                else { continue }
                return "The rule \(rule.name) never decides: \(other.name) allows all of it and demands no more."
            case (.allow, .deny): continue
            }
        }
        return nil
    }

    private func waysWithoutRule() -> [PolicyFinding] {
        let allowing = rules.filter { $0.terms != nil }
        guard !allowing.isEmpty else {
            let message = "No rule allows anything, so every request is refused."
            return [PolicyFinding(code: .nothingAllowed, path: "$.rules", line: 1, message: message)]
        }
        let paths = allowing.reduce(into: Set<AccessPath>()) { $0.formUnion($1.paths) }
        func finding(_ place: String, _ who: String, _ path: AccessPath) -> PolicyFinding {
            let message =
                "\(who) may request by way of \(path.rawValue), for which there is no rule that allows anything."
            return PolicyFinding(code: .pathWithoutRule, path: place, line: 1, message: message)
        }
        let fromActors = actors.enumerated()
            .filter { $1.actions.contains(.request) && !paths.contains($1.path) }
            .map { finding("$.actors[\($0)]", "The actor \($1.name)", $1.path) }
        let fromIntegrations = integrations.values.sorted { $0.name < $1.name }
            .filter { $0.actions.contains(.request) && !paths.contains($0.path) }
            .map { finding("$.integrations.\($0.name)", "The integration \($0.name)", $0.path) }
        return fromActors + fromIntegrations
    }
}
