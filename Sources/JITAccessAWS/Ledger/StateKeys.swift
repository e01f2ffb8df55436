// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// The keys of the state table, and the attributes that make an item due.
enum StateKeys {
    static let partition = "assignment_id"
    static let dueIndex = "due-index"
    static let due = "due"
    static let dueAt = "due_at"
    static let sweepLease = "sweep#lease"

    private static let endedPrefix = "ended#"

    static func key(_ text: String) -> Item {
        [partition: .string(text)]
    }

    static func request(_ id: RequestID) -> String {
        "request#\(id)"
    }

    static func ended(_ binding: Binding) -> String {
        endedPrefix + binding.key
    }

    static func isEnded(_ key: String) -> Bool {
        key.hasPrefix(endedPrefix)
    }

    /// What puts an item into the due-index: everything with a next moment has both.
    static func dueAttributes(_ moment: Timestamp) -> Item {
        [due: "due", dueAt: .integer(moment.seconds)]
    }
}
