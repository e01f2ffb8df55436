// SPDX-License-Identifier: Apache-2.0

/// What the protocol knows of the invocation it runs in.
public struct Invocation: Sendable, Equatable {
    /// The Lambda request id.
    public let requestID: String

    /// When the platform ends the invocation.
    public let deadline: Timestamp

    /// The X-Ray trace id, if there is one.
    public let traceID: String?

    /// Who invoked, as far as the platform tells: the caller of a direct invocation, or the schedule.
    public let actor: String

    /// Creates an invocation.
    public init(requestID: String, deadline: Timestamp, traceID: String? = nil, actor: String) {
        self.requestID = requestID
        self.deadline = deadline
        self.traceID = traceID
        self.actor = actor
    }

    /// The same invocation, on record as `actor`.
    func acting(as actor: String) -> Invocation {
        Invocation(requestID: requestID, deadline: deadline, traceID: traceID, actor: actor)
    }
}
