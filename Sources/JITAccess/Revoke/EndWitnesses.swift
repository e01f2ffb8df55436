// SPDX-License-Identifier: Apache-2.0

/// An end of access, as an item tells of it: an order for a fence, or the memory of a removal.
struct RecordedEnd: Hashable, Sendable {
    let binding: Binding

    /// The leases that ended with the assignment.
    let requestIDs: [RequestID]

    let endedAt: Timestamp
}

/// Holds an end that an item tells of against the audit trails of the leases that it names.
///
/// Whoever may write items may write one that says that access has just ended. Believed alone it would shut out somebody who
/// has the access, or make standing access something that is taken away. So it is believed only where the trail of each of its
/// leases says that this access was lent and is over, or the request itself does.
struct EndWitnesses {
    /// How far apart the removal and its record may be: one invocation makes both.
    private static let longestRecording = Invocation.longest

    let ledger: any Ledger

    /// What bears an end out.
    struct Evidence: Equatable {
        /// The names of the permission sets that the trails are about (ARNs, where no name was known).
        let permissionSets: Set<String>

        /// When the access had gone at the latest, where the item says a moment long before; nil where that is as it should be.
        let endedAt: Timestamp?
    }

    /// What bears it out; nil if nothing does.
    ///
    /// - Throws: ``LedgerError`` if it cannot be told now: then nothing is to be decided.
    func evidence(of end: RecordedEnd, at now: Timestamp) async throws(LedgerError) -> Evidence? {
        guard end.endedAt <= now + Invocation.skew, !end.requestIDs.isEmpty else { return nil }
        var names: Set<String> = []
        var removals: [Timestamp] = []
        for id in end.requestIDs {
            let trail = try await trail(of: id)
            if let removedAt = trail.removedAt {
                guard end.endedAt <= removedAt.roundedUp else { return nil }
                removals.append(removedAt)
            }
            if let lending = trail.lending, lending.isOf(end.binding), trail.shows(endBy: end.endedAt) {
                names.insert(lending.permissionSet)
            } else {
                // Its end may be on record in a successor: then the state table tells of it.
                guard try await isOver(id, trail, end.binding) else { return nil }
            }
        }
        let late = removals.max().flatMap { end.endedAt < $0 - Self.longestRecording ? $0.roundedUp : nil }
        return Evidence(permissionSets: names, endedAt: late)
    }

    private func trail(of id: RequestID) async throws(LedgerError) -> LeaseTrail {
        do {
            return try await ledger.leaseTrail(of: id)
        } catch .unreadable {
            return LeaseTrail()
        }
    }

    /// Whether the request says of this access that it is over or, where there is none, its binding does not say that it goes on.
    private func isOver(_ id: RequestID, _ trail: LeaseTrail, _ binding: Binding) async throws(LedgerError) -> Bool {
        do {
            guard id.hasNoRequest else {
                guard let request = try await ledger.request(id), request.binding == binding else { return false }
                return request.lease.map { !$0.isStanding && (!$0.isOpen || $0.status == .revoking) } ?? false
            }
            guard trail.lending?.isOf(binding) == true else { return false }
            guard case .record(let record) = try await ledger.binding(binding) else { return true }
            return record.leases[id] == nil
        } catch .unreadable {
            return false
        }
    }
}

extension LeaseTrail {
    /// Whether the assignment had gone by then: as the record of its removal says or, where that is not in it, as the lease's own
    /// time or the beginning of its end says. What was released stays.
    fileprivate func shows(endBy moment: Timestamp) -> Bool {
        guard lending?.isStanding == false else { return false }
        if removedAt != nil { return true }
        return !hasEnded && (isEnding || lending?.expiresAt.map { $0 <= moment } ?? false)
    }
}

extension LeaseTrail.Lending {
    fileprivate func isOf(_ binding: Binding) -> Bool {
        userID == binding.userID && accountID == binding.accountID.description
    }
}
