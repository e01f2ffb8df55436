// SPDX-License-Identifier: Apache-2.0

import Foundation
import LambdaRuntime
import Synchronization

/// Keeps the lines of a log.
final class LogCollector: Sendable {
    private let storage = Mutex<[[UInt8]]>([])

    var lines: [[UInt8]] { storage.withLock { $0 } }

    var texts: [String] { lines.map { String(decoding: $0, as: UTF8.self) } }

    var sink: LogSink {
        LogSink { line in
            self.storage.withLock { $0.append(line) }
        }
    }

    /// The lines as JSON objects; throws if one is something else.
    func records() throws -> [[String: Any]] {
        try lines.map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line))
            return try object as? [String: Any] ?? { throw NotAnObject() }()
        }
    }

    struct NotAnObject: Error {}
}
