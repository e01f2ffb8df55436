// SPDX-License-Identifier: Apache-2.0

import JITAccess
import Synchronization

/// A clock that is set by hand.
final class SetClock: AccessClock {
    private let moment = Mutex(Timestamp(seconds: 1_767_225_600))

    func now() -> Timestamp { moment.withLock(\.self) }
    func advance(_ duration: Duration) { moment.withLock { $0 = $0 + duration } }
    func sleep(for duration: Duration) async {}
}
