// SPDX-License-Identifier: Apache-2.0

/// Why something asked for is not done: a sentence for people and a stable code for programs.
public struct Refusal: Error, Sendable, Equatable {
    /// The stable codes. Each belongs to one HTTP-like status; README's troubleshooting table lists them all.
    public enum Code: String, Sendable, CaseIterable {
        case invalidEvent = "invalid_event"
        case invalidRequest = "invalid_request"
        case methodNotAllowed = "method_not_allowed"
        case unsupportedMediaType = "unsupported_media_type"
        case notAllowed = "not_allowed"
        case deniedByRule = "denied_by_rule"
        case durationNotAllowed = "duration_not_allowed"
        case justificationRequired = "justification_required"
        case ticketRequired = "ticket_required"
        case ticketNotValid = "ticket_not_valid"
        case ticketOfOthers = "ticket_of_others"
        case outsideChangeWindow = "outside_change_window"
        case outsideWindow = "outside_window"
        case unidentifiedActor = "unidentified_actor"
        case actorNotAllowed = "actor_not_allowed"
        case notRequester = "not_requester"
        case selfApproval = "self_approval"
        case notAnApprover = "not_an_approver"
        case approverDisabled = "approver_disabled"
        case stepUpRequired = "step_up_required"
        case otherEntryPointRequired = "other_entry_point_required"
        case digestMismatch = "digest_mismatch"
        case alreadyDecided = "already_decided"
        case alreadyApproved = "already_approved"
        case timedOut = "timed_out"
        case policyChanged = "policy_changed"
        case policyInvalid = "policy_invalid"
        case notPending = "not_pending"
        case requestChanging = "request_changing"
        case userNotFound = "user_not_found"
        case userDisabled = "user_disabled"
        case ambiguousUser = "ambiguous_user"
        case accountNotFound = "account_not_found"
        case accountNotActive = "account_not_active"
        case permissionSetNotFound = "permission_set_not_found"
        case requestNotFound = "request_not_found"
        case leaseNotFound = "lease_not_found"
        case requestIDReused = "request_id_reused"
        case requestIDAmbiguous = "request_id_ambiguous"
        case revocationInProgress = "revocation_in_progress"
        case reconcileNotFound = "reconcile_not_found"
        case reconcileInProgress = "reconcile_in_progress"
        case revokedWhileGranting = "revoked_while_granting"
        case tooManyLeases = "too_many_leases"
        case legacyRow = "legacy_row"
        case tooManyCustomSets = "too_many_custom_sets"
        case tooManyOpenRequests = "too_many_open_requests"
        case tooManyAttempts = "too_many_attempts"
        case leaseRecordLost = "lease_record_lost"
        case grantFailed = "grant_failed"
        case revocationFailed = "revocation_failed"
        case deadlineTooSoon = "deadline_too_soon"
        case directoryUnavailable = "directory_unavailable"
        case ticketSystemUnavailable = "ticket_system_unavailable"
        case ledgerUnavailable = "ledger_unavailable"
        case requestNotSealed = "request_not_sealed"
        case trailNotVerified = "trail_not_verified"
        case approvalNotValid = "approval_not_valid"
        case sealKeyMissing = "seal_key_missing"
        case sealUnavailable = "seal_unavailable"

