// SPDX-License-Identifier: Apache-2.0

/// An approver's decision on a request: checked against the proof of who decides, what was shown, and what the policy
/// says at this moment.
///
/// What is approved is what is granted: the approval is written before the grant begins, and conditional on the version
/// whose digest was checked, so two approvers at one moment count as two, and nothing slips in between the check and the
/// write. A crash after it leaves an approved request that is due: Grant's sweep begins what this invocation could not.
struct DecisionProtocol {
    /// How often others may decide between reading and writing.
    private static let maximumTries = 8

    let context: GrantContext
    let decision: Decision

    func run() async throws(Refusal) -> Answer {
        guard let approverID = context.speaker.userID else {
            throw Refusal(
                .actorNotAllowed,
                "Only a person of Identity Center can decide about a request; \(context.speaker.name) is none."
            )
        }
        var writer = LedgerWriter(context.surroundings, invocation: context.invocation)
        for _ in 1...Self.maximumTries {
            guard let record = try await context.request(decision.request.id) else {
                throw .requestNotFound(decision.request.id)
            }
            let pending = try checkRequest(record, approverID)
            guard try await context.verify(record, &writer) else { continue }
            let (approver, account) = try await facts(record, approverID)
            guard let levels = ApproverCheck(policy: context.policy).levels(of: record) else {
                throw .policyChanged(record.policy)
            }
            guard let level = levels[checked: pending.level], level.approvers.accepts(approver, on: account.forPolicy)
            else {
                throw Refusal(
                    .notAnApprover,
                    "You are not among those who decide about this request now: "
                        + (levels[checked: pending.level]?.approvers.readable ?? "nobody")
                )
            }
            if decision.verdict == .approve, level.needsStepUp, case .integration(let name) = context.speaker.proof {
                throw Refusal(
                    .stepUpRequired,
                    "This approval takes a call that you have signed yourself; what comes by \(name) is not enough for it. "
                        + "Run: hourglass approve \(record.id)"
                )
            }
            if decision.verdict == .approve, level.needsOtherEntryPoint,
                context.speaker.proof == record.requestedBy.proof
            {
                throw Refusal(
                    .otherEntryPointRequired,
                    "This approval must not come by the way that the request came (\(context.speaker.proof)). "
                        + "Decide elsewhere, such as by: hourglass approve \(record.id)"
                )
            }
            if decision.verdict == .approve, record.approvals.contains(where: { $0.by.userID == approverID }) {
                throw Refusal(.alreadyApproved, "You have approved this request already; one approver counts once.")
            }
            switch decision.verdict {
            case .reject:
                if let answer = try await reject(record, level, &writer) { return answer }
            case .approve:
                if let answer = try await approve(record, level, levels, pending, &writer) { return answer }
            }
        }
        throw .changing(decision.request.id)
    }

    // MARK: Checks

    /// Whether the request is what was shown, is still open, and is not the approver's own.
    private func checkRequest(
        _ record: RequestRecord,
        _ approverID: String
    ) throws(Refusal) -> RequestRecord.Pending {
        guard case .pending(let pending) = record.state else { throw .decided(record) }
        guard approverID != record.userID, approverID != record.requestedBy.userID else {
            throw Refusal(.selfApproval, "Nobody decides about their own request. Ask another approver.")
        }
        // Who asks is the caller's word, and good for nothing but this: whom it names does not approve it.
        if let requester = record.request.requester, context.mandate.person?.isNamed(requester) == true {
            throw Refusal(
                .selfApproval,
                "The request names you as its requester, and nobody decides about their own request. Ask another approver."
            )
        }
        // The digest is made anew from what would be granted: neither the caller nor the table is taken at its word.
        guard let actual = try? record.request.digest(), actual == record.digest, decision.digest == actual else {
            throw Refusal(
                .digestMismatch,
                "The request is not what you were shown. Look at it again, and decide about what you see."
            )
        }
        guard context.now < pending.timesOutAt else {
            throw Refusal(.timedOut, "The time to decide about this request was over at \(pending.timesOutAt.iso8601).")
        }
        return pending
    }

