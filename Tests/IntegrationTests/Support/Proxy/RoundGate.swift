// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Lets calls through in rounds, and so counts round trips without measuring time.
///
/// Calls wait at the gate until every call of the round before has been answered and no more arrive; then all that wait
/// go together. What a program sends at once goes in one round, and what needs an answer first must come in a later
/// one: the number of rounds is the longest chain of calls that wait for each other.
final class RoundGate: @unchecked Sendable {
    /// How long nothing must arrive. Long enough for a busy machine to send what it sends at once.
    private static let quiet = 0.2

    // Guarded by the condition.
    private let condition = NSCondition()
    private var round = 0
    private var underWay = 0
    private var waiting = 0
    private var lastChange = Date()

    /// Waits for the round of this call, and returns its number, from 1.
    func enter() -> Int {
        condition.lock()
        defer { condition.unlock() }
        waiting += 1
        lastChange = Date()
        let next = round + 1
        while round < next {
            let open = lastChange.addingTimeInterval(Self.quiet)
            if underWay == 0, open <= Date() {
                round = next
                underWay = waiting
                waiting = 0
                condition.broadcast()
            } else if underWay == 0 {
                _ = condition.wait(until: open)
            } else {
                // With calls under way there is nothing to wait for but their answers.
                condition.wait()
            }
        }
        return next
    }

    /// Says that a call of the round has been answered.
    func leave() {
        condition.lock()
        underWay -= 1
        lastChange = Date()
        condition.broadcast()
        condition.unlock()
    }
}
