// SPDX-License-Identifier: Apache-2.0

// Whether everything that one selector matches is matched by another. Where this cannot be told, the answer is no.

extension PolicyRule {
    /// Whether this rule is for everything that `other` is for, at any time.
    func covers(_ other: PolicyRule) -> Bool {
        permissionSets.covers(other.permissionSets) && isForAll(of: other)
    }
}

extension PolicyRule {
    /// The same, whichever permission sets they are about.
    func isForAll(of other: PolicyRule) -> Bool {
        other.paths.allSatisfy(paths.contains) && principals.covers(other.principals) && accounts.covers(other.accounts)
            && OpenTimes.cover(windows, other.windows)
    }
}

extension PolicyTerms {
    /// Whether a request that keeps to `other` keeps to these as well.
    func isNoStricter(than other: PolicyTerms) -> Bool {
        guard maximumDuration >= other.maximumDuration, maximumTotal >= other.maximumTotal,
            minimumJustification <= other.minimumJustification,
            !isTicketRequired || other.isTicketRequired,
            ticketCheck.map({ $0.isNoStricter(than: other.ticketCheck) }) ?? true
        else { return false }
        guard let ticketPattern else { return true }
        return other.ticketPattern.map(ticketPattern.covers) ?? false
    }

    /// Whether these are chosen where both rules match.
    func decides(before other: PolicyTerms, isEarlier: Bool, _ permissionSets: PermissionSetSelector) -> Bool {
        func isFirst(_ mine: ApprovalTerms, _ theirs: ApprovalTerms) -> Bool {
            mine.total < theirs.total || (mine.total == theirs.total && isEarlier)
        }
        return (permissionSets.names.isEmpty || isFirst(approval, other.approval))
            && (!permissionSets.includesCustom || isFirst(customApproval, other.customApproval))
    }
}

extension Pattern {
    func covers(_ other: Pattern) -> Bool {
        if isAnything || self == other { return true }
        if let literal = other.literal { return matches(literal) }
        // The signs of the other pattern can then only be taken by a `*` of this one.
        return !hasSingleSigns && matches(MatchText(other.text))
    }
}

extension [Pattern] {
    fileprivate func covers(_ others: [Pattern]) -> Bool {
        others.allSatisfy { other in contains { $0.covers(other) } }
    }
}

extension [Pattern] {
    /// As ``covers(_:)``, for people: an id and a name say nothing of each other, but that anything is anybody.
    fileprivate func coversPeople(_ others: [Pattern]) -> Bool {
        others.allSatisfy { other in
            contains { $0.isAnything || ($0.isPersonReference == other.isPersonReference && $0.covers(other)) }
        }
    }
}

extension PrincipalSelector {
    fileprivate func covers(_ other: PrincipalSelector) -> Bool {
        let otherKinds = other.kinds ?? PrincipalKind.allCases
        if let kinds, !otherKinds.allSatisfy(kinds.contains) { return false }
        if isAnybody { return true }
        return !other.isAnybody && users.coversPeople(other.users) && other.groups.allSatisfy(groups.contains)
    }
}

extension AccountSelector {
    fileprivate func covers(_ other: AccountSelector) -> Bool {
        let coversTags = tags.allSatisfy { tag in
            other.tags.contains { $0.key == tag.key && tag.values.covers($0.values) }
        }
        guard coversTags else { return false }
        if isEveryPlace { return true }
        return !other.isEveryPlace && other.ids.allSatisfy(ids.contains) && names.covers(other.names)
            && other.units.allSatisfy { unit in units.contains { $0.covers(unit) } }
    }
}

extension UnitSelector {
    fileprivate func covers(_ other: UnitSelector) -> Bool {
        switch (self, other) {
        case (.id(let id), .id(let otherID)): id == otherID
        case (.names(let names), .names(let otherNames)):
            names.count <= otherNames.count && zip(names, otherNames).allSatisfy { $0.covers($1) }
        default: false
        }
    }
}

extension PermissionSetSelector {
    fileprivate func covers(_ other: PermissionSetSelector) -> Bool {
        (includesCustom || !other.includesCustom) && names.covers(other.names)
    }
}
