// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// A way by which people reach the functions through a tool of their own: Slack is one, a ticket system would be
/// another. A door verifies who calls, answers within the caller's limit, and leaves the rest to work of its own.
public protocol Door: Sendable {
    /// The first part of the paths that are this door's, such as `slack`; and the name of its work.
    var name: String { get }

    /// Answers a call of the URL.
    ///
    /// - Parameter id: Lambda's id of the invocation.
    func receive(_ request: WebRequest, id: String) async -> DoorAnswer

    /// Does what an earlier call has put into the queue. It may be done again after an error, and now and then without.
    ///
    /// - Throws: ``WorkFailure`` if it should be tried again.
    func perform(_ work: JSONValue) async throws(WorkFailure)
}

/// What a door answers, and what it does once its caller has the answer.
public struct DoorAnswer: Sendable {
    public let response: WebResponse

    /// Nothing that must not be lost: it does not happen if the process dies just then.
    public let afterwards: (@Sendable () async -> Void)?

    /// Creates an answer.
    public init(_ response: WebResponse, afterwards: (@Sendable () async -> Void)? = nil) {
        self.response = response
        self.afterwards = afterwards
    }
}

/// Work that could not be done now. The invocation fails with it, so that Lambda tries again, and keeps the event after
/// the last try.
public struct WorkFailure: Error, Sendable, Equatable {
    /// What happened, for the log and the queue of failures: nothing secret.
    public let message: String

    /// Creates a failure.
    public init(_ message: String) {
        self.message = message
    }
}
