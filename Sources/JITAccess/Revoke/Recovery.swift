// SPDX-License-Identifier: Apache-2.0

/// Finds out what became of grants whose invocations were cut off, once those are gone for certain.
struct Recovery {
    /// How long a creation that is still running is left alone before the next look.
    private static let pause = Duration.seconds(60)

    let directory: any AccessDirectory
    let ledger: any Ledger

    /// Decides about every abandoned grant of the draft; the sentences say what could not be found out.
    func run(_ draft: inout BindingDraft, at now: Timestamp) async -> [String] {
        var troubles: [String] = []
        for (id, lease) in draft.record.leases.sorted(by: { $0.key < $1.key }) {
            guard case .granting(let granting) = lease.state, granting.isAbandoned(at: now) else { continue }
            switch await look(granting, draft.record.binding, at: now) {
            case .success(.exists): draft.recover(id, lease, granting, at: now.wholeSecond)
            case .success(.absent(let reason)): draft.rollBack(id, lease, reason, at: now.wholeSecond)
            case .success(.running):
                // AWS may take long, but not longer than the lease itself was to last.
                if lease.expiresAt <= now {
                    draft.rollBack(
                        id,
                        lease,
                        FailureReason("The creation was not finished when the lease was over."),
                        at: now.wholeSecond
                    )
                } else {
                    draft.postpone(id, granting, to: (now + Self.pause).wholeSecond)
                }
            case .failure(let error):
                troubles.append(error.message)
                draft.postpone(id, granting, to: (now + Self.pause).wholeSecond)
            }
        }
        return troubles
    }

    private enum Finding {
        case exists
        case running
        case absent(FailureReason)
    }

    private func look(
        _ granting: Lease.Granting,
        _ binding: Binding,
        at now: Timestamp
    ) async -> Result<Finding, DirectoryError> {
        let directory = directory
        if let id = granting.creationID {
            let creation = await attempt { () throws(DirectoryError) in try await directory.creation(id) }
            switch creation.map(\.status) {
            case .success(.succeeded): return .success(.exists)
            case .success(.failed(let reason)): return .success(.absent(.operation(reason)))
            case .success(.inProgress): return .success(.running)
            // Identity Center forgets operations; the listing knows.
            case .failure: break
            }
        }
        let ledger = ledger
        let removal = await attempt { () throws(LedgerError) in try await ledger.endedBinding(binding) }
        if case .failure(.unreadable(_)) = removal {
            // It may say that there was a removal, and rolling back is safe: see below.
            let reason = "The invocation that granted it was cut off, and the memory of an earlier removal was spoilt."
            return .success(.absent(FailureReason(reason)))
        }
        guard case .success(let ended) = removal else {
            return .failure(DirectoryError(.unavailable, "The ledger does not tell whether it was removed lately."))
        }
        // Then the listing may show what was there before. Rolling back is safe: it removes whatever there is.
        if let ended, ended.isRecent(at: now) {
            let reason = "The invocation that granted it was cut off, soon after an earlier removal."
            return .success(.absent(FailureReason(reason)))
        }
        let absent = FailureReason("The invocation that granted it was cut off, and AWS has no assignment.")
        return await attempt { () throws(DirectoryError) in try await directory.isAssigned(binding) }.map { exists in
            exists ? .exists : .absent(absent)
        }
    }
}
