// SPDX-License-Identifier: Apache-2.0

/// Ends leases before their expiry. It takes the binding's claim, not the sweep's lease, so it never waits for a sweep.
///
/// The end is written with the claim, before the removal: from then on the lease is over whatever happens to this
/// invocation, and the sweep removes what it could not.
struct EarlyRevocationProtocol {
    let surroundings: Surroundings
    let remover: any AssignmentRemover
    let fencing: Fencing
    let policy: PolicyInForce
    let invocation: Invocation

    /// How often others may have changed a row of the published sample between reading and adopting it.
    private static let maximumReads = 5

    /// - Parameter revocation: a request that it names by a short id is named by its whole id once it is found.
    func run(_ revocation: inout EarlyRevocation) async throws(Refusal) -> Answer {
        let (binding, chosen) = try await target(&revocation.target)
        var patience = Patience(surroundings, invocation: invocation)
        var isRestored = false
        while true {
            let stored = try await read(binding)
            let ids = (stored?.leases.keys).map { $0.filter { chosen == nil || chosen == $0 } } ?? []
            guard let record = stored, !ids.isEmpty else {
                guard !isRestored, try await restore(binding, chosen) else { return Self.endedAlready }
                isRestored = true
                continue
            }
            let end = LeaseEnd(.revoked, at: surroundings.clock.now().wholeSecond, reason: reason(revocation))
            let ends = Dictionary(ids.map { ($0, end) }) { first, _ in first }
            switch await settlement.run(record, revoking: ends) {
            case .revoked(let order):
                if let order { await fence(order) }
                return Self.revoked
            case .kept: return kept(record, ids)
            case .failed(let reason):
                let alert = SweepReport(errors: [reason]).alert
                if let alert { await surroundings.alert(alert) }
                throw Refusal(
                    .revocationFailed,
                    "The access could not be removed yet. The sweep tries again until it is gone; the audit trail says why.",
                    cause: reason,
                    isRecorded: true
                )
            case .pending, .changed:
                if record.isClaimed(at: surroundings.clock.now()) { return Self.underWay }
                // Somebody has changed the binding meanwhile: decide again from what is there now.
                guard await patience.wait() else { return Self.underWay }
            }
        }
    }

    private var settlement: Settlement {
        Settlement(surroundings: surroundings, remover: remover, fencing: fencing, invocation: invocation)
    }

    /// The requests that say that the binding is lent, of all or of the one that is meant.
    private func lending(_ binding: Binding, _ chosen: RequestID?) async throws(Refusal) -> [RequestRecord] {
        let ledger = surroundings.ledger
        guard let chosen else {
            return try refusing(
                await attempt { () throws(LedgerError) in try await ledger.requests(lending: binding).requests }
            )
        }
        let found = try refusing(await attempt { () throws(LedgerError) in try await ledger.request(chosen) })
        return [found].compactMap(\.self)
    }

    /// Restores a binding that was deleted or changed past the functions, while a request says that it is lent; false if none
    /// does.
    private func restore(_ binding: Binding, _ chosen: RequestID?) async throws(Refusal) -> Bool {
        // With one of them all others of the binding are restored.
        guard let found = try await lending(binding, chosen).first(where: { $0.lease?.isOpen == true }) else {
            return false
        }
        let settled = await DueLease(surroundings: surroundings, settlement: settlement, invocation: invocation)
            .run(found)
        for alert in settled.alerts { await surroundings.alert(alert) }
        switch settled.outcome {
        case .revoked(let order): if let order { await fence(order) }
        case .failed(let reason):
            throw Refusal(
                .revocationFailed,
                "The record of the access was lost and could not be restored yet. Try again in a minute; the sweep tries too.",
                cause: reason
            )
        case .kept, .pending, .changed: break
        }
        return true
    }

    /// Nobody waits for the fence: what is not done in this invocation the sweep does.
    private func fence(_ order: FenceOrder) async {
        let pass = FencePass(surroundings: surroundings, fencing: fencing, invocation: invocation)
        let surroundings = surroundings
        await surroundings.afterwards.run {
            let report = await pass.run([order], due: [])
            let others = [Alert.doubted(report.doubts), Alert.successors(report.successors)]
            for alert in report.alerts + others.compactMap(\.self) { await surroundings.alert(alert) }
        }
    }

