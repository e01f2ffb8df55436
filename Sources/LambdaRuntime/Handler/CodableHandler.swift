// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A handler over `Codable` types.
///
///     CodableHandler { (greeting: Greeting, context) in
///         Answer(text: "Hello, \(greeting.name)")
///     }
///
/// An event that does not fit `Event` is answered with `Function.InvalidEvent` and a message that says where it does
/// not fit, and never what was there.
public struct CodableHandler<Event: Decodable & Sendable, Output: Encodable & Sendable>: LambdaHandler {
    /// An output, and what is left to do once the caller has it.
    public struct Reply: Sendable {
        /// The answer.
        public var output: Output

        /// See ``LambdaResponse/afterResponse``.
        public var afterResponse: (@Sendable () async -> Void)?

        /// Creates a reply.
        public init(_ output: Output, afterResponse: (@Sendable () async -> Void)? = nil) {
            self.output = output
            self.afterResponse = afterResponse
        }
    }

    private let reply: @Sendable (Event, LambdaContext) async throws -> Reply

    /// A handler that answers with what `body` returns.
    public init(_ body: @escaping @Sendable (Event, LambdaContext) async throws -> Output) {
        reply = { event, context in try await Reply(body(event, context)) }
    }

    /// A handler that answers with what `body` returns and then, if the reply says so, works on.
    public init(replying body: @escaping @Sendable (Event, LambdaContext) async throws -> Reply) {
        reply = body
    }

    /// Decodes, runs the closure, encodes.
    public func handle(_ event: [UInt8], context: LambdaContext) async throws -> LambdaResponse {
        let reply = try await reply(decode(event), context)
        return try LambdaResponse(encode(reply.output), afterResponse: reply.afterResponse)
    }

    private func decode(_ event: [UInt8]) throws(FunctionFailure) -> Event {
        do {
            return try JSONDecoder().decode(Event.self, from: Data(event))
        } catch let error as DecodingError {
            throw FunctionFailure(.invalidEvent, InvalidEventMessage(error, event: event).text)
        } catch {
            throw FunctionFailure(.invalidEvent, "The event could not be read as \(Event.self).")
        }
    }

    private func encode(_ output: Output) throws(FunctionFailure) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try Array(encoder.encode(output))
        } catch {
            // Such as a Double that is not finite. The error's text may hold the value, so it is not passed on.
            throw FunctionFailure(.internal, "The function's answer, a \(Output.self), cannot be written as JSON.")
        }
    }
}
