// SPDX-License-Identifier: Apache-2.0

public import Logging

/// How a function logs, as Lambda's logging controls ask.
///
/// See https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html.
public struct LogSettings: Sendable, Equatable {
    /// The shape of a record.
    public enum Format: Sendable {
        /// For people: time, level, request id, logger, message, metadata.
        case text
        /// For queries: one JSON object a line.
        case json
    }

    /// Text unless Lambda asks for JSON.
    public var format: Format

    /// Records below this level are not written.
    public var level: Logger.Level

    /// Creates settings.
    public init(format: Format = .text, level: Logger.Level = .info) {
        self.format = format
        self.level = level
    }

    /// Reads `AWS_LAMBDA_LOG_FORMAT` and `AWS_LAMBDA_LOG_LEVEL`. What is missing or unknown leaves the default: a log
    /// in the wrong shape is better than none.
    public init(_ variables: [String: String]) {
        self.init(
            format: variables["AWS_LAMBDA_LOG_FORMAT"]?.lowercased() == "json" ? .json : .text,
            level: variables["AWS_LAMBDA_LOG_LEVEL"].flatMap(Self.level) ?? .info
        )
    }

    private static func level(_ name: String) -> Logger.Level? {
        switch name.uppercased() {
        case "TRACE": .trace
        case "DEBUG": .debug
        case "INFO": .info
        case "WARN": .warning
        case "ERROR": .error
        case "FATAL": .critical
        default: nil
        }
    }
}

extension Logger.Level {
    /// Lambda's name for the level; it has no `notice`.
    package var lambdaName: String {
        switch self {
        case .trace: "TRACE"
        case .debug: "DEBUG"
        case .info, .notice: "INFO"
        case .warning: "WARN"
        case .error: "ERROR"
        case .critical: "FATAL"
        }
    }
}
