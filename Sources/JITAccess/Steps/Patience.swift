// SPDX-License-Identifier: Apache-2.0

/// Waiting between tries: longer each time, never past the end of the invocation.
struct Patience {
    /// Left at the end of an invocation for the last transaction and the answer.
    static let reserve = Duration.seconds(4)

    let clock: any AccessClock
    let random: any RandomSource

    /// No wait reaches beyond this.
    let end: Timestamp

    private var pause: Duration

    /// - Parameter first: the longest that the first wait may be.
    init(_ surroundings: Surroundings, invocation: Invocation, first: Duration = .milliseconds(250)) {
        pause = first
        clock = surroundings.clock
        random = surroundings.random
        end = invocation.deadline - Self.reserve
    }

    /// - Parameters:
    ///   - end: no wait reaches beyond it.
    ///   - first: the longest that the first wait may be.
    init(clock: any AccessClock, random: any RandomSource, end: Timestamp, first: Duration) {
        pause = first
        self.clock = clock
        self.random = random
        self.end = end
    }

    /// Waits half the first length or more, twice as long each time and up to 4 seconds; false, at once, if the time is over.
    mutating func wait() async -> Bool {
        let length = pause * (0.5 + random.fraction() / 2)
        guard clock.now() + length < end, !Task.isCancelled else { return false }
        await clock.sleep(for: length)
        pause = min(pause * 2, .seconds(4))
        return true
    }
}
