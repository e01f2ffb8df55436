// SPDX-License-Identifier: Apache-2.0

/// Why the Runtime API did not accept a call.
public enum RuntimeAPIRefusal: Error, Sendable, Equatable {
    /// 400: the id is not that of the current invocation.
    case invalidRequestID(String)
    /// 400: a response mode other than `streaming`. The invocation has failed.
    case invalidResponseMode(String)
    /// 403: the call is not legal now.
    case invalidTransition(state: RuntimeState, call: RuntimeAPICall)
    /// 413: the answer is over ``LocalRuntimeAPI/maximumResponseSize``. The invocation has failed.
    case responseTooLarge(bytes: Int)

    /// The HTTP status the runtime sees.
    public var status: Int {
        switch self {
        case .invalidRequestID, .invalidResponseMode: 400
        case .invalidTransition: 403
        case .responseTooLarge: 413
        }
    }

    /// The `errorType` the runtime sees.
    public var errorType: String {
        switch self {
        case .invalidRequestID: "InvalidRequestID"
        case .invalidResponseMode: "InvalidFunctionResponseMode"
        case .invalidTransition: "InvalidStateTransition"
        case .responseTooLarge: "RequestEntityTooLarge"
        }
    }

    /// The `errorMessage` the runtime sees.
    public var message: String {
        switch self {
        case .invalidRequestID(let id):
            "The request id \(id) is not that of the current invocation."
        case .invalidResponseMode(let mode):
            "The response mode \(mode) is unknown; the only one is streaming."
        case .invalidTransition(let state, let call):
            "The call \(call.rawValue) is not allowed while the runtime is in the state \(state.name)."
        case .responseTooLarge(let bytes):
            "The answer has \(bytes) bytes; at most \(LocalRuntimeAPI.maximumResponseSize) are allowed."
        }
    }
}

extension RuntimeState {
    fileprivate var name: String {
        switch self {
        case .started: "Started"
        case .ready: "Ready"
        case .running: "Running"
        case .responseSent: "ResponseSent"
        case .initFailed: "InitError"
        }
    }
}
