// SPDX-License-Identifier: Apache-2.0

/// Holds fences against the audit trails of the leases that they follow.
///
/// An order and the fences of a permission set are items, and whoever may write items may write one that shuts somebody
/// out who has the access, or that puts records into a trail which is sealed as it ends. So a fence is believed only where
/// the trail of each of its requests says that this access was lent and is over, or the request itself does.
struct FenceWitnesses {
    /// How far apart the removal and its record may be: one invocation makes both.
    private static let longestRecording = Invocation.longest

    /// How many trails are read at a time.
    private static let maximumInFlight = 20

    let ledger: any Ledger

    enum Verdict: Equatable {
        /// The trails or the requests bear it out, the trails for the permission sets of these names (or ARNs, where no name was
        /// known).
        ///
        /// - Parameter endedAt: when the access had gone at the latest, where the item says a moment long before.
        case borneOut(permissionSets: Set<String>, endedAt: Timestamp?)
        /// It was read back from the policy itself, where its record was lost.
        case fromPolicy
        /// Nothing shows that it follows a lease.
        case forged
    }

    /// What the trails say of each fence.
    ///
    /// - Throws: ``LedgerError`` if a trail cannot be read now: then nothing is to be decided.
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
        guard fence.endedAt <= now + Invocation.skew else { return .forged }
        if fence.requestIDs.isEmpty { return fence.isStanding ? .fromPolicy : .forged }
        var names: Set<String> = []
        var removals: [Timestamp] = []
        // Each has records written into its trail, so each must be about this access.
        for id in fence.requestIDs {
            let trail = try await trail(of: id)
            if let removedAt = trail.removedAt {
                guard fence.endedAt <= removedAt.roundedUp else { return .forged }
                removals.append(removedAt)
            }
            if let lending = trail.lending, lending.isOf(fence), trail.shows(endBy: fence.endedAt) {
                names.insert(lending.permissionSet)
            } else {
                // Its end may be on record in a successor: then the state table tells of it.
                guard try await isOver(id, trail, fence, permissionSetARN) else { return .forged }
            }
        }
        let late = removals.max().flatMap { fence.endedAt < $0 - Self.longestRecording ? $0.roundedUp : nil }
        return .borneOut(permissionSets: names, endedAt: late)
    }

    private func trail(of id: RequestID) async throws(LedgerError) -> LeaseTrail {
        do {
            return try await ledger.leaseTrail(of: id)
        } catch .unreadable {
            return LeaseTrail()
        }
    }

    /// Whether the request says of this access that it is over or, where there is none, its binding does not say that it goes on.
    private func isOver(
        _ id: RequestID,
        _ trail: LeaseTrail,
        _ fence: Fence,
        _ permissionSetARN: String
    ) async throws(LedgerError) -> Bool {
        let binding = Binding(userID: fence.userID, accountID: fence.accountID, permissionSetARN: permissionSetARN)
        do {
            guard id.hasNoRequest else {
                guard let request = try await ledger.request(id), request.binding == binding else { return false }
                return request.lease.map { !$0.isOpen || $0.status == .revoking } ?? false
            }
            guard trail.lending?.isOf(fence) == true else { return false }
            guard case .record(let record) = try await ledger.binding(binding) else { return true }
            return record.leases[id] == nil
        } catch .unreadable {
            return false
        }
    }
}

extension LeaseTrail {
    /// Whether the access had ended by then: as the record of its removal says or, where that is not in it, as the lease's own
    /// time or the beginning of its end says.
    fileprivate func shows(endBy moment: Timestamp) -> Bool {
        removedAt != nil || isEnding || lending?.expiresAt.map { $0 <= moment } ?? false
    }
}

extension LeaseTrail.Lending {
    fileprivate func isOf(_ fence: Fence) -> Bool {
        userID == fence.userID && accountID == fence.accountID.description
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
