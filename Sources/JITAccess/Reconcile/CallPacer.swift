// SPDX-License-Identifier: Apache-2.0

/// Keeps calls apart, so that a long survey leaves others their part of the API's rate.
///
/// Identity Center allows about 20 calls a second to everybody in the organization together; a reconcile takes half.
/// See https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html.
public actor CallPacer {
    /// The time from one call to the next: ten a second.
    public static let interval = Duration.milliseconds(100)

    private let clock: any AccessClock
    private var nextAt: Timestamp?

    /// Creates a pacer whose first call may be made at once.
    public init(_ clock: any AccessClock) {
        self.clock = clock
    }

    /// Waits until the next call may be made.
    public func turn() async {
        let now = clock.now()
        let own = max(now, nextAt ?? now)
        // Taken before the wait: whoever comes meanwhile gets a later one.
        nextAt = own + Self.interval
        if own > now { await clock.sleep(for: own - now) }
    }
}
