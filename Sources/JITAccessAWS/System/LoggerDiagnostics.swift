// SPDX-License-Identifier: Apache-2.0

public import JITAccess
public import Logging

/// The function's log, as the protocol writes to it.
public struct LoggerDiagnostics: Diagnostics {
    private let logger: Logger

    /// Writes to `logger`.
    public init(_ logger: Logger) {
        self.logger = logger
    }

    public func info(_ message: String) {
        logger.info("\(message)")
    }

    public func warning(_ message: String) {
        logger.warning("\(message)")
    }

    public func error(_ message: String) {
        logger.error("\(message)")
    }
}
