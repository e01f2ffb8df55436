// SPDX-License-Identifier: Apache-2.0

/// What a function does with an event: bytes in, bytes out.
///
/// ``CodableHandler`` makes one from a closure over `Codable` types. Conform directly to answer invalid events in your
/// own words.
///
/// A handler may not wait for the main actor: ``LambdaMain`` parks the main thread for the life of the process.
public protocol LambdaHandler: Sendable {
    /// Handles one invocation; the next one does not begin before this returns.
    ///
    /// - Parameters:
    ///   - event: The event as it was sent, at most about 6 MB. It comes from outside and may be anything.
    ///   - context: Who invoked what, how much time is left, and the logger to use.
    /// - Returns: The answer, at most 6 291 556 bytes; a longer one is reported as `Function.ResponseSizeTooLarge`.
    /// - Throws: A ``FunctionError`` to choose what the caller sees. Any other error reaches the caller as
    ///   `Function.Internal` with nothing of its content but the name of its type. Either way the function lives on,
    ///   and Lambda runs an asynchronous invocation again, so throw where a retry is useful.
    func handle(_ event: [UInt8], context: LambdaContext) async throws -> LambdaResponse
}

/// A handler's answer, and what is left to do once the caller has it.
public struct LambdaResponse: Sendable {
    /// The answer, sent as it is with `Content-Type: application/json`.
    public var body: [UInt8]

    /// Work that the caller need not wait for. It runs after Lambda has accepted the answer and before the next event
    /// is asked for, and counts towards the invocation's time and bill. It does not run if the answer was not accepted
    /// (too large, or the invocation had already ended): what must happen in any case belongs before the answer.
    public var afterResponse: (@Sendable () async -> Void)?

    /// Creates an answer.
    public init(_ body: [UInt8], afterResponse: (@Sendable () async -> Void)? = nil) {
        self.body = body
        self.afterResponse = afterResponse
    }
}
