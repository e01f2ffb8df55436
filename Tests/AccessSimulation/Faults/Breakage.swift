// SPDX-License-Identifier: Apache-2.0

import Hashing
import JITAccess

/// A protocol that is broken in one way, made by changing what it reads or writes: to show that the simulation would
/// notice. Each names the invariant of the design that it breaks.
public enum Breakage: String, Sendable, CaseIterable {
    /// 1, no access without a record: the lease is not written before the assignment is created.
    case recordsAfterTheCall = "the lease is written after the call"
    /// 2, access ends: a removal that fails is dropped.
    case dropsFailedRemovals = "a failed removal is dropped from the ledger"
    /// 3, standing access is never removed: nobody remembers that it was there.
    case forgetsStanding = "standing access is forgotten"
    /// 4, no lease is cut short by another: the first that ends takes the assignment along.
    case countsNoLeases = "the assignment goes with the first lease that ends"
    /// 2, access ends, its open sessions too: nobody remembers a fence between the removal and the order for it.
    case ordersFenceAfterwards = "a fence is ordered after the binding has gone"
    /// 7, nothing happens that nobody asked for: what an administrator has written is lost.
    case overwritesPolicies = "the inline policy is overwritten"
    /// 2, access ends, its open sessions too: what has been shut out is let in again for another's sake.
    case crowdsOutFences = "a later fence crowds out one that stands"
    /// 5, the audit tells the truth: a success is not recorded.
    case skipsAudit = "a grant's success is not recorded"
    /// 5 and 6: what others have written meanwhile is overwritten.
    case writesUnconditionally = "writes are not conditional"
    /// 3, foreign access is not touched unless that was asked for: every reconcile takes it away.
    case quarantinesUnasked = "a reconcile takes away what nobody named"
    /// 7, nothing happens on bad input: a suspended account is taken for an open one.
    case overlooksSuspension = "a suspended account is granted on"
    /// 7 and 8, nothing is granted that nobody approved: what needs approval is granted at once.
    case asksNobody = "approvals are not asked for"
    /// 8, what is approved is what is granted: the digest that an approver has seen is not compared.
    case comparesNoDigest = "the digest is not compared"
    /// 8, nobody approves their own request: people are told apart by the name they give, not by their id.
    case comparesNames = "self-approval is compared by name"
    /// 2, access ends, with its ticket too: nobody remembers which it was given for.
    case forgetsTickets = "a lease forgets its ticket"
    /// 2, access ends: a change window is taken for a longer one.
    case overlooksWindows = "the end of a change window is overlooked"
    /// 7, nothing happens on bad input: a ticket system that is down is believed to say what it said last.
    case takesSilenceForAnAnswer = "a ticket system that is down is taken for one that answers"
    /// 2 and 12, access ends: what cannot be recorded in its own trail does not end.
    case stopsWithTrails = "a trail that cannot be continued stops the end"
    /// 10, events are never logged whole.
    case logsEvents = "events are logged"

    /// 11, nothing is believed because it is stored: every seal passes.
    case believesEverySeal = "seals are not verified"

    /// 2, access ends: a request whose binding was deleted is not looked at, nor compared.
    case overlooksDueRequests = "a due request is not looked at"

    /// 3, what is ours is never called standing: nobody asks whether a request lends what has no binding.
    case takesLostForStanding = "a lost binding is taken for standing access"

    /// 11, nothing is believed because it is stored: whoever claims a binding for years has it.
    case believesClaims = "a claim that no invocation can have is believed"

    /// 7 and 11, a row that anybody can have written ends no access and gives none: it is adopted without a migration.
    case adoptsRows = "a row is adopted although adoption is off"

    /// 2, access ends: whoever reckons with a number of any size dies of it, at each sweep, before anything has ended.
    case reckonsWithAnyNumber = "a number outside its bounds is read as it is"

