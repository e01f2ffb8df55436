// SPDX-License-Identifier: Apache-2.0

extension PolicyRule {
    /// What it wants where `facts` miss it, each going on from "the rule ...".
    func wishes(_ misses: PolicyMisses, _ facts: PolicyFacts) -> [String] {
        let question = facts.question
        var wishes: [String] = []
        if misses.contains(.principal) { wishes.append("is for \(principals.readable)") }
        if misses.contains(.path) {
            let known = AccessPath.allCases.filter(paths.contains).map(\.rawValue).joined(separator: ", ")
            wishes.append("is for requests by way of \(known) (this comes by way of \(question.path.rawValue))")
        }
        if misses.contains(.account) { wishes.append("is for \(accounts.readablePlace)\(protection(facts))") }
        if misses.contains(.tags) { wishes.append("is for accounts tagged \(accounts.readableTags)") }
        if misses.contains(.permissionSet) {
            wishes.append(
                "is for the permission sets \(permissionSets.readable)"
            )
        }
        if misses.contains(.window) {
            wishes.append(
                "is for access that begins \(windows.map(\.readable).joined(separator: ", or ")) "
                    + "(this would begin at \(question.start.iso8601))"
            )
        }
        return wishes + (terms?.wishes(misses, facts) ?? [])
    }
}

extension PolicyRule {
    /// Why a rule that seems to be for the account is not.
    private func protection(_ facts: PolicyFacts) -> String {
        facts.account.isProtected && accounts.matchesPlace(facts)
            ? " (\(facts.account.id) is protected: only a rule that names its id is for it)" : ""
    }
}

extension PolicyTerms {
    fileprivate func wishes(_ misses: PolicyMisses, _ facts: PolicyFacts) -> [String] {
        var wishes: [String] = []
        if misses.contains(.duration) {
            wishes.append("allows at most \(maximumDuration) (\(facts.question.duration) was asked for)")
        }
        if misses.contains(.total) {
            let total = LeaseDuration(seconds: facts.question.total.components.seconds)?.description
            wishes.append(
                "allows at most \(maximumTotal) with all extensions "
                    + "(with this one it would be \(total ?? "more than \(LeaseDuration.maximum)"))"
            )
        }
        if misses.contains(.justification) {
            let found = facts.justificationLength
            wishes.append("wants a justification of at least \(minimumJustification) characters (it has \(found))")
        }
        if misses.contains(.ticket) { wishes.append("wants a ticket\(ticketPattern.map { " like \($0.text)" } ?? "")") }
        if misses.contains(.ticketPattern), let ticketPattern {
            wishes.append("wants a ticket like \(ticketPattern.text)")
        }
        return wishes + (ticketCheck?.wishes(misses, facts.question) ?? [])
    }
}

extension PrincipalSelector {
    /// Names them for people, as many as one can read.
    var readable: String {
        let who = isAnybody ? ["anybody"] : users.map(\.text) + groups.map { "members of \($0)" }
        guard let kinds else { return Readable.list(who) }
        let names = PrincipalKind.allCases.filter(kinds.contains).map { "\($0.rawValue)s" }
        return "\(Readable.list(names)): \(Readable.list(who))"
    }
}

extension AccountSelector {
    var readablePlace: String {
        let units = units.map(\.readable).map { "the unit \($0)" }
        if isAnywhere { return "any account" }
        return "the accounts \(Readable.list(ids.map(\.description) + names.map(\.text) + units))"
    }

    var readableTags: String {
        tags.map { tag in "\(tag.key)=\(tag.values.map(\.text).joined(separator: "|"))" }.joined(separator: ", ")
    }
}

extension UnitSelector {
    var readable: String {
        switch self {
        case .id(let id): id
        case .names(let names): names.map(\.text).joined(separator: "/")
        }
    }
}

extension PermissionSetSelector {
    var readable: String { Readable.list(names.map(\.text) + (includesCustom ? ["@custom"] : [])) }
}

/// Lists for people.
enum Readable {
    /// `a, b and c`
    static func sentence(_ parts: [String]) -> String {
        guard let last = parts.last, parts.count > 1 else { return parts.joined() }
        return parts.dropLast().joined(separator: ", ") + " and " + last
    }

    /// The first few, and how many more there are.
    static func list(_ names: [String], most: Int = 5, separator: String = ", ") -> String {
        let rest = names.count - most
        return names.prefix(most).joined(separator: separator) + (rest > 0 ? " and \(rest) more" : "")
    }
}
