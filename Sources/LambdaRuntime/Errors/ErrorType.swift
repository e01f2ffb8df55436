// SPDX-License-Identifier: Apache-2.0

/// A stable name for a kind of failure: what Lambda's own logs show, and what Step Functions' `Catch` and `Retry` match.
///
/// It is `Function.` or `Runtime.` and a capitalized word of letters. Lambda does not accept anything else and records
/// `Function.Unknown` or `Runtime.Unknown` instead; so does this type, which makes a wrong name visible in tests.
public struct ErrorType: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The name, always of the form that Lambda accepts.
    public let name: String

    /// Takes `name` if Lambda accepts it, and otherwise what Lambda would make of it.
    public init(_ name: String) {
        if Self.isAccepted(name) {
            self.name = name
        } else {
            self.name = name.hasPrefix("Function.") ? "Function.Unknown" : "Runtime.Unknown"
        }
    }

    /// A name in the source, as in `static let denied: ErrorType = "Function.Denied"`.
    public init(stringLiteral name: String) {
        self.init(name)
    }

    /// The name.
    public var description: String { name }

    /// The event does not fit; sending it again is no use.
    public static let invalidEvent: ErrorType = "Function.InvalidEvent"

    /// The handler threw an error that is not a ``FunctionError``.
    public static let `internal`: ErrorType = "Function.Internal"

    /// The answer is longer than Lambda delivers. Lambda uses this name itself.
    public static let responseTooLarge: ErrorType = "Function.ResponseSizeTooLarge"

    /// The function could not start.
    public static let initFailed: ErrorType = "Runtime.InitFailed"

    /// `(Runtime|Function)\.[A-Z][a-zA-Z]+`
    private static func isAccepted(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "Runtime" || parts[0] == "Function" else { return false }
        let word = parts[1].utf8
        guard word.count >= 2, let first = word.first, isUppercase(first) else { return false }
        return word.allSatisfy { isUppercase($0 & ~0x20) }
    }

    private static func isUppercase(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
}
