// SPDX-License-Identifier: Apache-2.0

import JITAccess

// The state table keeps whole seconds: what is read is what was written, rounded down.

extension Timestamp {
    var asStored: Timestamp { Timestamp(seconds: seconds) }
}

extension BindingRecord {
    var asStored: BindingRecord {
        var stored = self
        for (id, lease) in leases {
            stored.leases[id]?.expiresAt = lease.expiresAt.asStored
            stored.leases[id]?.state = lease.state.asStored
            stored.leases[id]?.ticket = lease.ticket?.asStored
        }
        stored.revocation = revocation.map { revocation in
            Revocation(
                claim: revocation.claim.map { Claim(owner: $0.owner, until: $0.until.asStored) },
                failedAttempts: revocation.failedAttempts,
                nextTryAt: revocation.nextTryAt.asStored
            )
        }
        return stored
    }
}

extension SweepLease {
    var asStored: SweepLease {
        let deaths = attempts.deaths.mapValues { SweepAttempts.Deaths(count: $0.count, at: $0.at.asStored) }
        return SweepLease(
            sweep: sweep,
            owner: owner,
            run: run,
            until: until.asStored,
            attempts: SweepAttempts(inWork: attempts.inWork, deaths: deaths)
        )
    }

    /// When it was given back.
    var asReleased: SweepLease {
        SweepLease(
            sweep: sweep,
            owner: "",
            run: run,
            until: Timestamp(seconds: 0),
            attempts: SweepAttempts(deaths: asStored.attempts.deaths)
        )
    }
}

extension TicketHold {
    fileprivate var asStored: TicketHold {
        TicketHold(
            number: number,
            closesAt: closesAt?.asStored,
            checkAt: checkAt.asStored,
            failedChecks: failedChecks
        )
    }
}

extension Lease.State {
    fileprivate var asStored: Lease.State {
        switch self {
        case .active: return .active
        case .ended(let end): return .ended(end.asStored)
        case .granting(var granting):
            granting.recoverAt = granting.recoverAt.asStored
            granting.revocation = granting.revocation?.asStored
            return .granting(granting)
        }
    }
}

extension LeaseEnd {
    fileprivate var asStored: LeaseEnd { LeaseEnd(kind, at: at.asStored, reason: reason) }
}

extension EndedBinding {
    var asStored: EndedBinding {
        EndedBinding(binding: binding, requestIDs: requestIDs, endedAt: endedAt.asStored, dueAt: dueAt.asStored)
    }
}

extension RequestRecord {
    var asStored: RequestRecord {
        var stored = self
        stored.state = state.asStored
        stored.approvals = approvals.map { approval in
            Approval(by: approval.by, level: approval.level, at: approval.at.asStored, comment: approval.comment)
        }
        return stored
    }
}

extension RequestRecord.State {
    fileprivate var asStored: RequestRecord.State {
        switch self {
        case .pending(let pending):
            return .pending(
                RequestRecord.Pending(
                    level: pending.level,
                    levelName: pending.levelName,
                    timesOutAt: pending.timesOutAt.asStored
                )
            )
        case .approved(let start):
            return .approved(RequestRecord.Start(at: start.at.asStored, nextTryAt: start.nextTryAt.asStored))
        case .closed(let closing):
            return .closed(
                RequestRecord.Closing(
                    closing.kind,
                    by: closing.by,
                    at: closing.at.asStored,
                    comment: closing.comment
                )
            )
        case .leased(var lease):
            lease.expiresAt = lease.expiresAt.asStored
            lease.usableFrom = lease.usableFrom?.asStored
            lease.endOfSessions = lease.endOfSessions?.asStored
            return .leased(lease)
        }
    }
}

extension CustomSetRecord {
    var asStored: CustomSetRecord {
        var stored = self
        if case .making(let until) = state { stored.state = .making(until: until.asStored) }
        stored.dueAt = dueAt.asStored
        return stored
    }
}

extension Fence {
    fileprivate var asStored: Fence {
        var stored = Fence(
            userID: userID,
            accountID: accountID,
            userEmail: userEmail,
            requestIDs: requestIDs,
            endedAt: endedAt.asStored,
            sessionSeconds: sessionSeconds,
            state: state
        )
        if case .standing(let moment) = state { stored.state = .standing(since: moment.asStored) }
        return stored
    }
}

extension FenceOrder {
    var asStored: FenceOrder {
        FenceOrder(
            permissionSetARN: permissionSetARN,
            permissionSet: permissionSet,
            fence: fence.asStored,
            dueAt: dueAt.asStored,
            version: version
        )
    }
}

extension FenceRecord {
    var asStored: FenceRecord {
        var stored = self
        stored.fences = fences.map(\.asStored)
        stored.claim = claim.map { BindingRecord.Claim(owner: $0.owner, until: $0.until.asStored) }
        stored.nextTryAt = nextTryAt?.asStored
        return stored
    }
}
