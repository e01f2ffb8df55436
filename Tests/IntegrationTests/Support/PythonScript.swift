// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A script of scripts/lib, run by the local AWS's Python.
struct PythonScript {
    private let path: String

    struct Failure: Error {
        let output: String
    }

    init(_ name: String) {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        path = root.standardizedFileURL.appending(path: "scripts/lib/\(name)").path
    }

    /// Runs it and returns what it printed.
    ///
    /// - Throws: ``Failure`` if it did not end well.
    func run(_ input: Data, _ arguments: String...) throws -> String {
        let python = try #require(LocalAWS.variable("HOURGLASS_TEST_PYTHON"), "scripts/local-aws start")
        let process = Process()
        let (stdin, output) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: python)
        process.arguments = [path] + arguments
        (process.standardInput, process.standardOutput, process.standardError) = (stdin, output, output)
        try process.run()
        // It reads everything before it prints, so neither pipe can fill up and block the other.
        try stdin.fileHandleForWriting.write(contentsOf: input)
        try stdin.fileHandleForWriting.close()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(output: text) }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
