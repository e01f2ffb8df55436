// SPDX-License-Identifier: Apache-2.0

/// The denies that stand for some fences, and those fences for which there was no room.
struct FencePlan: Equatable {
    /// Sorted, so that the same fences always make the same policy.
    let denies: [FenceDeny]

    /// The last in the order of ``Rank``.
    let leftOut: [Fence]

    /// Who has room before whom.
    private enum Rank: Int {
        case standing
        case wanted
        /// They have the access anyway. When that ends, its own fence keeps out their older sessions too.
        case standingHeld
        case wantedHeld
    }

    /// Plans for a policy, in the first of these ways that fits: a statement for each user and account; statements that are
    /// shared; the same without those fences that came last.
    ///
    /// What stands is not given up for what comes later, and what was wanted first comes first: whoever has many leases
    /// would otherwise decide, by ending them, which of their sessions stay open.
    ///
    /// - Parameter hold: whether a user has the access again. A statement with a later time would shut them out.
    init(
        _ fences: [Fence],
        in policy: FencedPolicy,
        hold: (Fence.Target) async throws(LedgerError) -> Fence.Hold
    ) async throws(LedgerError) {
        let single = FenceGrouping(fences).single
        if policy.takes(single) {
            (denies, leftOut) = (single, [])
            return
        }
        var holds: [Fence.Target: Fence.Hold] = [:]
        for fence in fences where holds[fence.target] == nil { holds[fence.target] = try await hold(fence.target) }
        func rank(_ fence: Fence) -> Rank {
            let isHeld = holds[fence.target].map { $0 != .none } ?? false
            if isHeld { return fence.isStanding ? .standingHeld : .wantedHeld }
            return fence.isStanding ? .standing : .wanted
        }
        let inOrder = fences.sorted {
            let ranks = (rank($0).rawValue, rank($1).rawValue)
            return ranks.0 == ranks.1 ? Self.isFirst($0, $1) : ranks.0 < ranks.1
        }
        func shortest(_ count: Int) -> [FenceDeny] {
            let ways = FenceGrouping(inOrder.prefix(count), holds: holds).shared
            return ways.map { ($0, policy.length(with: $0).characters) }.min { $0.1 < $1.1 }?.0 ?? []
        }
        // A longer list hardly ever makes a shorter policy, so what fits is searched by halves. That it does not always is
        // no reason to give up what stands.
        let standing = inOrder.prefix { rank($0) == .standing }.count
        var (fitting, tooMany) = (policy.takes(shortest(standing)) ? standing : 0, inOrder.count + 1)
        while tooMany - fitting > 1 {
            let middle = (fitting + tooMany) / 2
            if policy.takes(shortest(middle)) { fitting = middle } else { tooMany = middle }
        }
        denies = shortest(fitting)
        leftOut = Array(inOrder.dropFirst(fitting))
    }

    /// Which of two fences of one rank came first.
    private static func isFirst(_ first: Fence, _ second: Fence) -> Bool {
        let since = (first.standsSince ?? first.endedAt, second.standsSince ?? second.endedAt)
        if since.0 != since.1 { return since.0 < since.1 }
        return (first.endedAt, first.userID, first.accountID.description)
            < (second.endedAt, second.userID, second.accountID.description)
    }
}
