// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What has been alerted of in the life of a container: whoever causes it again and again must not fill anybody's inbox.
final class FirstTimes: Sendable {
    /// The most that is remembered; beyond it nothing is a first time.
    private static let maximum = 20

    private let seen = Mutex<Set<String>>([])

    /// Whether this comes for the first time.
    func isFirst(_ subject: String) -> Bool {
        seen.withLock { seen in
            guard seen.count < Self.maximum else { return false }
            return seen.insert(subject).inserted
        }
    }
}
