// SPDX-License-Identifier: Apache-2.0

/// How a system says that nobody waits for the answer to its event: `"asynchronous": true`.
///
/// Lambda tells a function nothing of how it was invoked, and takes every answer for a success, whatever status is in it.
/// So an asynchronous invocation that is answered with 500 would be neither tried again nor kept in the queue of failures
/// (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html), and nobody would hear of it. An
/// event that says so gets its failures reported as failures. Trying again is harmless: the event names its request.
///
/// It is believed of anybody: who says so and waits hears the same sentence, as an error of the function.
public enum AsynchronousEvent {
    /// The member of the event.
    static let field = "asynchronous"

    /// Whether the event says it. What comes by a URL never does: its caller waits.
    public static func isOne(_ event: [UInt8]) -> Bool {
        guard case .object(let members)? = try? JSONValue(parsing: event) else { return false }
        return members[field] == .bool(true)
    }
}
