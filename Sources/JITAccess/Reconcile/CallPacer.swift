// SPDX-License-Identifier: Apache-2.0

/// Keeps calls apart, so that a long survey leaves others their part of the API's rate.
///
/// Identity Center allows about 20 calls a second to everybody in the organization together; a reconcile takes half.
/// See https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html.
public actor CallPacer {
    /// How many calls a second are made unless it is said otherwise.
    public static let usual = 10

    private let clock: any AccessClock
    private let interval: Duration
    private var nextAt: Timestamp?

    /// Creates a pacer whose first call may be made at once.
    ///
    /// - Parameter callsPerSecond: 1 to 1000.
    public init(_ clock: any AccessClock, callsPerSecond: Int = usual) {
        self.clock = clock
        interval = .seconds(1) / min(max(callsPerSecond, 1), 1000)
    }

    /// Waits until the next call may be made.
    public func turn() async {
        let now = clock.now()
        let own = max(now, nextAt ?? now)
        // Taken before the wait: whoever comes meanwhile gets a later one.
        nextAt = own + interval
        if own > now { await clock.sleep(for: own - now) }
    }
}
