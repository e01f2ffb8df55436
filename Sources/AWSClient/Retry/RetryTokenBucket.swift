// SPDX-License-Identifier: Apache-2.0

/// The retries a host is still owed. Each one costs tokens and successes bring them back, so that a service in lasting
/// trouble is not sent three times the traffic.
struct RetryTokenBucket: Sendable, Equatable {
    static let capacity = 500

    private(set) var tokens = capacity

    /// What a retry after a failure of this category costs.
    static func cost(_ category: RetryCategory) -> Int {
        category == .timedOut ? 10 : 5
    }

    /// Takes `cost` tokens, or none and returns false if there are too few.
    mutating func take(_ cost: Int) -> Bool {
        guard tokens >= cost else { return false }
        tokens -= cost
        return true
    }

    /// Gives back what the last retry of a successful call cost, or one token if it needed none.
    mutating func refund(_ cost: Int?) {
        tokens = min(tokens + (cost ?? 1), Self.capacity)
    }
}
