// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Logging

/// The keys of a JSON log record that Lambda and its users rely on.
enum LogKey {
    static let timestamp = "timestamp"
    static let level = "level"
    static let message = "message"
    static let logger = "logger"
    static let requestID = "requestId"
    static let tenantID = "tenantId"
    static let truncated = "truncated"

    static let reserved: Set<String> = [timestamp, level, message, logger, requestID, tenantID, truncated]
}

/// One log record before it is written down.
struct LogRecord {
    var date: Date
    var level: Logger.Level
    var logger: String
    var message: String
    var requestID: String?
    var tenantID: String?

    /// The metadata in the order of its keys, none of which is one of ``LogKey/reserved``.
    var fields: [(key: String, value: Logger.MetadataValue)]

    /// - Parameters:
    ///   - own: The logger's metadata. The invocation's ids are taken from here, so that a statement about some other
    ///     request cannot pass for another invocation's.
    ///   - given: The statement's own metadata, which wins over the logger's.
    init(
        date: Date,
        level: Logger.Level,
        logger: String,
        message: String,
        own: Logger.Metadata,
        given: Logger.Metadata
    ) {
        var own = own
        self.date = date
        self.level = level
        self.logger = logger
        self.message = message
        requestID = own.removeValue(forKey: LogKey.requestID)?.description
        tenantID = own.removeValue(forKey: LogKey.tenantID)?.description

        let metadata = own.merging(given) { $1 }
        var renamed: Logger.Metadata = [:]
        for (key, value) in metadata {
            var free = key
            while LogKey.reserved.contains(free) || (free != key && metadata[free] != nil) {
                free = "metadata.\(free)"
            }
            renamed[free] = value
        }
        fields = renamed.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }
    }
}

/// How much of a record is written, so that it fits in one event of CloudWatch Logs. Lengths are bytes of output.
struct LogLimits {
    /// The longest line, newline included. CloudWatch Logs splits what is longer, and half a JSON object is none.
    static let longestLine = 256 * 1024

    /// What to try, one after another, until a line is short enough; the last one always is.
    static let steps = [
        LogLimits(message: longestLine, value: longestLine, hasFields: true, isTruncated: false),
        LogLimits(message: 128 * 1024, value: 2 * 1024, hasFields: true, isTruncated: true),
        LogLimits(message: 128 * 1024, value: 2 * 1024, hasFields: false, isTruncated: true),
    ]

    /// The longest message.
    var message: Int

    /// The longest string elsewhere.
    var value: Int

    /// Whether metadata is written.
    var hasFields: Bool

    /// Whether something was left out.
    var isTruncated: Bool
}
