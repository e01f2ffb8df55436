// SPDX-License-Identifier: Apache-2.0

/// Deletes a custom permission set when nothing holds it any more.
///
/// The item goes last, with its record and its place in the count: a crash before that leaves an item that is due, and
/// deleting what is gone already counts as deleted. The claim raises the version first, and a grant writes its lease on
/// condition of the version it has made: no lease can be of a set that is being deleted.
struct CustomSetRemoval {
    /// How often it may be found assigned before a person should know: just after a removal it may still look so.
    private static let patientAttempts = 4

    let surroundings: Surroundings
    let deleter: any PermissionSetDeleter
    let invocation: Invocation

    func run(_ stored: CustomSetRecord) async -> Settlement.Settled {
        var writer = LedgerWriter(surroundings, invocation: invocation)
        writer.insist(on: [stored.requestID])
        let outcome = await settle(stored, &writer)
        return Settlement.Settled(outcome: outcome, successors: writer.begun)
    }

    private func settle(_ stored: CustomSetRecord, _ writer: inout LedgerWriter) async -> Settlement.Outcome {
        do throws(LedgerError) {
            let now = surroundings.clock.now()
            if let holder = try await holder(of: stored) {
                // Whatever happens to the binding, it is looked at again before long.
                let later = max(now, holder.dueAt) + CustomSetRecord.margin
                let next = stored.next(dueAt: min(later, now + CustomSetRecord.recheck))
                try await writer.commit([.putCustomSet(next, expecting: .version(stored.version))], [])
                return .kept
            }
            // From here on no grant can lend it: what it writes with the lease expects another version.
            let claimed = stored.next(dueAt: invocation.deadline + CustomSetRecord.margin)
            try await writer.commit([.putCustomSet(claimed, expecting: .version(stored.version))], [])
            return try await delete(claimed, &writer)
        } catch {
            switch error {
            case .conflict: return .pending
            case .unavailable(let message, _), .refused(let message, _), .unreadable(let message):
                return .failed("The custom permission set \(stored.name) of request \(stored.requestID): \(message)")
            case .unsealed(let error):
                return .failed(
                    "The custom permission set \(stored.name) of request \(stored.requestID): \(error.message)"
                )
            }
        }
    }

    /// The binding that still has it.
    private func holder(of record: CustomSetRecord) async throws(LedgerError) -> BindingRecord? {
        guard let binding = record.binding,
            case .record(let holder) = try await surroundings.ledger.binding(binding)
        else { return nil }
        return holder
    }

    private func delete(
        _ record: CustomSetRecord,
        _ writer: inout LedgerWriter
    ) async throws(LedgerError) -> Settlement.Outcome {
        let deletion = await attempt { () throws(DirectoryError) in
            try await deleter.delete(named: record.name, arn: record.arn, of: record.requestID)
        }
        switch deletion {
        case .success(.deleted): return try await forget(record, nil, &writer)
        case .success(.absent):
            let now = surroundings.clock.now()
            if case .making(let until) = record.state, now < until + CustomSetRecord.memory {
                // It may have been made and not be listed yet.
                try await put(record.next(dueAt: until + CustomSetRecord.memory), over: record, nil, &writer)
                return .kept
            }
            return try await forget(record, "There was none.", &writer)
        case .success(.inUse):
            return try await postpone(
                record,
                FailureReason("it is still assigned, or being changed"),
                isTrouble: record.failedAttempts.oneMore >= Self.patientAttempts,
                &writer
            )
        case .success(.notOurs):
            return try await postpone(
                record,
                FailureReason(
                    "its tags do not say that it was made for this request, so it is left alone; delete it by hand"
                ),
                isTrouble: true,
                &writer
            )
        case .failure(let error):
            let isTrouble = error.kind == .refused || error.kind == .unavailable
            return try await postpone(record, FailureReason(error), isTrouble: isTrouble, &writer)
        }
    }

    private func forget(
        _ record: CustomSetRecord,
        _ reason: String?,
        _ writer: inout LedgerWriter
    ) async throws(LedgerError) -> Settlement.Outcome {
        let entry = AuditEntry(.deleteSet, .success, subject: record.subject, reason: reason)
        let removal = LedgerChange.removeCustomSet(record.requestID, version: record.version)
        let entries = [LedgerWriter.Entry(record.requestID, entry)]
        do {
            try await writer.commit([removal, .countCustomSets(by: -1)], entries)
        } catch .conflict([.customSetLimit]) {
            // A number that somebody has spoilt keeps nothing from being deleted; the hourly comparison counts anew.
            try await writer.commit([removal], entries)
        }
        return .kept
    }

    /// Tries again later: from a minute, doubling, to an hour.
    private func postpone(
        _ record: CustomSetRecord,
        _ reason: FailureReason,
        isTrouble: Bool,
        _ writer: inout LedgerWriter
    ) async throws(LedgerError) -> Settlement.Outcome {
        let full = min(Duration.seconds(60) * (1 << min(record.failedAttempts, 6)), .seconds(3600))
        let pause = full * (0.5 + surroundings.random.fraction() / 2)
        var next = record.next(dueAt: surroundings.clock.now() + pause)
        next.failedAttempts = record.failedAttempts.oneMore
        let entry = AuditEntry(.deleteSet, .error, subject: record.subject, failure: reason)
        try await put(next, over: record, isTrouble ? entry : nil, &writer)
        return isTrouble
            ? .failed(
                "The custom permission set \(record.name) of request \(record.requestID) is still there: \(reason.full)"
            )
            : .pending
    }

    private func put(
        _ next: CustomSetRecord,
        over record: CustomSetRecord,
        _ entry: AuditEntry?,
        _ writer: inout LedgerWriter
    ) async throws(LedgerError) {
        try await writer.commit(
            [.putCustomSet(next, expecting: .version(record.version))],
            entry.map { [LedgerWriter.Entry(record.requestID, $0)] } ?? []
        )
    }
}
