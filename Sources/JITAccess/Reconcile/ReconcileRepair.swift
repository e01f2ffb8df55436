// SPDX-License-Identifier: Apache-2.0

import Hashing

/// Puts right what a reconcile has found, as far as its order goes. Whatever it does, it does by the ordinary settlement
/// of a binding: claimed, removed, confirmed, and finished by a sweep if this process dies.
struct ReconcileRepair {
    let surroundings: Surroundings
    let remover: any AssignmentRemover
    let fencing: Fencing
    let invocation: Invocation

    func run(
        _ kind: ReconcileFinding.Kind,
        _ stored: StoredBinding,
        _ binding: Binding,
        _ set: PermissionSet,
        _ reconcile: ReconcileRecord
    ) async -> ReconcileFinding.Outcome {
        guard reconcile.order.mode == .apply else { return .reported }
        let why = reconcile.why
        switch (kind, stored) {
        case (.late, .record(let record)):
            return await settle(record, remark: "Late: its sweeps have not ended it. \(why)")
        case (.late, .published(let row)): return await end(row, why)
        case (.missing, .record(let record)): return await close(record, why)
        case (.foreign, .absent):
            guard reconcile.order.quarantine.names(binding) else { return .reported }
            return await quarantine(binding, set, why, reconcile.id)
        // What is found and what is stored do not go together: there is nothing to repair.
        default: return .reported
        }
    }

    /// Closes leases whose assignment somebody has taken away past Hourglass. Revoke cannot make it again, and the user
    /// has no access: a lease that says otherwise is untrue. They end as if revoked, with the reason; the removal that
    /// is part of it finds nothing to remove, or sees to it that nothing is left without a record.
    private func close(_ record: BindingRecord, _ why: String) async -> ReconcileFinding.Outcome {
        let reason = "its assignment was removed outside Hourglass"
        let end = LeaseEnd(.revoked, at: surroundings.clock.now().wholeSecond, reason: reason)
        let ends = Dictionary(record.leases.keys.map { ($0, end) }) { first, _ in first }
        return await settle(record, revoking: ends, remark: "Missing: \(reason). \(why)")
    }

    private func end(_ row: PublishedRow, _ why: String) async -> ReconcileFinding.Outcome {
        guard let adoption = Adoption(surroundings: surroundings, invocation: invocation) else {
            return .failed(LegacyRows.refusal.message)
        }
        do {
            guard let record = try await adoption.adopt(row) else { return .underWay }
            return await settle(record, remark: "Late: a row of the published sample. \(why)")
        } catch {
            return .failed(Refusal(error).cause ?? "The row kept changing.")
        }
    }

    /// Takes a foreign assignment into the ledger as one that is being removed, on condition that it still is nobody's,
    /// and removes it. From the first write on it is a removal like any other, which sweeps bring to its end.
    private func quarantine(
        _ binding: Binding,
        _ set: PermissionSet,
        _ why: String,
        _ reconcile: RequestID
    ) async -> ReconcileFinding.Outcome {
        let now = surroundings.clock.now().wholeSecond
        let id: RequestID
        do {
            id = RequestID(quarantineDigest: try SHA256.hex("\(reconcile)|\(binding.key)"))
        } catch {
            return .failed(error.description)
        }
        let reason = "quarantined by the reconcile \(reconcile)"
        let record = BindingRecord(
            binding: binding,
            userEmail: nil,
            permissionSet: set.name,
            createdAt: now,
            leases: [
                id: Lease(
                    state: .ended(LeaseEnd(.revoked, at: now, reason: reason)),
                    durationSeconds: 0,
                    expiresAt: now,
                    isAdopted: true
                )
            ],
            revocation: BindingRecord.Revocation(claim: nil, failedAttempts: 0, nextTryAt: now),
            version: BindingRecord.firstVersion(at: now)
        )
        let entry = AuditEntry(
            .reconcile,
            .started,
            subject: record.subject,
            reason: "Foreign: an assignment that Hourglass has not made. It is quarantined. \(why)"
        )
        var writer = LedgerWriter(surroundings, invocation: invocation)
        do {
            try await writer.commit([.putBinding(record, expecting: .absent)], [LedgerWriter.Entry(id, entry)])
        } catch .conflict {
            // Somebody lends it at this very moment: it is no longer foreign.
            return .reported
        } catch {
            return .failed(Refusal(error).cause ?? "The ledger does not answer.")
        }
        return await settle(record, remark: nil)
    }

    private func settle(
        _ record: BindingRecord,
        revoking ends: [RequestID: LeaseEnd] = [:],
        remark: String?
    ) async -> ReconcileFinding.Outcome {
        let settlement = Settlement(
            surroundings: surroundings,
            remover: remover,
            fencing: fencing,
            invocation: invocation,
            remark: remark.map { AuditEntry(.reconcile, .started, subject: record.subject, reason: $0) }
        )
        switch await settlement.run(record, revoking: ends) {
        case .revoked, .kept: return .repaired
        case .pending, .changed: return .underWay
        case .failed(let reason): return .failed(reason)
        }
    }
}

extension ReconcileRecord {
    /// Who has it done, for the records of what is done.
    fileprivate var why: String {
        let reason = order.reason.map { " (\($0))" } ?? ""
        return "Done by the reconcile \(id), asked for by \(askedBy)\(reason)."
    }
}