    /// The binding and, if one request was named, its id.
    private func target(_ target: inout EarlyRevocation.Target) async throws(Refusal) -> (Binding, RequestID?) {
        let directory = surroundings.directory
        switch target {
        case .request(let named):
            let found = try await request(named)
            let id = found.id
            target = .request(NamedRequest(id))
            guard let binding = found.binding, found.lease != nil else {
                throw Refusal(
                    .leaseNotFound,
                    "The request \(id.given) has no access yet. Cancel it with the action cancel of Grant."
                )
            }
            return (binding, id)
        case .binding(let userEmail, let accountID, let name):
            if policy.fault != nil, case .integration = invocation.speaker.proof {
                throw .policyInvalid(
                    "Until it is mended an integration ends what was asked through it: name the request."
                )
            }
            async let user = attempt { () throws(DirectoryError) in try await directory.findUser(userEmail) }
            async let set = attempt { () throws(DirectoryError) in try await directory.permissionSet(named: name) }
            guard let userID = try refusing(await user)?.id else {
                throw .userNotFound(userEmail)
            }
            guard invocation.speaker.kind == .callingSystem || invocation.speaker.userID == userID else {
                throw Refusal(.notRequester, "You can end your own access so; name the request to end another's.")
            }
            guard let permissionSet = try refusing(await set) else {
                throw Refusal(.permissionSetNotFound, "There is no permission set \(name).")
            }
            let binding = Binding(userID: userID, accountID: accountID, permissionSetARN: permissionSet.arn)
            let stored = try await read(binding)
            let lending = stored == nil ? try await lending(binding, nil) : []
            guard stored != nil || !lending.isEmpty else {
                throw Refusal(.leaseNotFound, "\(userEmail) has no lease of \(name) on account \(accountID).")
            }
            return (binding, nil)
        }
    }

    /// The request that is meant, if the speaker may end its access.
    private func request(_ named: NamedRequest) async throws(Refusal) -> RequestRecord {
        let ledger = surroundings.ledger
        func read(_ id: RequestID) async throws(Refusal) -> RequestRecord? {
            let found = try refusing(await attempt { () throws(LedgerError) in try await ledger.request(id) })
            guard let found, try await mayRevoke(found) else { return nil }
            return found
        }
        if let found = try await read(named.id) { return found }
        let lookUp = RequestLookUp(ledger: ledger, entryPoints: policy.orNothing.entryPoints)
        guard
            let other = try await lookUp.other(
                than: named,
                where: { record throws(Refusal) in try await mayRevoke(record) }
            ), let found = try await read(other)
        else {
            guard policy.fault != nil, named.short != nil || !invocation.speaker.isCallingSystem else {
                throw .requestNotFound(named.id)
            }
            throw .policyInvalid(
                "Until it is mended an access is ended by whoever asked for it, whoever has it, whoever has approved it, and the "
                    + "system that calls Revoke directly; name the request by its whole id."
            )
        }
        return found
    }

    /// Whether the speaker may end it: whoever asked, whoever has it, its approvers, and the calling system.
    private func mayRevoke(_ record: RequestRecord) async throws(Refusal) -> Bool {
        let speaker = invocation.speaker
        let ownership = Ownership(ledger: surroundings.ledger, policy: policy)
        if try await ownership.isOpen(record, to: speaker) { return true }
        guard let userID = speaker.userID else { return false }
        if try await ownership.hasApproved(record, userID) { return true }
        return try await ApproverCheck(policy: policy.orNothing).anyLevel(
            of: record,
            accepts: userID,
            named: speaker.name,
            Resolver(surroundings, policy: policy.orNothing)
        )
    }

    /// What is recorded; a row of the published sample becomes a record first.
    private func read(_ binding: Binding) async throws(Refusal) -> BindingRecord? {
        let ledger = surroundings.ledger
        for _ in 1...Self.maximumReads {
            let found = await attempt { () throws(LedgerError) in try await ledger.binding(binding) }
            // It is restored like one that is lost.
            if case .failure(.unreadable) = found { return nil }
            switch try refusing(found) {
            case .absent: return nil
            case .record(let record): return record
            case .published(let row):
                guard let adoption = Adoption(surroundings: surroundings, invocation: invocation) else {
                    throw LegacyRows.refusal
                }
                let adopted = try refusing(await attempt { () throws(LedgerError) in try await adoption.adopt(row) })
                if let adopted { return adopted }
            // A sweep or a grant has adopted it at the same moment: read again.
            }
        }
        throw Refusal(.revocationInProgress, "The same access is being changed just now. Try again in a minute.")
    }

    private func reason(_ revocation: EarlyRevocation) -> String {
        let reason = revocation.reason ?? "no reason was given"
        return revocation.requester.map { "\(reason) (asked for by \($0))" } ?? reason
    }

    // MARK: Answers

    /// The lease has ended or will, and the assignment stays for now: says why.
    private func kept(_ record: BindingRecord, _ ids: [RequestID]) -> Answer {
        let isGranting = ids.contains { id in
            if case .granting = record.leases[id]?.state { true } else { false }
        }
        if isGranting { return Self.underWay }
        return Self.answer(
            200,
            record.isStanding
                ? "The lease has ended; the user held this access before and keeps it"
                : "The lease has ended; other leases hold the same access"
        )
    }

    private static let revoked = answer(200, "Access revoked", revokedCount: 1)

    private static let endedAlready = answer(200, "The lease has ended already")

    private static let underWay = answer(202, "The access is being removed; the sweep finishes it")

    private static func answer(_ statusCode: Int, _ message: String, revokedCount: Int64 = 0) -> Answer {
        Answer(
            statusCode: statusCode,
            body: ["message": .string(message), "revoked_count": .integer(revokedCount)]
        )
    }
}
