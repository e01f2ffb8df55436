// SPDX-License-Identifier: Apache-2.0

/// An error made for the caller's eyes: the runtime reports its type and message as they are.
public protocol FunctionError: Error {
    /// The stable name of the failure.
    var errorType: ErrorType { get }

    /// What happened and what to do, in words that may be shown and logged: nothing secret. At most 8 KiB are sent.
    var errorMessage: String { get }
}

/// A ``FunctionError`` for those who need no type of their own.
///
///     throw FunctionFailure("Runtime.BadConfiguration", "STATE_TABLE is not set.")
public struct FunctionFailure: FunctionError, Equatable, CustomStringConvertible {
    /// The stable name of the failure.
    public let errorType: ErrorType

    /// What happened and what to do.
    public let errorMessage: String

    /// Creates an error.
    public init(_ errorType: ErrorType, _ errorMessage: String) {
        self.errorType = errorType
        self.errorMessage = errorMessage
    }

    /// Type and message.
    public var description: String { "\(errorType): \(errorMessage)" }
}
