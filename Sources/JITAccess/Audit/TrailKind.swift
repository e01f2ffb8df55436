// SPDX-License-Identifier: Apache-2.0

/// What a trail is of. Its id tells, and with it how its first record may be.
enum TrailKind: Sendable {
    /// A request: what was asked for comes first.
    case request
    /// What an invocation was refused, or has found out about items that nobody can believe.
    case attempt
    /// The rest of another trail, which begins with whatever was to be written there.
    case successor
    /// The lease that a row of the published sample has become.
    case adopted
    /// The lease by which a foreign assignment is taken away.
    case quarantine
    /// A comparison of ledger and Identity Center.
    case reconcile

    /// - Parameter requestID: as the records have it.
    init(of requestID: String) {
        guard let id = RequestID(stored: requestID) else {
            self = .reconcile
            return
        }
        switch id {
        case _ where id.entryPoint != nil: self = .request
        case _ where id.isAttempt: self = .attempt
        case _ where id.predecessor != nil: self = .successor
        case _ where id.isAdoptedRow: self = .adopted
        case _ where id.isQuarantine: self = .quarantine
        default: self = .reconcile
        }
    }

    /// Whether a trail of this kind can begin so.
    func canBegin(with action: AuditEntry.Action, _ status: AuditEntry.Status) -> Bool {
        switch self {
        case .request: (action == .request || action == .extend) && (status == .success || status == .pending)
        case .attempt: status == .denied || status == .error
        case .successor: true
        case .adopted: action == .adopt && status == .success
        case .quarantine, .reconcile: action == .reconcile && status == .started
        }
    }

    /// How a trail of this kind begins.
    var beginning: String {
        switch self {
        case .request: "a trail of a request begins with REQUEST or EXTEND, with SUCCESS or PENDING"
        case .attempt: "a trail of refused attempts begins with DENIED or ERROR"
        case .successor: "a successor begins with what goes on in it"
        case .adopted: "a trail of an adopted row begins with ADOPT SUCCESS"
        case .quarantine: "a trail of a quarantine begins with RECONCILE STARTED"
        case .reconcile: "a trail without an entry point begins with RECONCILE STARTED"
        }
    }
}
