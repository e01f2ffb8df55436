// SPDX-License-Identifier: Apache-2.0

import HTTPTransport

/// Whether and how a failed attempt is worth another.
enum RetryCategory: Sendable, Equatable {
    /// Another attempt would fail the same way.
    case never
    /// Too many requests: wait longer.
    case throttled
    /// A passing fault.
    case transient
    /// A passing fault that took all the time it was given.
    case timedOut
    /// The connection broke. It may have been an idle one that the server had closed, so that the first time a new
    /// connection is tried at once.
    case connectionLost
    /// The local clock is wrong, and a new signature will cure it.
    case clockSkew
    /// The signature was refused: a new one may cure it, but only if the clocks are far apart.
    case possibleClockSkew

    private static let curlSSLConnectError = 35

    /// Sorts `failure` by its code and status alone.
    init(_ failure: AttemptFailure) {
        switch failure {
        case .transport(let error): self = Self.category(error)
        case .service(let fault): self = Self.category(fault)
        case .corrupted: self = .transient
        }
    }

    private static func category(_ error: TransportError) -> RetryCategory {
        switch error.code {
        case .couldNotResolve, .couldNotConnect: .transient
        case .timedOut: .timedOut
        case .connectionLost: .connectionLost
        // A refused certificate stays refused; a handshake that broke may work the next time.
        case .tls: error.curlCode == curlSSLConnectError ? .transient : .never
        case .invalidRequest, .responseTooLarge, .cancelled, .other: .never
        }
    }

    private static func category(_ fault: ServiceFault) -> RetryCategory {
        let code = fault.code ?? ""
        if code == "TransactionCanceledException" {
            return category(fault.cancellationReasons)
        }
        if ErrorCodes.throttling.contains(code) || fault.status == 429 {
            return .throttled
        }
        if ErrorCodes.definiteClockSkew.contains(code) {
            return .clockSkew
        }
        if ErrorCodes.possibleClockSkew.contains(code) {
            return .possibleClockSkew
        }
        if ErrorCodes.transient.contains(code) || [500, 502, 503, 504].contains(fault.status) {
            return .transient
        }
        return .never
    }

    /// A transaction is worth another attempt only if everything that made it fail may pass by itself.
    private static func category(_ reasons: [CancellationReason]) -> RetryCategory {
        let failed = reasons.filter(\.isFailure).map(\.code)
        let curable = ErrorCodes.throttlingReasons.union(ErrorCodes.transientReasons)
        guard !failed.isEmpty, failed.allSatisfy(curable.contains) else { return .never }
        return failed.contains(where: ErrorCodes.throttlingReasons.contains) ? .throttled : .transient
    }
}
