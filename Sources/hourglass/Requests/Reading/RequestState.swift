// SPDX-License-Identifier: Apache-2.0

/// Where a request stands, for whoever waits for it.
enum RequestState: Equatable {
    /// Awaiting decisions.
    case awaitingApproval
    /// Decided; Identity Center or the start is still to come.
    case awaitingAccess
    /// The access can be used.
    case usable
    /// Refused, withdrawn or too late; or the lease has ended.
    case over
    case failed
    case unknown

    init(_ answer: AnswerObject) {
        let status = answer.text("status")
        switch answer.text("lease_status") ?? status {
        case "ACTIVE": self = .usable
        case "GRANTING": self = .awaitingAccess
        case "FAILED": self = .failed
        case "REVOKING", "EXPIRED", "REVOKED": self = .over
        default:
            switch status {
            case "PENDING", "PENDING_OWNER", "PENDING_ADMIN": self = .awaitingApproval
            case "APPROVED": self = answer.text("failure") == nil ? .awaitingAccess : .failed
            case "REJECTED", "CANCELLED", "TIMED_OUT": self = .over
            default: self = .unknown
            }
        }
    }
}