    /// The approver and the account, as they are at this moment.
    private func facts(
        _ record: RequestRecord,
        _ approverID: String
    ) async throws(Refusal) -> (PolicyPrincipal, AccountFacts) {
        let name = context.speaker.name
        let account = try await context.resolver.account(record.request.accountID)
        do {
            return (try await context.resolver.person(approverID, named: name, for: account).principal(), account)
        } catch  where error.code == .userDisabled {
            throw Refusal(.approverDisabled, "\(name) is disabled in Identity Center and cannot decide.")
        }
    }

    // MARK: Decisions

    /// Closes the request; nil if somebody has changed it meanwhile.
    private func reject(
        _ record: RequestRecord,
        _ level: ApprovalLevel,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Answer? {
        let closing = RequestRecord.Closing(
            .rejected,
            by: context.speaker,
            at: context.now.wholeSecond,
            comment: decision.comment
        )
        let next = record.next(.closed(closing))
        guard try await write(.reject, next, over: record, level.name, &writer) else { return nil }
        return RequestAnswers.answer(200, "The request was rejected", next)
    }

    /// Adds the approval, and begins the grant if it was the last one needed; nil if somebody has changed the request
    /// meanwhile.
    private func approve(
        _ record: RequestRecord,
        _ level: ApprovalLevel,
        _ levels: [ApprovalLevel],
        _ pending: RequestRecord.Pending,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Answer? {
        // What would not be granted is not approved either.
        let candidate = try await Candidate.find(record, context)
        let allowance = try candidate.allowance(record, at: context.now, context)
        guard case .levels(_, let timeout) = allowance.approval else { throw .policyChanged(record.policy) }
        let now = context.now
        let approval = Approval(
            by: context.speaker,
            level: level.name,
            at: now.wholeSecond,
            comment: decision.comment
        )
        let given = record.approvalsGiven(at: level) + 1
        var next: RequestRecord
        if given < level.required {
            next = record.next(.pending(pending))
        } else if let following = levels[checked: pending.level + 1] {
            next = record.next(
                .pending(
                    RequestRecord.Pending(
                        level: pending.level + 1,
                        levelName: following.name,
                        timesOutAt: (now + timeout).wholeSecond
                    )
                )
            )
        } else {
            let start = (record.request.startAt ?? now).wholeSecond
            next = record.next(
                .approved(
                    RequestRecord.Start(at: start, nextTryAt: start > now ? start : context.takeover)
                )
            )
        }
        next.approvals.append(approval)
        guard try await write(.approve, next, over: record, level.name, &writer) else { return nil }
        return try await answer(next, levels, &writer)
    }

    private func answer(
        _ record: RequestRecord,
        _ levels: [ApprovalLevel],
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Answer {
        switch record.state {
        case .pending(let pending):
            guard let level = levels[checked: pending.level] else { return RequestAnswers.pending(record) }
            return RequestAnswers.answer(
                202,
                "Approved; the request awaits further approval",
                record,
                RequestAnswers.Awaiting(level: level, given: record.approvalsGiven(at: level))
            )
        case .approved(let start) where start.at <= context.now:
            // With too little time left Grant's sweep begins it.
            guard context.invocation.deadline - context.now >= GrantProtocol.minimumTime else {
                return RequestAnswers.approved(record)
            }
            var begun = record
            return try await context.begin(&begun, &writer)
        case .approved, .closed, .leased: return RequestAnswers.approved(record)
        }
    }

    private func write(
        _ action: AuditEntry.Action,
        _ next: RequestRecord,
        over record: RequestRecord,
        _ level: String,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Bool {
        let entry = AuditEntry(
            action,
            .success,
            subject: record.subject,
            reason: decision.comment,
            policy: record.policy,
            level: level,
            requestDigest: record.digest
        )
        return try await context.write(next, over: record, entry, isAttempt: true, &writer)
    }
}
