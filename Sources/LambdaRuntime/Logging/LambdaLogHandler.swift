// SPDX-License-Identifier: Apache-2.0

public import FoundationEssentials
public import Logging

/// A swift-log backend that writes what Lambda's logging controls ask for, one line a record.
///
/// ``LambdaMain`` installs it. A record is never more than one line or 256 KiB long, whatever is in it.
public struct LambdaLogHandler: LogHandler {
    /// Goes into every record of this logger. `requestId` and `tenantId` here are the invocation's.
    public var metadata: Logger.Metadata = [:]

    /// Adds to each record what it finds in the context of the statement.
    public var metadataProvider: Logger.MetadataProvider?

    /// Records below this level are not written.
    public var logLevel: Logger.Level

    private let label: String
    private let format: LogSettings.Format
    private let sink: LogSink
    private let now: @Sendable () -> Date

    /// Creates a handler for the logger called `label`.
    public init(
        label: String,
        settings: LogSettings,
        sink: LogSink = .standardError,
        metadataProvider: Logger.MetadataProvider? = nil,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.label = label
        self.format = settings.format
        self.logLevel = settings.level
        self.sink = sink
        self.metadataProvider = metadataProvider
        self.now = now
    }

    /// One item of ``metadata``.
    public subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one record. An error that was passed along is written as it describes itself.
    public func log(event: LogEvent) {
        var given = metadataProvider?.get() ?? [:]
        given.merge(event.metadata ?? [:]) { $1 }
        if let error = event.error {
            given["error.message"] = "\(error)"
            given["error.type"] = "\(type(of: error))"
        }
        sink.write(
            line(
                LogRecord(
                    date: now(),
                    level: event.level,
                    logger: label,
                    message: event.message.description,
                    own: metadata,
                    given: given
                )
            )
        )
    }

    private func line(_ record: LogRecord) -> [UInt8] {
        var line: [UInt8] = []
        for limits in LogLimits.steps {
            line =
                switch format {
                case .json: JSONLogLine.bytes(record, limits: limits)
                case .text: TextLogLine.bytes(record, limits: limits)
                }
            line.append(UInt8(ascii: "\n"))
            if line.count <= LogLimits.longestLine { break }
        }
        return line
    }
}
