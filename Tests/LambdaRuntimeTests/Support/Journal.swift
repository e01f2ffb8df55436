// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What happened, in order, for expectations about order.
final class Journal: Sendable {
    private let storage = Mutex<[String]>([])

    var entries: [String] { storage.withLock { $0 } }

    func note(_ entry: String) {
        storage.withLock { $0.append(entry) }
    }
}
