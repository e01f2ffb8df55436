// SPDX-License-Identifier: Apache-2.0

/// The denies that stand for some fences, and those fences for which there was no room.
struct FencePlan: Equatable {
    /// Sorted, so that the same fences always make the same policy.
    let denies: [FenceDeny]

    /// Those that matter least: the sessions they would keep out end first.
    let leftOut: [Fence]

    /// Plans for a policy, in the first of these ways that fits: a statement for each user and account; a statement for
    /// each account, with the latest of the times; the same without the fences that matter least, of which those that
    /// stand are the last to go.
    ///
    /// - Parameter isAlone: whether a user holds the access again. They keep a statement of their own: the time of
    ///   another would end the sessions of their lease.
    init(_ fences: [Fence], in policy: FencedPolicy, isAlone: (Fence.Target) async throws(LedgerError) -> Bool)
        async throws(LedgerError)
    {
        let single = Self.denies(fences, alone: nil)
        if policy.takes(single) {
            (denies, leftOut) = (single, [])
            return
        }
        var alone: Set<Fence.Target> = []
        for target in Set(fences.map(\.target)) where try await isAlone(target) { alone.insert(target) }
        // What stands is not given up for what comes later: who holds many accounts would decide which ones stay open.
        let byUse = fences.sorted {
            if $0.isStanding != $1.isStanding { return $0.isStanding }
            return ($0.liftAt, $0.userID, $0.accountID.description) > ($1.liftAt, $1.userID, $1.accountID.description)
        }
        // More fences never make a shorter policy, so what fits can be searched by halves.
        var (fitting, tooMany) = (0, byUse.count + 1)
        while tooMany - fitting > 1 {
            let middle = (fitting + tooMany) / 2
            if policy.takes(Self.denies(Array(byUse.prefix(middle)), alone: alone)) {
                fitting = middle
            } else {
                tooMany = middle
            }
        }
        denies = Self.denies(Array(byUse.prefix(fitting)), alone: alone)
        leftOut = Array(byUse.dropFirst(fitting))
    }

    /// - Parameter alone: those who keep a statement of their own while others share one; nil if nobody shares.
    private static func denies(_ fences: [Fence], alone: Set<Fence.Target>?) -> [FenceDeny] {
        var latest: [Fence.Target: Timestamp] = [:]
        for fence in fences {
            // Of two fences of one user in one account the later one suffices.
            latest[fence.target] = max(latest[fence.target] ?? fence.endedAt, fence.endedAt)
        }
        var denies: [FenceDeny] = []
        var shared: [AccountID: (users: [String], before: Timestamp)] = [:]
        for (target, before) in latest {
            if let alone, !alone.contains(target) {
                let others = shared[target.accountID]
                shared[target.accountID] = (
                    (others?.users ?? []) + [target.userID], max(others?.before ?? before, before)
                )
            } else {
                denies.append(FenceDeny(accountID: target.accountID, userIDs: [target.userID], before: before))
            }
        }
        denies += shared.map { FenceDeny(accountID: $0, userIDs: $1.users.sorted(), before: $1.before) }
        return denies.sorted {
            ($0.accountID.description, $0.userIDs.joined(separator: ","))
                < ($1.accountID.description, $1.userIDs.joined(separator: ","))
        }
    }
}
