// SPDX-License-Identifier: Apache-2.0

public import JITAccess
public import Logging

/// The function's log, as the protocol writes to it: what others have written and said is in it, and stands on one line,
/// with what cannot be seen named.
public struct LoggerDiagnostics: Diagnostics {
    private let logger: Logger

    /// Writes to `logger`.
    public init(_ logger: Logger) {
        self.logger = logger
    }

    public func info(_ message: String) {
        logger.info("\(StrangersText(message).line)")
    }

    public func warning(_ message: String) {
        logger.warning("\(StrangersText(message).line)")
    }

    public func error(_ message: String) {
        logger.error("\(StrangersText(message).line)")
    }
}
