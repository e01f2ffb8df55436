// SPDX-License-Identifier: Apache-2.0

/// Where a runtime stands in its conversation with the Runtime API.
///
/// The platform accepts each call in some of these states only; what it accepts is what the AWS Lambda Runtime
/// Interface Emulator accepts. One value describes one process: a restarted process starts anew.
public enum RuntimeState: Sendable, Equatable {
    /// The process was launched and has not asked for an event yet.
    case started
    /// The runtime waits for an event.
    case ready
    /// The runtime has the event with this request id and has not answered it.
    case running(requestID: String)
    /// The event with this request id is answered; the invocation is complete when the runtime asks for the next one.
    case responseSent(requestID: String)
    /// The runtime reported that it could not start; nothing but its exit is expected.
    case initFailed
}

extension RuntimeState {
    /// What a legal `/next` leads to.
    enum NextStep: Equatable {
        /// The runtime waits until there is an event.
        case wait
        /// The runtime lost the event on the way and gets the same one again.
        case repeatEvent
    }

    /// The runtime asks for the next event.
    mutating func askForNext() throws(RuntimeAPIRefusal) -> NextStep {
        switch self {
        case .started, .ready, .responseSent:
            self = .ready
            return .wait
        case .running:
            return .repeatEvent
        case .initFailed:
            throw .invalidTransition(state: self, call: .next)
        }
    }

    /// An event is handed over; possible only while the runtime waits for one.
    ///
    /// - Returns: Whether the runtime took it.
    mutating func handOver(requestID: String) -> Bool {
        guard self == .ready else { return false }
        self = .running(requestID: requestID)
        return true
    }

    /// The runtime answers with a result or an error. The id is checked before the state, as the platform does.
    mutating func answer(requestID: String, call: RuntimeAPICall) throws(RuntimeAPIRefusal) {
        switch self {
        case .running(requestID):
            self = .responseSent(requestID: requestID)
        case .responseSent(requestID):
            throw .invalidTransition(state: self, call: call)
        case .started, .ready, .running, .responseSent, .initFailed:
            throw .invalidRequestID(requestID)
        }
    }

    /// The runtime reports that it could not start.
    mutating func failInit() throws(RuntimeAPIRefusal) {
        guard self == .started else { throw .invalidTransition(state: self, call: .initError) }
        self = .initFailed
    }
}
