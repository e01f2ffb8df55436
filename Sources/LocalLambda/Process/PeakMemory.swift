// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The most memory a process has had resident.
enum PeakMemory {
    /// Reads `VmHWM` of `/proc/<pid>/status`.
    ///
    /// `wait4` would give `ru_maxrss`, but that starts with the peak of the process that spawned the child: a function
    /// of 10 MB launched from a command of 40 MB would be said to need 40.
    ///
    /// - Returns: Bytes, or nil when the process has ended or there is no `/proc`.
    static func read(of process: pid_t) -> Int? {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) else { return nil }
        return parse(status: status)
    }

    static func parse(status: String) -> Int? {
        for line in status.split(separator: "\n") where line.hasPrefix("VmHWM:") {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count == 3, words[2] == "kB", let kilobytes = Int(words[1]) else { return nil }
            return kilobytes * 1024
        }
        return nil
    }
}
