// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// The functions that hold the power, by the alias that is this door's.
///
/// Work waits for their answer, which it can tell whoever asked. What makes the hand-over durable is that the work
/// itself is an asynchronous invocation: Lambda's queue, retries and queue of failures hold it until Grant or Revoke has
/// answered. Putting the event into their queues instead would lose the answer, and a refusal is for the one who asked
/// and for nobody else.
public protocol AccessFunctions: Sendable {
    /// Invokes `function` and waits.
    ///
    /// - Throws: ``WorkFailure`` if there is no answer, or it is that of a failure.
    func ask(_ function: AccessFunctionKind, _ event: [String: JSONValue]) async throws(WorkFailure) -> FunctionReply
}

/// The functions a door speaks to.
public enum AccessFunctionKind: String, Sendable, CaseIterable {
    case grant
    case revoke
}

/// What Grant or Revoke answered.
public struct FunctionReply: Sendable, Equatable {
    public let status: Int
    public let body: [String: JSONValue]

    /// Creates a reply.
    public init(status: Int, body: [String: JSONValue]) {
        self.status = status
        self.body = body
    }

    /// Reads what a function answers; nil if it is not of that form.
    public init?(payload: [UInt8]) {
        guard let value = try? JSONValue(parsing: payload), let status = value["statusCode"]?.whole,
            let text = value["body"]?.text, let body = try? JSONValue(parsing: Array(text.utf8)),
            case .object(let members) = body
        else { return nil }
        self.init(status: Int(status), body: members)
    }

    /// The stable code of a refusal.
    var code: String? { body["code"]?.text }

    /// Whether the same event may be answered otherwise in a moment.
    var isTransient: Bool {
        let codes: [Refusal.Code] = [
            .ledgerUnavailable, .directoryUnavailable, .ticketSystemUnavailable, .deadlineTooSoon, .tooManyCustomSets,
            .requestChanging,
        ]
        return codes.contains { $0.rawValue == code }
    }
}

/// The Gateway's own queue: asynchronous invocations of itself, through an alias that nothing else may invoke.
public protocol WorkQueue: Sendable {
    /// Puts work into the queue; once this returns, it is not lost.
    ///
    /// - Throws: ``WorkFailure`` if it may not be there.
    func add(_ work: JSONValue, of door: String) async throws(WorkFailure)
}
