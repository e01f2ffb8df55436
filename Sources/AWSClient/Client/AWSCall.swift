// SPDX-License-Identifier: Apache-2.0

import HTTPTransport

/// One call while it is being made: what is sent, and what has happened to it so far.
struct AWSCall: Sendable {
    let operation: AWSOperation

    let endpoint: Endpoint

    /// The request before it is signed; each attempt signs a copy of it.
    let request: HTTPRequest

    let budget: TimeBudget

    /// How often the call has been sent.
    var attempts = 0

    /// The last attempt's failure.
    var lastFailure: AttemptFailure?

    /// Whether any attempt so far may have changed something.
    var mayHaveTakenEffect = false

    /// What the last retry cost, to be given back when it succeeds.
    var lastRetryCost: Int?

    /// Seconds the host's clock is ahead of the one the last attempt was signed with, if its answer told.
    var unexplainedSkew: Double?

    /// The secrets the last attempt was signed with, which no message may quote.
    var credentials: Credentials?

    /// Whether sending it once more does no harm.
    var allowsRepetition: Bool { operation.isRepeatable || !mayHaveTakenEffect }

    mutating func record(_ failure: AttemptFailure) {
        lastFailure = failure
        mayHaveTakenEffect = mayHaveTakenEffect || failure.mayHaveTakenEffect
    }

    /// An error of this call, with what its last attempt tells.
    func error(_ kind: AWSError.Kind, code: String? = nil, _ message: String) -> AWSError {
        var error = AWSError(
            kind,
            service: operation.service.id,
            operation: operation.name,
            code: code,
            message: credentials.map { SafeText.redacted(message, $0) } ?? message,
            attempts: attempts,
            mayHaveTakenEffect: mayHaveTakenEffect
        )
        switch lastFailure {
        case .service(let fault):
            error.status = fault.status
            error.requestID = fault.requestID
            error.cancellationReasons = fault.cancellationReasons
            error.existingItem = fault.existingItem
        case .corrupted(let status, let requestID):
            error.status = status
            error.requestID = requestID
        case .transport, nil: break
        }
        return error
    }

    /// The error that the last failure is, if nothing more is to be done about it.
    func error(for failure: AttemptFailure) -> AWSError {
        switch failure {
        case .service(let fault):
            error(.service, code: fault.code, fault.message)
        case .corrupted:
            error(.malformedAnswer, "the answer's CRC-32 does not match its body")
        case .transport(let failure):
            switch failure.code {
            case .cancelled: error(.cancelled, failure.message)
            case .invalidRequest: error(.invalidRequest, failure.message)
            case .responseTooLarge: error(.tooLarge, failure.message)
            case .couldNotResolve, .couldNotConnect, .tls, .timedOut, .connectionLost, .other:
                error(.transport, code: failure.code.rawValue, failure.message)
            }
        }
    }

    /// The error of a call that the deadline ended; it names the last failure, if there was one.
    func deadlineError(_ circumstance: String) -> AWSError {
        guard let lastFailure else { return error(.deadline, circumstance) }
        let cause = error(for: lastFailure)
        return error(.deadline, code: cause.code, "\(circumstance); the last attempt: \(cause.message)")
    }
}
