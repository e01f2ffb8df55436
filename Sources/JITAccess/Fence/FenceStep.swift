// SPDX-License-Identifier: Apache-2.0

/// What has become of one fence, to be written in one transaction with its audit records.
struct FenceStep {
    enum Change: Equatable {
        /// It stands in the account, as AWS has confirmed.
        case built(at: Timestamp, awsRequestID: String?)
        /// It is needed no more: the role has gone, and with it the sessions.
        case needless(at: Timestamp, String)
        /// There is no room for it.
        case leftOut(String)
        /// It could not be built this time.
        case failed(FailureReason, awsRequestID: String?)
        /// It stood, and somebody has taken it away.
        case lost(String)
        /// It was never meant: the permission set is not one that is written into.
        case notMeant
        /// It was not built while it would have been of use.
        case givenUp(FailureReason)
        /// It has been taken away again.
        case lifted(String, awsRequestID: String?)
        /// It could not be taken away this time.
        case stays(FailureReason, awsRequestID: String?)
        /// Nothing shows that it follows a lease. Nothing is written into the trails that it names.
        case forged
        /// It will not be taken away: the right to do so has been taken from us. A person must.
        case abandoned(FailureReason, awsRequestID: String?)
    }

    let fence: Fence
    let change: Change

    init(_ fence: Fence, _ change: Change) {
        self.fence = fence
        self.change = change
    }

    /// The fence as it is kept from now on; nil if it is not.
    var next: Fence? {
        var next = fence
        switch change {
        case .built(let moment, _): next.state = .standing(since: moment)
        case .leftOut: next.state = .leftOut
        case .lost: next.state = .wanted
        case .failed, .stays: break
        case .needless, .notMeant, .givenUp, .lifted, .forged, .abandoned: return nil
        }
        return next
    }

    /// The moment from which no session of before has been of use; nil if this does not tell.
    var lastCredentialAt: Timestamp? {
        switch change {
        case .built(let moment, _), .needless(let moment, _): moment
        // It stood, and does no more wherever the account is brought to the policy the next time.
        case .leftOut, .lost: fence.isStanding ? fence.lastSessionEnd : nil
        case .failed, .notMeant, .givenUp, .lifted, .stays, .forged, .abandoned: nil
        }
    }

    /// Whether it must be tried again.
    var isFailure: Bool {
        switch change {
        case .failed, .lost, .stays: true
        // Then nothing else has been done yet.
        case .leftOut: fence.isStanding
        case .built, .needless, .notMeant, .givenUp, .lifted, .forged, .abandoned: false
        }
    }

    /// What is recorded, in the trail of each request.
    func entries(_ subject: AuditSubject) -> [LedgerWriter.Entry] {
        guard let entry = entry(subject) else { return [] }
        return fence.requestIDs.map { LedgerWriter.Entry($0, entry) }
    }

    private func entry(_ subject: AuditSubject) -> AuditEntry? {
        switch change {
        case .notMeant, .forged: return nil
        case .built(let moment, let awsRequestID):
            let reason =
                "Sessions opened before \(fence.endedAt.iso8601Seconds) are denied everything in the account, until "
                + "\(fence.liftAt.iso8601Seconds)."
            return AuditEntry(
                .fence,
                .success,
                subject: subject,
                reason: reason,
                awsRequestID: awsRequestID,
                lateness: moment - fence.endedAt,
                lastCredentialAt: moment
            )
        case .needless(let moment, let reason):
            return AuditEntry(.fence, .success, subject: subject, reason: reason, lastCredentialAt: moment)
        case .leftOut(let reason), .lost(let reason): return failure(.fence, subject, FailureReason(reason), nil)
        case .givenUp(let reason): return failure(.fence, subject, reason, nil)
        case .failed(let reason, let awsRequestID): return failure(.fence, subject, reason, awsRequestID)
        case .lifted(let reason, let awsRequestID):
            return AuditEntry(.lift, .success, subject: subject, reason: reason, awsRequestID: awsRequestID)
        case .stays(let reason, let awsRequestID), .abandoned(let reason, let awsRequestID):
            return AuditEntry(.lift, .error, subject: subject, failure: reason, awsRequestID: awsRequestID)
        }
    }

    private func failure(
        _ action: AuditEntry.Action,
        _ subject: AuditSubject,
        _ reason: FailureReason,
        _ awsRequestID: String?
    ) -> AuditEntry {
        AuditEntry(
            action,
            .error,
            subject: subject,
            failure: reason,
            awsRequestID: awsRequestID,
            lastCredentialAt: fence.lastSessionEnd
        )
    }

    /// Whether it is for want of room that somebody is not shut out, which waiting alone does not mend.
    var isLeftOut: Bool {
        if case .leftOut = change { true } else { false }
    }

    /// What a person must be told; nil if nothing.
    func trouble(_ subject: AuditSubject) -> String? {
        let who = subject.userEmail ?? fence.userID
        let what = "\(who), \(subject.permissionSet ?? "") on account \(fence.accountID)"
        let end = fence.lastSessionEnd.iso8601Seconds
        switch change {
        case .built, .needless, .notMeant, .lifted, .givenUp, .forged: return nil
        case .leftOut(let reason) where fence.isStanding:
            return
                "\(what): sessions opened before the end were shut out and may be used again, until \(end): \(reason)"
        case .leftOut(let reason), .lost(let reason):
            return "\(what): sessions opened before the end may be used until \(end): \(reason)"
        case .failed(let reason, _):
            return "\(what): sessions opened before the end may be used until \(end): \(reason.full)"
        case .stays(let reason, _): return "\(what): the deny could not be taken out yet: \(reason.full)"
        case .abandoned(let reason, _):
            return "\(what): take the deny out of the inline policy by hand, fences are switched off: \(reason.full)"
        }
    }
}
