// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSClient

@Suite("The wait before another attempt")
struct RetryDelayTests {
    private let policy = RetryPolicy(maximumAttempts: 10)

    private func delay(
        after attempt: Int,
        _ category: RetryCategory,
        service: AWSService = .ssoAdmin,
        wish: Duration? = nil,
        random: Double = 1
    ) -> Duration {
        policy.delay(after: attempt, category, service: service, wish: wish, random: random)
    }

    @Test(
        "Its bound doubles with each attempt, from 50 ms (DynamoDB 25 ms, throttling 1 s) up to 20 s",
        arguments: [
            (1, RetryCategory.transient, AWSService.ssoAdmin, 0.05), (2, .transient, .ssoAdmin, 0.1),
            (3, .transient, .ssoAdmin, 0.2), (1, .transient, .dynamoDB, 0.025), (2, .timedOut, .dynamoDB, 0.05),
            (1, .throttled, .ssoAdmin, 1), (1, .throttled, .dynamoDB, 1), (2, .throttled, .ssoAdmin, 2),
            (5, .throttled, .ssoAdmin, 16), (6, .throttled, .ssoAdmin, 20), (1000, .throttled, .ssoAdmin, 20),
        ]
    )
    func bound(attempt: Int, category: RetryCategory, service: AWSService, seconds: Double) {
        #expect(delay(after: attempt, category, service: service) == .seconds(seconds))
    }

    @Test("It is anything between zero and the bound", arguments: [0, 0.25, 0.5])
    func jitter(random: Double) {
        #expect(delay(after: 2, .throttled, random: random) == .seconds(2 * random))
    }

    @Test("A connection that broke is replaced at once the first time, and after a wait the next")
    func connectionLost() {
        #expect(delay(after: 1, .connectionLost) == .zero)
        #expect(delay(after: 2, .connectionLost) == .milliseconds(100))
    }

    @Test("A wrong clock is corrected at once", arguments: [RetryCategory.clockSkew, .possibleClockSkew])
    func clockSkew(category: RetryCategory) {
        #expect(delay(after: 1, category) == .zero)
    }

    @Test(
        "A service's wish is granted, but neither shortens the wait nor adds more than five seconds to it",
        arguments: [(0.0, 0.5), (0.2, 0.5), (3.0, 3.0), (5.5, 5.5), (60.0, 5.5), (86_400.0, 5.5)]
    )
    func wish(seconds: Double, granted: Double) {
        #expect(delay(after: 1, .throttled, wish: .seconds(seconds), random: 0.5) == .seconds(granted))
    }
}
