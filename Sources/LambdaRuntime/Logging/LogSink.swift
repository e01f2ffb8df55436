// SPDX-License-Identifier: Apache-2.0

/// Where log lines go.
public struct LogSink: Sendable {
    /// Writes one line, newline included.
    let write: @Sendable ([UInt8]) -> Void

    /// Creates a sink. `write` is called with one whole line at a time, newline included, from any thread.
    public init(_ write: @escaping @Sendable ([UInt8]) -> Void) {
        self.write = write
    }

    /// The standard error stream, unbuffered.
    ///
    /// Lambda keeps both standard streams in the same log. Standard error is where Swift reports a trap, so the order of
    /// the two is kept, and a local run can tell the log from what a program prints.
    public static let standardError: LogSink = {
        let writer = LineWriter(descriptor: 2)
        return LogSink { writer.write($0) }
    }()

    /// The standard output stream, unbuffered: for what is not a log record, such as embedded metrics.
    public static let standardOutput: LogSink = {
        let writer = LineWriter(descriptor: 1)
        return LogSink { writer.write($0) }
    }()

    /// Writes `text`, which has no line break, as a line of its own.
    public func writeLine(_ text: String) {
        write(Array(text.utf8) + [UInt8(ascii: "\n")])
    }
}
