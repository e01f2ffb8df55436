// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The `aws` command, which knows how to sign in with any kind of profile.
enum AWSCommandLine {
    typealias Runner = @Sendable (_ arguments: [String]) -> Result<String, Failure>

    enum Failure: Error, Equatable {
        case notInstalled
        /// It does not know what it was asked for: version 1 cannot export credentials. What it says then is how it is used,
        /// which is no help to anybody.
        case notKnown
        /// The last line it wrote to standard error.
        case failed(String)
    }

    /// Runs `aws` with the environment of this process.
    ///
    /// - Returns: Its standard output without space around it.
    static func run(_ arguments: [String]) -> Result<String, Failure> {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["aws"] + arguments
        process.standardInput = FileHandle.nullDevice
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        do {
            try process.run()
        } catch {
            return .failure(.failed(error.localizedDescription))
        }
        // What these commands write fits into the pipes, so that reading one after the other cannot block.
        let text = read(output)
        let complaint = read(errors)
        process.waitUntilExit()
        switch process.terminationStatus {
        case 0: return .success(text)
        case 127: return .failure(.notInstalled)
        case let status where isUsage(status, complaint): return .failure(.notKnown)
        case let status:
            let line = complaint.split(separator: "\n").last.map(String.init)
            return .failure(.failed(line ?? "exit status \(status)"))
        }
    }

    /// Whether the command has explained how it is used: with these statuses version 1 and version 2 end then.
    static func isUsage(_ status: Int32, _ complaint: String) -> Bool {
        [2, 252].contains(status) || complaint.contains("usage:")
    }

    private static func read(_ pipe: Pipe) -> String {
        let data = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
