// SPDX-License-Identifier: Apache-2.0

/// Which fences are believed: those that follow a lease, as ``EndWitnesses`` say. Any other would shut somebody out who has the
/// access, or put records into a trail which is sealed as it ends.
struct FenceWitnesses {
    /// How many fences are looked at at a time.
    private static let maximumInFlight = 20

    let ledger: any Ledger

    enum Verdict: Equatable {
        case borneOut(EndWitnesses.Evidence)
        /// It was read back from the policy itself, where its record was lost.
        case fromPolicy
        /// Nothing shows that it follows a lease.
        case forged
    }

    /// What is known of each fence.
    ///
    /// - Throws: ``LedgerError`` if it cannot be told now: then nothing is to be decided.
    func examine(
        _ fences: [Fence],
        of permissionSetARN: String,
        at now: Timestamp
    ) async throws(LedgerError) -> [Fence.Identity: Verdict] {
        var verdicts: [Fence.Identity: Verdict] = [:]
        for start in stride(from: 0, to: fences.count, by: Self.maximumInFlight) {
            let some = fences[start..<min(start + Self.maximumInFlight, fences.count)]
            let found = await withTaskGroup(of: (Fence.Identity, Result<Verdict, LedgerError>).self) { group in
                for fence in some {
                    group.addTask {
                        let verdict = await attempt { () throws(LedgerError) in
                            try await self.verdict(fence, of: permissionSetARN, at: now)
                        }
                        return (fence.identity, verdict)
                    }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            for (identity, verdict) in found { verdicts[identity] = try verdict.get() }
        }
        return verdicts
    }

    private func verdict(
        _ fence: Fence,
        of permissionSetARN: String,
        at now: Timestamp
    ) async throws(LedgerError) -> Verdict {
        if fence.requestIDs.isEmpty { return fence.isStanding ? .fromPolicy : .forged }
        let end = RecordedEnd(
            binding: Binding(userID: fence.userID, accountID: fence.accountID, permissionSetARN: permissionSetARN),
            requestIDs: fence.requestIDs,
            endedAt: fence.endedAt
        )
        return try await EndWitnesses(ledger: ledger).evidence(of: end, at: now).map(Verdict.borneOut) ?? .forged
    }
}

extension Fence {
    /// What tells it from every other of its permission set.
    struct Identity: Hashable, Sendable {
        let target: Target
        let endedAt: Timestamp
        let requestIDs: [RequestID]
    }

    /// What people are told of one that nothing bears out.
    func doubt(about permissionSetARN: String) -> String {
        "\(permissionSetARN): no audit trail bears out the fence of \(userID) in account \(accountID) from "
            + "\(endedAt.iso8601Seconds). It was dropped."
    }

    var identity: Identity { Identity(target: target, endedAt: endedAt, requestIDs: requestIDs) }

    /// The fences for which these denies stand, where their record was lost. Nobody knows any more which leases they follow,
    /// so they stand as long as any session of before can be alive.
    static func standing(for denies: [FenceDeny]) -> [Fence] {
        denies.flatMap { deny in
            deny.userIDs.flatMap { userID in
                deny.accountIDs.map { accountID in
                    Fence(
                        userID: userID,
                        accountID: accountID,
                        userEmail: nil,
                        requestIDs: [],
                        endedAt: deny.before,
                        sessionSeconds: nil,
                        state: .standing(since: deny.before)
                    )
                }
            }
        }
    }
}
