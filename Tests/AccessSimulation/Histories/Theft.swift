// SPDX-License-Identifier: Apache-2.0

/// What somebody writes to the state table who has taken over the role of one function.
///
/// In one history it is always the same role, and it touches one witness of leases only: bindings (with the memories of
/// removals), or requests; or what surrounds them, and no witness. Whoever edits both can keep access, and SECURITY.md says so.
public enum Theft: String, Sendable, CaseIterable {
    case bindingDeleted = "a binding is deleted"
    case bindingSpoiled = "a binding is made unreadable"
    case numberTooGreat = "a number far too great is written into a binding"
    case bindingEndsLater = "a binding ends years later"
    case bindingStanding = "a binding is called standing"
    case bindingClaimed = "a binding is claimed for years"
    case bindingPaused = "a binding is to be tried again in years"
    case bindingNotDue = "a binding is taken out of the index"
    case leaseInvented = "a lease for years is invented in a binding"
    case adoptedLeaseInvented = "a lease for years that has no request is invented in a binding"
    case leaseEnded = "a lease is called over in its binding"
    case leaseGranting = "a lease is called one that is being granted in its binding"
    case bindingInvented = "a binding is invented over a stranger's access"
    case removalInFuture = "a removal is remembered that is yet to come"
    case removalInvented = "a removal is remembered that nobody has made"
    case removalForgotten = "removals are forgotten"

    case requestOver = "a request is called over"
    case requestFailed = "a request is called failed"
    case requestGranting = "a request is called one that is being granted"
    case requestRevoking = "a request is called one that is being ended"
    case requestStanding = "a request is called standing"
    case requestEndsLater = "a request ends years later"
    case requestEndsEarlier = "a request ends at once"
    case requestNotDue = "a request is taken out of the index"
    case requestDueLater = "a request is due in years"
    case requestInvented = "a request that is lent is invented over a stranger's access"

    case fenceOrdersDeleted = "orders for fences are deleted"
    case fenceOrderInvented = "an order for a fence is invented"
    case fencesDeleted = "fences are deleted"
    case fencesClaimed = "fences are claimed for years"
    case fencesStanding = "fences are called standing"
    case customSetInvented = "a permission set is said to have been made for a request"
    case customSetsMiscounted = "the number of permission sets that were made for requests is another"
    case sweepHeld = "a sweep is said to be running"
    case sweepsDied = "sweeps are said to have died on everything that is due"
    case requestSweepsDied = "sweeps of requests are said to have died on everything"
    case requestSweepElsewhere = "the sweep of requests is said to have stopped behind everything"
    case reconcileForged = "a reconcile with quarantine of everything is said to be running"
    case searchPutOff = "the search for rows is put off for years"
    case searchUnreadable = "how far the search for rows is cannot be understood"
    case comparisonPutOff = "the comparison is put off for years"
    case comparisonUnreadable = "how far the comparison is cannot be understood"
    case countsFull = "everybody is said to have as many requests open as may be"
    case countsUnreadable = "how many requests are open cannot be understood"
    case attemptsFull = "everybody is said to have been refused as often as may be"
    case alertsSilenced = "people are said to have been told of everything"

    /// What one role may write.
    struct Role: Sendable {
        let name: String
        let bindings: [Theft]
        let requests: [Theft]
        let surroundings: [Theft]
    }

    private static let inBindings: [Theft] = [
        .bindingEndsLater, .bindingStanding, .bindingClaimed, .bindingPaused, .bindingNotDue, .leaseInvented,
        .adoptedLeaseInvented, .leaseEnded, .leaseGranting, .bindingInvented, .bindingSpoiled, .numberTooGreat,
        .removalInFuture, .removalInvented,
    ]

    private static let inRequests: [Theft] = [
        .requestOver, .requestFailed, .requestGranting, .requestRevoking, .requestEndsLater, .requestEndsEarlier,
        .requestNotDue, .requestDueLater,
    ]

    private static let aroundBoth: [Theft] = [
        .customSetInvented, .customSetsMiscounted, .attemptsFull, .alertsSilenced,
    ]

    /// As the template says: Grant deletes nothing, and writes no fences, reconciles, searches and marks of Revoke's; Revoke
    /// makes no request and counts none. Both, and what they may not, are checked by scripts/lib/check_ledger.py.
    static let roles: [Role] = [
        Role(
            name: "Grant",
            bindings: inBindings,
            requests: inRequests + [.requestStanding, .requestInvented],
            surroundings: aroundBoth + [.countsFull, .countsUnreadable, .requestSweepsDied, .requestSweepElsewhere]
        ),
        Role(
            name: "Revoke",
            bindings: inBindings + [.bindingDeleted, .removalForgotten],
            requests: inRequests,
            surroundings: aroundBoth + [
                .fenceOrdersDeleted, .fenceOrderInvented, .fencesDeleted, .fencesClaimed, .fencesStanding, .sweepHeld,
                .sweepsDied, .reconcileForged, .searchPutOff, .searchUnreadable, .comparisonPutOff,
                .comparisonUnreadable,
            ]
        ),
    ]

    /// Whether it touches no witness of a lease.
    var isOfSurroundings: Bool { Self.roles.contains { $0.surroundings.contains(self) } }
}

/// The thefts of one history of eight. It has a generator of its own, so that all the other histories are as they would be
/// without it.
struct TheftPlot {
    private var random: SeededGenerator

    /// Whether anything is stolen in this history.
    private(set) var steals = false

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed ^ 0x7EF7)
    }

    /// The steps with thefts between them.
    mutating func woven(into steps: [HistoryStep]) -> [HistoryStep] {
        guard random.index(below: 8) == 0 else { return steps }
        steals = true
        let role = Theft.roles[random.index(below: Theft.roles.count)]
        let choice = [role.bindings, role.requests, role.surroundings][random.index(below: 3)]
        return steps.flatMap { step -> [HistoryStep] in
            guard random.index(below: 2) == 0 else { return [step] }
            let theft = choice[random.index(below: choice.count)]
            // At any moment: while others are at work, or between.
            if case .calls(let calls) = step, random.index(below: 2) == 0 {
                return [.stealing(theft, calls, after: random.index(below: 40) * 50)]
            }
            return [step, .theft(theft)]
        }
    }
}
