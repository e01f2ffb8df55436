// SPDX-License-Identifier: Apache-2.0

import JITAccess
import Synchronization

/// Keeps work until the answer has been posted.
final class LaterWork: Afterwards {
    private let work = Mutex<[@Sendable () async -> Void]>([])

    func run(_ work: @escaping @Sendable () async -> Void) async {
        self.work.withLock { $0.append(work) }
    }

    /// Does it, one after another.
    func finish() async {
        let kept = work.withLock { work in
            defer { work = [] }
            return work
        }
        for action in kept { await action() }
    }
}
