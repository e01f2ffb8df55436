// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What a container remembers of refused attempts, so that whoever hammers at it costs nothing: in the table it is anyway.
///
/// One for the life of a container: handlers come and go with the invocations.
public final class AttemptMemory: Sendable {
    /// The most callers that are remembered in an hour.
    private static let maximum = 1_000

    /// Of so many attempts of unknown callers one is recorded, after the first of an hour.
    private static let sampling = 100.0

    private struct State {
        var hour = Timestamp(seconds: 0)
        /// The numbers that have reached their limit in this hour.
        var exhausted: Set<String> = []
        /// How many attempts of unknown callers were left out since the last that was recorded.
        var leftOut = 0
    }

    private let state = Mutex(State())

    /// Creates one that remembers nothing.
    public init() {}

    /// Whether this number is known to have reached its limit in the hour of `now`.
    func isExhausted(_ count: AttemptCount, at now: Timestamp) -> Bool {
        state.withLock { $0.hour == now.hour && $0.exhausted.contains(count.name) }
    }

    /// This number has reached its limit in the hour of `now`.
    func exhaust(_ count: AttemptCount, at now: Timestamp) {
        state.withLock { state in
            if state.hour != now.hour {
                state.hour = now.hour
                state.exhausted = []
            }
            if state.exhausted.count < Self.maximum { state.exhausted.insert(count.name) }
        }
    }

    /// Whether one more attempt of an unknown caller is left out; it is counted then.
    func leavesOut(_ random: any RandomSource) -> Bool {
        guard random.fraction() * Self.sampling >= 1 else { return false }
        state.withLock { $0.leftOut += 1 }
        return true
    }

    /// How many were left out since this was asked last.
    func takeLeftOut() -> Int {
        state.withLock { state in
            defer { state.leftOut = 0 }
            return state.leftOut
        }
    }

    /// Those that were taken are not on record after all.
    func giveBackLeftOut(_ count: Int) {
        state.withLock { $0.leftOut += count }
    }
}
