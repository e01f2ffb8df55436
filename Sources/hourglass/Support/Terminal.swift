// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What people read: results on standard output, everything else on standard error.
enum Terminal {
    /// Prints a result.
    static func output(_ text: String) {
        FileHandle.standardOutput.write(Data("\(text)\n".utf8))
    }

    /// Prints a result byte for byte.
    static func output(_ data: Data) {
        FileHandle.standardOutput.write(data)
    }

    /// Prints a remark, one write a line, so that the lines of several threads do not mix.
    static func note(_ text: String) {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
    }

    /// Prints a line of a function's log, set apart from what the command itself says.
    static func log(_ line: String, of function: String) {
        note(dimmed("\(function) | \(line)"))
    }

    static func error(_ message: String) {
        note("hourglass: \(message)")
    }

    /// Overwrites the last progress text, on terminals only.
    static func progress(_ text: String) {
        guard isTerminal else { return }
        FileHandle.standardError.write(Data("\r\u{1b}[K\(text)".utf8))
    }

    /// Asks a question whose answer is no unless somebody says yes.
    ///
    /// - Returns: nil if there is no terminal to ask at.
    /// - Throws: `CancellationError`.
    static func ask(_ question: String) async throws -> Bool? {
        guard isatty(STDIN_FILENO) == 1 else { return nil }
        FileHandle.standardError.write(Data("\(question) [y/N] ".utf8))
        // On a thread of its own: a read cannot be cancelled.
        let lines = AsyncStream<String> { continuation in
            Thread.detachNewThread {
                continuation.yield(readLine() ?? "")
                continuation.finish()
            }
        }
        let answer = await lines.first { _ in true }
        try Task.checkCancellation()
        return ["y", "yes"].contains(answer?.trimmingCharacters(in: .whitespaces).lowercased())
    }

    private static func dimmed(_ text: String) -> String {
        isTerminal && !wantsNoColor ? "\u{1b}[2m\(text)\u{1b}[0m" : text
    }

    private static let isTerminal = isatty(STDERR_FILENO) == 1

    /// https://no-color.org
    private static let wantsNoColor = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
}
