// SPDX-License-Identifier: Apache-2.0

/// Why the local Runtime API could not be started, or an invocation not be accepted.
public enum LocalRuntimeAPIError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The port cannot be listened on.
    case cannotListen(port: UInt16, reason: String)
    /// The Runtime API was stopped before the runtime answered.
    case stopped
    /// The event is over ``LocalRuntimeAPI/maximumEventSize``.
    case eventTooLarge(bytes: Int)
    /// The value of this header is missing or has control characters.
    case invalidHeader(name: String)

    /// One sentence that says what happened, and what to do if something can be done.
    public var description: String {
        switch self {
        case .cannotListen(let port, let reason):
            "cannot listen on 127.0.0.1 port \(port): \(reason). Choose another port, or 0 for any that is free."
        case .stopped:
            "the Runtime API was stopped before the function answered"
        case .eventTooLarge(let bytes):
            "the event has \(bytes) bytes; Lambda accepts at most \(LocalRuntimeAPI.maximumEventSize)"
        case .invalidHeader(let name):
            "the value of \(name) is empty or has control characters"
        }
    }
}
