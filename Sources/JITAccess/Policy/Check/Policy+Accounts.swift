// SPDX-License-Identifier: Apache-2.0

extension Policy {
    /// What is the matter with how a rule chooses accounts.
    func accountProblems(_ rule: PolicyRule) -> [(code: PolicyFinding.Code, message: String)] {
        var problems: [(code: PolicyFinding.Code, message: String)] = []
        if !rule.accounts.names.isEmpty, !rule.accounts.isEveryPlace {
            if rule.terms == nil {
                let message =
                    "The rule \(rule.name) denies by account name. Whoever administers an account for a moment can rename "
                    + "it, and is out of the rule; use ids, ous or tags."
                problems.append((.accountNames, message))
            } else if rule.accounts.tags.isEmpty {
                let message =
                    "The rule \(rule.name) is for accounts by their names alone. Whoever administers an account for a "
                    + "moment can rename it, and is in the rule; use ids or ous instead, or tags beside the names."
                problems.append((.accountNames, message))
            }
        }
        if rule.terms?.approval == .automatic, rule.isForEveryAccount, rule.lendsAdministrator {
            let message =
                "The rule \(rule.name) makes whoever it is for administrator of any account without anybody's approval. "
                + "Name the accounts, or have it approved, unless whoever asks has decided already."
            problems.append((.administratorAnywhere, message))
        }
        return problems
    }

    /// What a rule that denies permission sets by name leaves open; nil if it leaves nothing open.
    func customGap(_ rule: PolicyRule) -> String? {
        guard rule.terms == nil, !rule.permissionSets.includesCustom else { return nil }
        let isDenied = rules.contains { other in
            other.terms == nil && other.permissionSets.includesCustom && other.isForAll(of: rule)
        }
        let custom = rules.first { other in
            other.terms != nil && other.permissionSets.includesCustom
                && other.paths.contains(where: rule.paths.contains)
        }
        guard !isDenied, let custom else { return nil }
        return
            "The rule \(rule.name) denies \(rule.permissionSets.readable), and \(custom.name) allows permission sets that "
            + "requests define: one with a managed policy of such a name is denied too, but not one whose inline policy "
            + "allows the same. Add @custom to \(rule.name) if it is to deny these as well."
    }

    /// In one line, what the policy lends without anybody's approval: to whom, where and for how long.
    public var automaticLending: String {
        let parts = rules.compactMap { rule -> String? in
            guard let terms = rule.terms, terms.approval == .automatic, !rule.permissionSets.names.isEmpty else {
                return nil
            }
            let paths = AccessPath.allCases.filter(rule.paths.contains).map(\.rawValue)
            return "\(Readable.list(rule.permissionSets.names.map(\.text))) to \(rule.principals.readable) by way of "
                + "\(paths.joined(separator: ", ")) on \(rule.accounts.readable) for \(terms.maximumDuration) at most"
                + (terms.maximumTotal == terms.maximumDuration
                    ? "" : " (\(terms.maximumTotal) with extensions)")
        }
        return parts.isEmpty
            ? "Lends nothing without approval."
            : "Lends without approval: \(Readable.list(parts, most: 10, separator: "; "))."
    }
}

extension PolicyRule {
    fileprivate var isForEveryAccount: Bool { accounts.isEveryPlace && accounts.tags.isEmpty }

    fileprivate var lendsAdministrator: Bool {
        let administrator = MatchText("AdministratorAccess")
        return permissionSets.names.contains { $0.matches(administrator) || $0.text.lowercased().contains("admin") }
    }
}

extension AccountSelector {
    fileprivate var readable: String {
        tags.isEmpty ? readablePlace : "\(readablePlace) tagged \(readableTags)"
    }
}
