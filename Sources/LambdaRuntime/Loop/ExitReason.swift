// SPDX-License-Identifier: Apache-2.0

/// Why a function's process ends. A function never ends by itself, so none of these is a success.
public enum ExitReason: Sendable, Equatable {
    /// This is no Lambda sandbox; the message is for the person who started the program.
    case notInLambda(String)
    /// The function could not start.
    case initFailed(ErrorType, String)
    /// The Runtime API failed or cannot be understood. Lambda starts another sandbox.
    case runtimeAPIFailed(String)
    /// The task was cancelled; only tests and other embedders do that.
    case cancelled

    /// The process's exit status, never 0.
    public var exitCode: Int32 {
        switch self {
        case .notInLambda: 64  // EX_USAGE of sysexits.h
        case .initFailed, .runtimeAPIFailed, .cancelled: 1
        }
    }

    /// What to tell, in one line.
    public var message: String {
        switch self {
        case .notInLambda(let message): message
        case .initFailed(let type, let message): "The function could not start: \(type): \(message)"
        case .runtimeAPIFailed(let message): message
        case .cancelled: "The function's task was cancelled."
        }
    }
}