    /// 5 and 8, the trail of a request is its own history alone: whoever knows its id writes into it, and what was sealed over
    /// its end is not believed any more.
    case filesRefusalsWithRequests = "a refused attempt goes into the trail of a request that waits"

    /// 8, nothing is granted that too few approved: an approver who says yes twice counts twice.
    case countsApproversTwice = "one approver counts twice"

    /// What is written instead of `transaction`.
    func writes(_ transaction: LedgerTransaction) -> LedgerTransaction {
        switch self {
        case .recordsAfterTheCall:
            return LedgerTransaction(changes: transaction.changes.filter { !$0.beginsGrant }, audit: transaction.audit)
        case .dropsFailedRemovals:
            return LedgerTransaction(changes: transaction.changes.map(\.droppingFailure), audit: transaction.audit)
        case .forgetsStanding:
            return LedgerTransaction(changes: transaction.changes.map(\.forgettingStanding), audit: transaction.audit)
        case .forgetsTickets:
            return LedgerTransaction(changes: transaction.changes.map(\.forgettingTickets), audit: transaction.audit)
        case .skipsAudit:
            let audit = transaction.audit.filter { AuditEvent($0).what != "GRANT SUCCESS" }
            return LedgerTransaction(changes: transaction.changes, audit: audit)
        case .countsNoLeases, .writesUnconditionally, .ordersFenceAfterwards, .overwritesPolicies, .crowdsOutFences,
            .quarantinesUnasked,
            .overlooksSuspension, .asksNobody, .comparesNoDigest, .comparesNames, .overlooksWindows,
            .takesSilenceForAnAnswer, .logsEvents, .believesEverySeal, .overlooksDueRequests, .takesLostForStanding,
            .believesClaims, .stopsWithTrails, .adoptsRows, .reckonsWithAnyNumber, .filesRefusalsWithRequests:
            return transaction
        case .countsApproversTwice:
            return LedgerTransaction(
                changes: transaction.changes.map(\.withApproversAsTheyAre),
                audit: transaction.audit
            )
        }
    }

    /// What is read instead of a request: nobody is found to have approved it before.
    func reads(_ record: RequestRecord) -> RequestRecord {
        guard self == .countsApproversTwice else { return record }
        var seen = record
        seen.approvals = record.approvals.enumerated().map { $1.by("\($1.by.userID ?? "")\(Self.mark)\($0)") }
        return seen
    }

    /// The id of a person, by which one who counts twice is somebody else the second time.
    func person(_ id: String) -> String {
        guard self == .countsApproversTwice, let end = id.firstIndex(of: Self.mark) else { return id }
        return String(id[..<end])
    }

    fileprivate static let mark: Character = "+"

    /// Puts the records of refused attempts into the trails of the requests that they are about.
    func files(_ transaction: LedgerTransaction, in ledger: SimulatedLedger) -> LedgerTransaction {
        guard self == .filesRefusalsWithRequests else { return transaction }
        let audit = transaction.audit.map { record -> AuditRecord in
            guard record.text("status") == "DENIED", let id = RequestID(record.text("about")),
                ledger.request(id)?.isWaiting == true, let last = ledger.audit(of: id).last
            else { return record }
            return record.moved(to: id, after: last) ?? record
        }
        return LedgerTransaction(changes: transaction.changes, audit: audit)
    }

    /// What is read instead of a reconcile's record.
    func reads(_ record: ReconcileRecord) -> ReconcileRecord {
        guard self == .quarantinesUnasked else { return record }
        return ReconcileRecord(
            id: record.id,
            order: ReconcileOrder(.apply, quarantine: .everything),
            askedBy: record.askedBy,
            startedAt: record.startedAt,
            place: record.place,
            tally: record.tally,
            findings: record.findings,
            state: record.state,
            failedAttempts: record.failedAttempts,
            version: record.version
        )
    }

