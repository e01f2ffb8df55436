// SPDX-License-Identifier: Apache-2.0

/// The same fences in fewer statements: users of one account share one, or accounts of one user do.
///
/// Each statement names its accounts. One without would also shut the user out of accounts in which they hold the same
/// permission set, by another lease or as standing access; and the names of all the accounts that one record of fences can
/// have take less room than IAM gives.
struct FenceGrouping {
    /// Whom a statement must keep out, and how.
    private struct Wish {
        let target: Fence.Target
        /// When their access ended: the statement's time must not be earlier.
        let ended: Timestamp
        /// Since when they have held it again: the statement's time must not be later, or it would shut those sessions out.
        let heldSince: Timestamp?
    }

    private enum Group: Hashable {
        case account(AccountID)
        case user(String)
    }

    private let wishes: [Wish]

    /// - Parameter holds: who has the access again; whoever is not in it has not.
    init(_ fences: some Sequence<Fence>, holds: [Fence.Target: Fence.Hold] = [:]) {
        var ends: [Fence.Target: Timestamp] = [:]
        for fence in fences {
            // Of two fences of one user in one account the later one suffices.
            ends[fence.target] = max(ends[fence.target] ?? fence.endedAt, fence.endedAt)
        }
        wishes = ends.map { target, ended in
            let heldSince: Timestamp? =
                switch holds[target] ?? .none {
                case .none: nil
                // Sessions are dated by whole seconds. Of one that both is in, neither can be told.
                case .since(let moment): max(moment.roundedUp, ended)
                case .unknown: ended
                }
            return Wish(target: target, ended: ended, heldSince: heldSince)
        }
    }

    /// A statement for each user and account.
    var single: [FenceDeny] {
        Self.sorted(
            wishes.map { FenceDeny(accountIDs: [$0.target.accountID], userIDs: [$0.target.userID], before: $0.ended) }
        )
    }

    /// The ways to share statements; which of them is the shortest depends on who has ended what.
    var shared: [[FenceDeny]] {
        let users = Dictionary(grouping: wishes, by: \.target.userID).mapValues(\.count)
        let accounts = Dictionary(grouping: wishes, by: \.target.accountID).mapValues(\.count)
        return [
            denies { .account($0.accountID) },
            denies { .user($0.userID) },
            denies { target in
                (users[target.userID] ?? 0) > (accounts[target.accountID] ?? 0)
                    ? .user(target.userID) : .account(target.accountID)
            },
        ]
    }

    private func denies(by group: (Fence.Target) -> Group) -> [FenceDeny] {
        Self.sorted(Dictionary(grouping: wishes) { group($0.target) }.values.flatMap(Self.statements))
    }

    /// As few statements as will do, each with a time that lies, for everybody in it, between the end of the old access and
    /// the beginning of the new one.
    private static func statements(_ members: [Wish]) -> [FenceDeny] {
        var rest = members.sorted { isEarlier($0.heldSince, $1.heldSince) }
        var statements: [FenceDeny] = []
        while let first = rest.first {
            let fits = { (wish: Wish) in first.heldSince.map { wish.ended <= $0 } ?? true }
            let taken = rest.filter(fits)
            rest.removeAll(where: fits)
            statements.append(
                FenceDeny(
                    accountIDs: Set(taken.map(\.target.accountID)),
                    userIDs: Set(taken.map(\.target.userID)),
                    before: taken.reduce(first.ended) { max($0, $1.ended) }
                )
            )
        }
        return statements
    }

    private static func isEarlier(_ first: Timestamp?, _ second: Timestamp?) -> Bool {
        guard let first else { return false }
        return second.map { first < $0 } ?? true
    }

    /// In an order of their own, so that the same fences always make the same policy.
    private static func sorted(_ denies: [FenceDeny]) -> [FenceDeny] {
        denies.sorted { $0.order < $1.order }
    }
}

extension FenceDeny {
    fileprivate var order: (String, String, Timestamp) {
        (accountIDs.map(\.description).joined(separator: ","), userIDs.joined(separator: ","), before)
    }
}
