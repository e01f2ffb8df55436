// SPDX-License-Identifier: Apache-2.0

/// What somebody writes to the state table who has taken over the role of one function.
///
/// In one history it is always the same role, and it touches one witness of leases only: bindings (with the memories of
/// removals), or requests. Whoever edits both can keep access, and SECURITY.md says so.
public enum Theft: String, Sendable, CaseIterable {
    case bindingDeleted = "a binding is deleted"
    case bindingSpoiled = "a binding is made unreadable"
    case bindingEndsLater = "a binding ends years later"
    case bindingStanding = "a binding is called standing"
    case bindingClaimed = "a binding is claimed for years"
    case bindingPaused = "a binding is to be tried again in years"
    case leaseInvented = "a lease for years is invented in a binding"
    case bindingInvented = "a binding is invented over a stranger's access"
    case removalInFuture = "a removal is remembered that is yet to come"
    case requestOver = "a request is called over"
    case requestEndsLater = "a request ends years later"
    case requestEndsEarlier = "a request ends at once"
    case requestNotDue = "a request is taken out of the index"
    case requestInvented = "a request that is lent is invented over a stranger's access"

    /// What each role may write, as the template says: Grant deletes nothing, Revoke makes no request.
    static let roles: [(name: String, bindings: [Theft], requests: [Theft])] = [
        (
            "Grant",
            [
                .bindingEndsLater, .bindingStanding, .bindingClaimed, .bindingPaused, .leaseInvented, .bindingInvented,
                .bindingSpoiled, .removalInFuture,
            ],
            [.requestOver, .requestEndsLater, .requestEndsEarlier, .requestNotDue, .requestInvented]
        ),
        (
            "Revoke",
            [
                .bindingDeleted, .bindingEndsLater, .bindingStanding, .bindingClaimed, .bindingPaused, .leaseInvented,
                .bindingInvented, .bindingSpoiled, .removalInFuture,
            ],
            [.requestOver, .requestEndsLater, .requestEndsEarlier, .requestNotDue]
        ),
    ]
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
        let choice = random.index(below: 2) == 0 ? role.bindings : role.requests
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