    /// What is read instead of the ends of a reconcile's trail: an item alone is not believed.
    func reads(_ ends: AuditEnds) -> AuditEnds {
        guard self == .quarantinesUnasked, ends.first["action"] == "RECONCILE" else { return ends }
        var first = ends.first
        first["reason"] = "A comparison of ledger and Identity Center (apply, quarantine of everything foreign)."
        return AuditEnds(first: first, last: ends.last)
    }

    /// What is read instead of `record` at `moment`.
    func reads(_ record: BindingRecord, at moment: Timestamp) -> BindingRecord {
        if self == .believesClaims, let until = record.revocation?.claim?.until, until > moment + .seconds(3600) {
            var seen = record
            let claim = BindingRecord.Claim(owner: "thief", until: moment + .seconds(300))
            seen.revocation = .init(claim: claim, failedAttempts: 0, nextTryAt: claim.until)
            return seen
        }
        guard self == .countsNoLeases else { return record }
        let over = record.leases.filter { $0.value.state == .active && $0.value.expiresAt <= moment }
        guard !over.isEmpty else { return record }
        var seen = record
        seen.leases = over
        return seen
    }
}

extension AuditRecord {
    /// The record as it would be in another trail, with the hash that it must have there.
    fileprivate func moved(to id: RequestID, after last: AuditRecord) -> AuditRecord? {
        var moved = attributes
        moved["request_id"] = .string(id.description)
        moved["sequence"] = .integer(last.sequence + 1)
        moved["previous_hash"] = .string(last.hash)
        moved["hash"] = nil
        guard let hash = try? SHA256.hex(JSONValue.object(moved).canonicalText) else { return nil }
        moved["hash"] = .string(hash)
        return AuditRecord(stored: moved)
    }
}

extension Approval {
    fileprivate func by(_ userID: String) -> Approval {
        let speaker = Speaker(name: by.name, kind: .person(userID: userID), proof: by.proof, callerID: by.callerID)
        return Approval(by: speaker, level: level, at: at, comment: comment)
    }
}

extension RequestRecord {
    /// Whether somebody is yet to decide about it, or its moment is yet to come.
    var isWaiting: Bool {
        switch state {
        case .pending, .approved: true
        case .closed, .leased: false
        }
    }
}

extension LedgerTransaction {
    /// The orders for fences, and everything else.
    var withoutFenceOrders: (orders: LedgerTransaction, others: LedgerTransaction) {
        let orders = changes.filter { if case .putFenceOrder = $0 { true } else { false } }
        let others = changes.filter { if case .putFenceOrder = $0 { false } else { true } }
        return (
            LedgerTransaction(changes: orders, audit: []), LedgerTransaction(changes: others, audit: audit)
        )
    }
}

extension LedgerChange {
    fileprivate var beginsGrant: Bool {
        guard case .putBinding(let record, .absent) = self else { return false }
        return record.status == .granting
    }

    fileprivate var droppingFailure: LedgerChange {
        guard case .putBinding(let record, .version(let version)) = self, let revocation = record.revocation,
            revocation.claim == nil, revocation.failedAttempts > 0
        else { return self }
        return .removeBinding(record.binding, version: version)
    }

    fileprivate var forgettingTickets: LedgerChange {
        guard case .putBinding(var record, let expected) = self else { return self }
        record.leases = record.leases.mapValues { lease in
            var lease = lease
            lease.ticket = nil
            return lease
        }
        return .putBinding(record, expecting: expected)
    }

    fileprivate var withApproversAsTheyAre: LedgerChange {
        guard case .putRequest(var record, let expected) = self else { return self }
        record.approvals = record.approvals.map { $0.by(Breakage.countsApproversTwice.person($0.by.userID ?? "")) }
        return .putRequest(record, expecting: expected)
    }

    fileprivate var forgettingStanding: LedgerChange {
        guard case .putBinding(var record, let expected) = self else { return self }
        record.isStanding = false
        return .putBinding(record, expecting: expected)
    }
}
