// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// Somebody who has taken over the role of one function and writes what it may write around the leases, and to no witness of one.
extension AccessWorld {
    func commitAround(_ theft: Theft) {
        let until = now + Self.years
        let hour = Timestamp(seconds: now.seconds - now.seconds % 3600)
        switch theft {
        case .fenceOrdersDeleted: if !ledger.fenceOrders.isEmpty { ledger.edit { $0.fenceOrders = [:] } }
        case .fenceOrderInvented:
            let fence = Fence(
                userID: Example.userID,
                accountID: Example.binding.accountID,
                userEmail: nil,
                requestIDs: [],
                endedAt: Timestamp(seconds: now.seconds),
                sessionSeconds: 3600
            )
            let arn = Example.permissionSet.arn
            let order = FenceOrder(permissionSetARN: arn, permissionSet: nil, fence: fence, dueAt: fence.endedAt)
            ledger.edit { $0.fenceOrders[order.key] = order }
        case .fencesDeleted: if !ledger.fences.isEmpty { ledger.edit { $0.fences = [:] } }
        case .fencesClaimed: editFences { $0.claim = BindingRecord.Claim(owner: "thief", until: until) }
        case .fencesStanding:
            editFences { [now] record in
                for index in record.fences.indices { record.fences[index].state = .standing(since: now) }
            }
        case .customSetInvented:
            guard let id = ledger.requests.first?.id else { return }
            let record = CustomSetRecord(
                requestID: id,
                name: Example.permissionSet.name,
                userID: "nobody",
                userEmail: "nobody@example.com",
                accountID: Example.binding.accountID,
                state: .made(arn: Example.permissionSet.arn),
                dueAt: now
            )
            ledger.edit { $0.customSets[id] = record.asStored }
        case .customSetsMiscounted: ledger.setLiveCustomSets(ledger.liveCustomSets == 0 ? 1000 : 0)
        case .sweepHeld:
            // No longer than a sweep can have it: what is later is not believed.
            ledger.takeSweepLease(until: now + .seconds(119))
        case .sweepsDied: ledger.leave(forgedMarks(.access))
        case .requestSweepsDied: ledger.leave(forgedMarks(.requests))
        case .requestSweepElsewhere: ledger.edit { $0.requestSweepPlace = DueCursor(key: "~", dueAt: until) }
        case .reconcileForged:
            guard let id = ledger.reconcile?.id ?? RequestID("stolen") else { return }
            ledger.put(
                ReconcileRecord(
                    id: id,
                    order: ReconcileOrder(.apply, quarantine: .everything),
                    askedBy: "thief",
                    startedAt: now,
                    state: .running(claim: nil, nextTryAt: now),
                    version: now.milliseconds
                )
            )
        case .searchPutOff:
            let version = now.milliseconds
            ledger.edit { $0.search = SearchRecord(nextAt: until, cursor: "~", version: version) }
        case .searchUnreadable: ledger.putUnreadable(key: "search#published", problem: "It was spoiled.", dueAt: now)
        case .comparisonPutOff:
            let version = now.milliseconds
            ledger.edit { $0.comparison = ComparisonRecord(nextAt: until, version: version) }
        case .comparisonUnreadable: ledger.putUnreadable(key: "search#leases", problem: "It was spoiled.", dueAt: now)
        case .countsFull: setCounts(.count(1_000_000))
        case .countsUnreadable: setCounts(.unreadable)
        case .attemptsFull:
            if ledger.attempts.isEmpty { return }
            ledger.edit { tables in
                for name in tables.attempts.keys { tables.attempts[name] = .init(hour: hour, refusals: 1_000_000) }
            }
        case .alertsSilenced:
            let subjects = (0..<AlertedRecord.maximum).map { ("subject-\($0)", now) }
            let version = (alertMemory.record?.version ?? 0) + 1
            alertMemory.put(AlertedRecord(version: version, subjects: Dictionary(subjects) { first, _ in first }))
        default: break
        }
    }

    private func setCounts(_ count: StoredCount) {
        for name in ledger.openCounts.keys { ledger.setOpenCount(name, count) }
    }

    private func editFences(_ change: (inout FenceRecord) -> Void) {
        for var record in ledger.fences {
            change(&record)
            ledger.put(record)
        }
    }

    /// Everything that there is has been the death of a thousand sweeps.
    private func forgedMarks(_ sweep: SweepLease.Sweep) -> SweepLease {
        let keys =
            switch sweep {
            case .access: ledger.bindings.compactMap(\.record).map(\.binding.key)
            case .requests: ledger.requests.map { "request#\($0.id)" }
            }
        let deaths = keys.map { ($0, SweepAttempts.Deaths(count: 1000, at: now)) }
        return SweepLease(
            sweep: sweep,
            owner: "thief",
            run: "thief",
            until: now,
            attempts: SweepAttempts(inWork: Set(keys), deaths: Dictionary(deaths) { first, _ in first })
        )
    }
}
