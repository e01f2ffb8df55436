// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Time that passes only when somebody waits, and a count of calls.
final class ManualWait: Sendable {
    private let state = Mutex((passed: Duration.zero, calls: 0))
    private let start = ContinuousClock.now

    var now: ContinuousClock.Instant { start + state.withLock { $0.passed } }

    func pass(_ duration: Duration) {
        state.withLock { $0.passed += duration }
    }

    /// 1 for the first call.
    func next() -> Int {
        state.withLock { state in
            state.calls += 1
            return state.calls
        }
    }
}
