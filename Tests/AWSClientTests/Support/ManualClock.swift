// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// A clock that stands still until somebody sleeps or a test moves it.
final class ManualClock: Sendable {
    private struct State {
        var now: Date
        var sleeps: [Duration] = []
    }

    private let state: Mutex<State>

    init(_ now: Date = Date(timeIntervalSince1970: 1_700_000_000)) {
        state = Mutex(State(now: now))
    }

    var now: Date { state.withLock(\.now) }

    /// Every wait so far.
    var sleeps: [Duration] { state.withLock(\.sleeps) }

    func advance(by duration: Duration) {
        state.withLock { $0.now += duration / .seconds(1) }
    }

    /// Returns at once, and it is later.
    func sleep(_ duration: Duration) throws {
        try Task.checkCancellation()
        state.withLock { $0.sleeps.append(duration) }
        advance(by: duration)
    }
}
