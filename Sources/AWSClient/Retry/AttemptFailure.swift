// SPDX-License-Identifier: Apache-2.0

import HTTPTransport

/// How one attempt at a call failed.
enum AttemptFailure: Error, Equatable {
    /// There was no complete answer.
    case transport(TransportError)
    /// The answer was an error.
    case service(ServiceFault)
    /// The answer's checksum does not match its body; it came with this status and request id.
    case corrupted(status: Int, requestID: String?)

    /// Whether the service may have carried out the request.
    var mayHaveTakenEffect: Bool {
        switch self {
        case .transport(let error):
            switch error.code {
            case .invalidRequest, .couldNotResolve, .couldNotConnect, .tls: false
            case .timedOut, .connectionLost, .responseTooLarge, .cancelled, .other: true
            }
        case .service(let fault):
            fault.status >= 500 && RetryCategory(self) != .throttled
        case .corrupted(let status, _):
            status < 300 || status >= 500
        }
    }

    /// Whether the connection can no longer be trusted: the next attempt opens a new one.
    var needsFreshConnection: Bool {
        if case .transport = self { true } else { false }
    }
}

/// What a service said in an answer that is an error.
struct ServiceFault: Sendable, Equatable {
    var status: Int

    /// `nil` if the answer is not from AWS.
    var code: String?

    var message: String

    var requestID: String?

    /// How long the service asks to wait.
    var retryAfter: Duration?

    var cancellationReasons: [CancellationReason] = []

    var existingItem: [String: AttributeValue]?
}
