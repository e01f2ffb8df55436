// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The log lines of the current invocation.
final class LogBook: Sendable {
    /// A function that writes without end must not fill this process's memory.
    static let mostLines = 10_000

    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { Array($0.suffix(Self.mostLines)) } }

    func add(_ line: String) {
        lines.withLock { lines in
            lines.append(line)
            if lines.count >= 2 * Self.mostLines { lines.removeFirst(Self.mostLines) }
        }
    }

    func startOver() {
        lines.withLock { $0 = [] }
    }
}
