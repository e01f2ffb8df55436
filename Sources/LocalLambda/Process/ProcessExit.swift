// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How a process ended.
public enum ProcessExit: Sendable, Equatable, CustomStringConvertible {
    /// It exited with this status.
    case status(Int32)
    /// This signal ended it.
    case signal(Int32)

    /// As the platform writes it: `exit status 1`, `signal: killed`.
    public var description: String {
        switch self {
        case .status(let status): "exit status \(status)"
        case .signal(let signal): "signal: \(String(cString: strsignal(signal)).lowercased())"
        }
    }
}
