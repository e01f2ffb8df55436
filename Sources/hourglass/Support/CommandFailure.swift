// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Why nothing was run: something the user gave is wrong or missing.
struct CommandFailure: Error, Equatable {
    /// What is wrong and what to do, in plain words.
    let message: String
}

/// The exit codes of the command.
enum ExitStatus {
    /// The function answered with a status code of 400 or above.
    static let refused = ExitCode(1)
    /// The function failed: an error, a crash or a time-out.
    static let failed = ExitCode(2)
    /// Nothing was run: wrong usage, a missing file, or the local AWS is not running.
    static let notRun = ExitCode(64)
    /// A file that was given is not what it should be.
    static let badFile = ExitCode(65)

    static let discussion = """
        Exit codes: 0 the function answered, 1 it answered with a status code of 400 or above, 2 it failed (an \
        error, a crash or a time-out), 64 nothing was run.
        """
}