        /// The status that goes with the code.
        public var statusCode: Int {
            switch self {
            case .invalidEvent, .invalidRequest: 400
            case .methodNotAllowed: 405
            case .unsupportedMediaType: 415
            case .notAllowed, .deniedByRule, .durationNotAllowed, .justificationRequired, .ticketRequired,
                .ticketNotValid, .ticketOfOthers, .outsideChangeWindow, .outsideWindow, .unidentifiedActor,
                .actorNotAllowed, .notRequester, .selfApproval, .notAnApprover, .approverDisabled, .stepUpRequired,
                .otherEntryPointRequired, .ambiguousUser:
                403
            case .userNotFound, .userDisabled, .accountNotFound, .accountNotActive, .permissionSetNotFound,
                .requestNotFound, .leaseNotFound, .reconcileNotFound:
                404
            case .requestIDReused, .requestIDAmbiguous, .revocationInProgress, .revokedWhileGranting, .tooManyLeases,
                .legacyRow,
                .digestMismatch, .alreadyDecided, .alreadyApproved, .timedOut, .policyChanged, .notPending,
                .requestChanging, .reconcileInProgress, .requestNotSealed, .trailNotVerified, .approvalNotValid:
                409
            case .tooManyOpenRequests, .tooManyAttempts: 429
            case .grantFailed, .revocationFailed, .deadlineTooSoon, .ledgerUnavailable: 500
            // Nothing is decided on partial facts; the same request may work in a moment.
            case .directoryUnavailable, .ticketSystemUnavailable, .tooManyCustomSets, .sealKeyMissing,
                .sealUnavailable, .leaseRecordLost, .policyInvalid:
                503
            }
        }
    }

    public let code: Code

    /// What happened and what to do.
    public let message: String

    /// Each field that is wrong, for ``Code/invalidRequest``.
    public let problems: [FieldProblem]

    /// AWS's id of the call that failed, if one did.
    public let awsRequestID: String?

    /// What went wrong underneath, for the log and the record; the caller does not see it.
    public let cause: String?

    /// What a person must look at, the first time that it happens.
    var alert: FirstAlert?

    /// Whether the protocol has recorded it with the step that failed.
    let isRecorded: Bool

    /// Creates a refusal.
    public init(
        _ code: Code,
        _ message: String,
        problems: [FieldProblem] = [],
        awsRequestID: String? = nil,
        cause: String? = nil,
        isRecorded: Bool = false
    ) {
        self.code = code
        self.message = message
        self.problems = problems
        self.awsRequestID = awsRequestID
        self.cause = cause
        self.isRecorded = isRecorded
    }

    /// The refusal for a ledger that failed, or that others kept changing.
    init(_ error: LedgerError) {
        switch error {
        case .conflict:
            self.init(.ledgerUnavailable, "The record kept changing while it was written. Try again.")
        case .unavailable(let cause, let awsRequestID), .refused(let cause, let awsRequestID):
            self.init(
                .ledgerUnavailable,
                "The record could not be read or written, and without it nothing is granted. Try again.",
                awsRequestID: awsRequestID,
                cause: cause
            )
        case .unreadable(let cause):
            self.init(
                .ledgerUnavailable,
                "What is on record cannot be read, and without it nothing is granted. Tell whoever runs Hourglass.",
                cause: cause
            )
        case .unsealed(let error): self.init(error)
        }
    }

    static func invalidEvent(_ message: String) -> Refusal {
        Refusal(.invalidEvent, message)
    }

    static func invalidRequest(_ problems: [FieldProblem]) -> Refusal {
        let list = problems.map { "\($0.field): \($0.problem)" }.joined(separator: "; ")
        return Refusal(.invalidRequest, "The request is invalid. \(list).", problems: problems)
    }

    /// The answer for the caller.
    func answer(requestID: String?) -> Answer {
        var body: [String: JSONValue] = ["error": .string(message), "code": .string(code.rawValue)]
        if let requestID { body["request_id"] = .string(requestID) }
        if let awsRequestID { body["aws_request_id"] = .string(awsRequestID) }
        if !problems.isEmpty {
            body["fields"] = .array(problems.map { ["field": .string($0.field), "problem": .string($0.problem)] })
        }
        return Answer(statusCode: code.statusCode, body: body)
    }
}

/// One field of an event that is wrong.
public struct FieldProblem: Sendable, Equatable {
    public let field: String

    /// What is wrong and what would be right; never the value, which may be anything.
    public let problem: String

    /// Creates a problem.
    public init(_ field: String, _ problem: String) {
        self.field = field
        self.problem = problem
    }
}
