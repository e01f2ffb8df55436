// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The exit codes of the commands about requests, by what Grant or Revoke answered.
enum RequestExit {
    /// Anything else that went wrong at the other end, such as 500 and 503.
    static let failed = ExitCode(1)
    /// 202: recorded, and awaiting an approval, a start or Identity Center.
    static let pending = ExitCode(2)
    /// 403, 409 and 429.
    static let refused = ExitCode(3)
    /// 404.
    static let notFound = ExitCode(4)
    /// 400.
    static let invalid = ExitCode(5)

    static func code(of status: Int) -> ExitCode {
        switch status {
        case 202: pending
        case 200..<300: .success
        case 400: invalid
        case 403, 409, 429: refused
        case 404: notFound
        default: failed
        }
    }

    static let discussion = """
        Exit codes: 0 done, 2 recorded and pending, 3 refused, 4 not found, 5 invalid, 1 failed otherwise, 64 nothing \
        was sent.
        """
}
