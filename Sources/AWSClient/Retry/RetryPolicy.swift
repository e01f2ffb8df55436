// SPDX-License-Identifier: Apache-2.0

/// How often and after what wait a call is sent again: the AWS SDKs' standard mode, with the waits they use since 2026
/// (short ones for faults that pass quickly, longer ones for throttling).
struct RetryPolicy: Sendable {
    /// How often one call may be sent in all.
    let maximumAttempts: Int

    /// The longest wait that the policy itself asks for.
    static let longestDelay = 20.0

    /// The most that a service's own wish may add to the policy's wait.
    static let longestWish = 5.0

    /// The wait after failed attempt number `attempt`, which counts from 1.
    ///
    /// It is chosen evenly between zero and a bound that doubles with each attempt (full jitter), so that clients which
    /// failed together do not come back together.
    ///
    /// - Parameters:
    ///   - wish: How long the service asked to wait, if it did.
    ///   - random: A number in 0..<1.
    func delay(
        after attempt: Int,
        _ category: RetryCategory,
        service: AWSService,
        wish: Duration?,
        random: Double
    ) -> Duration {
        switch category {
        case .clockSkew, .possibleClockSkew: return .zero
        case .connectionLost where attempt == 1: return .zero
        case .never, .throttled, .transient, .timedOut, .connectionLost: break
        }
        let bound = min(Self.base(category, service) * Double(1 << min(attempt - 1, 16)), Self.longestDelay)
        let delay = random * bound
        guard let wish else { return .seconds(delay) }
        return .seconds(max(delay, min(wish / .seconds(1), delay + Self.longestWish)))
    }

    private static func base(_ category: RetryCategory, _ service: AWSService) -> Double {
        if category == .throttled { 1 } else { service == .dynamoDB ? 0.025 : 0.05 }
    }
}
