// SPDX-License-Identifier: Apache-2.0

import Hashing
import JITAccess

/// The ledger as an invocation reaches it: each call may fail or be the last.
struct LedgerView: Ledger {
    let store: SimulatedLedger
    let referee: Referee
    let simulation: Simulation

    /// How the protocol that uses it is broken; nil for the real one.
    var breakage: Breakage?

    func binding(_ binding: Binding) async throws(LedgerError) -> StoredBinding {
        try await call(.binding) { () throws(LedgerError) in
            if store.read({ $0.spoiledBindings.contains(binding) }) { throw .unreadable("The item was spoiled.") }
            guard let breakage, case .record(let record) = store.stored(binding) else { return store.stored(binding) }
            return .record(breakage.reads(record, at: simulation.now))
        }
    }

    func unreadableBinding(_ binding: Binding) async throws(LedgerError) -> SpoiltItem? {
        try await call(.unreadableBinding) {
            guard store.read({ $0.spoiledBindings.contains(binding) }), case .record(let record) = store.stored(binding)
            else { return nil }
            return SpoiltItem(version: "\(record.version)")
        }
    }

    func endedBinding(_ binding: Binding) async throws(LedgerError) -> EndedBinding? {
        try await call(.endedBinding) { () throws(LedgerError) in
            if store.read({ $0.spoiltEnded.contains(binding) }) { throw .unreadable("The item was spoiled.") }
            return store.ended(binding)
        }
    }

    func request(_ id: RequestID) async throws(LedgerError) -> RequestRecord? {
        try await call(.request) { () throws(LedgerError) in
            if store.read({ $0.spoiledRequests.contains(id) }) { throw .unreadable("The item was spoiled.") }
            return store.read { $0.requests[id] }.map { breakage?.reads($0) ?? $0 }
        }
    }

    func customSet(of id: RequestID) async throws(LedgerError) -> CustomSetRecord? {
        try await call(.customSet) { store.read { $0.customSets[id] } }
    }

    func fences(of permissionSetARN: String) async throws(LedgerError) -> FenceRecord? {
        try await call(.fences) { () throws(LedgerError) in
            if store.read({ $0.spoiledFences.contains(permissionSetARN) }) {
                throw .unreadable("The item was spoiled.")
            }
            return store.fences(of: permissionSetARN)
        }
    }

    func customSetCount() async throws(LedgerError) -> StoredCount {
        try await call(.customSetCount) { store.read { $0.customSetCount } }
    }

    func unreadableFences(of permissionSetARN: String) async throws(LedgerError) -> SpoiltItem? {
        try await call(.unreadableFences) {
            guard store.read({ $0.spoiledFences.contains(permissionSetARN) }) else { return nil }
            return SpoiltItem(version: (store.fences(of: permissionSetARN)?.version).map { "\($0)" })
        }
    }

    func auditTail(of id: RequestID) async throws(LedgerError) -> AuditTail {
        try await call(.auditTail) { () throws(LedgerError) in
            guard let last = store.read({ $0.audit[id] })?.last else { return .empty }
            // As the adapter does; once for each record.
            if store.isHashed(last) { return AuditTail(sequence: last.sequence, hash: last.hash) }
            var contents = last.attributes
            contents["hash"] = nil
            guard (try? SHA256.hex(JSONValue.object(contents).canonicalText)) == last.hash else {
                throw .unreadable("The last record of the trail \(id) was changed.")
            }
            return AuditTail(sequence: last.sequence, hash: last.hash)
        }
    }

    func auditEnds(of id: RequestID) async throws(LedgerError) -> AuditEnds? {
        try await call(.auditEnds) {
            let records = store.audit(of: id)
            guard let first = records.first, let last = records.last else { return nil }
            let ends = AuditEnds(first: first.attributes, last: last.attributes)
            return breakage?.reads(ends) ?? ends
        }
    }

    func auditTrail(of id: RequestID) async throws(LedgerError) -> [AuditChain.Attributes] {
        try await call(.auditTrail) { store.read { $0.audit[id] ?? [] }.map(\.attributes) }
    }

    func leaseTrail(of id: RequestID) async throws(LedgerError) -> LeaseTrail {
        try await call(.leaseTrail) {
            var trail = LeaseTrail()
            for record in store.audit(of: id).reversed() { trail.add(record.attributes) }
            return trail
        }
    }

    func requests(lending binding: Binding) async throws(LedgerError) -> LendingRequests {
        try await call(.lendingRequests) {
            breakage == .takesLostForStanding ? LendingRequests() : store.requests(lending: binding)
        }
    }

    func due(at moment: Timestamp, after cursor: DueCursor?) async throws(LedgerError) -> DuePage {
        try await call(.due) {
            let page = store.due(at: moment, after: cursor)
            guard let breakage else { return page }
            if breakage == .reckonsWithAnyNumber, page.items.contains(where: \.hasGreatNumber) {
                SimulatedProcess.current?.kill()
            }
            let items = page.items.compactMap { item -> DueItem? in
                switch item {
                case .binding(let record): return .binding(breakage.reads(record, at: simulation.now))
                case .lease: return breakage == .overlooksDueRequests ? nil : item
                case .reconcile(let record): return .reconcile(breakage.reads(record))
                default: return item
                }
            }
            return DuePage(items: items, next: page.next)
        }
    }

    func openRequests(
        dueBy moment: Timestamp,
        after cursor: DueCursor?,
        _ order: DueOrder
    ) async throws(LedgerError) -> OpenRequestPage {
        try await call(.openRequests) { store.openRequests(dueBy: moment, after: cursor, order) }
    }

    func requestSweepPlace() async throws(LedgerError) -> DueCursor? {
        try await call(.requestSweepPlace) { store.read { $0.requestSweepPlace } }
    }

    func requestIDs(of userID: String, limit: Int) async throws(LedgerError) -> [RequestID] {
        try await call(.requestIDs) { store.requestIDs(of: userID, limit: limit) }
    }

    func openRequestCount(of caller: Caller) async throws(LedgerError) -> StoredCount {
        try await call(.openRequestCount) { store.read { $0.openCounts[caller] ?? .absent } }
    }

    func reconcile() async throws(LedgerError) -> ReconcileRecord? {
        try await call(.reconcile) { store.reconcile.map { breakage?.reads($0) ?? $0 } }
    }

    func publishedRows(after key: String?, activeAt moment: Timestamp) async throws(LedgerError) -> PublishedRowPage {
        try await call(.publishedRows) { store.publishedRows(after: key, activeAt: moment) }
    }

    func commit(_ wanted: LedgerTransaction) async throws(LedgerError) {
        guard breakage == .ordersFenceAfterwards else { return try await write(wanted) }
        let (orders, others) = wanted.withoutFenceOrders
        try await write(others)
        if !orders.changes.isEmpty { try await write(orders) }
    }

    private func write(_ wanted: LedgerTransaction) async throws(LedgerError) {
        let transaction = breakage.map { $0.files($0.writes(wanted), in: store) } ?? wanted
        let isConditional = breakage != .writesUnconditionally
        // Of a number a conflict says that others are changing it, not that it is too great.
        let counts: Set<LedgerPart> = [.openRequestLimit, .attemptLimit]
        let parts =
            transaction.changes.isEmpty
            ? [.audit] : Set(transaction.changes.map { counts.contains($0.part) ? .count : $0.part })
        let process = SimulatedProcess.current
        if store.isPoisonous(transaction) { process?.kill() }
        try await call(.commit, conflict: parts) { () throws(LedgerError) in
            guard !store.isBusy(transaction) else { throw .conflict([.count]) }
            if store.fillsTrails { for record in transaction.audit { store.grow(record.requestID) } }
            if breakage == .stopsWithTrails, transaction.audit.contains(where: { $0.requestID.predecessor != nil }) {
                throw .conflict([.audit])
            }
            let changes = try store.write { (tables) throws(LedgerError) in
                try tables.commit(transaction, isConditional: isConditional)
            }
            referee.committed(transaction, changes, by: process?.id, since: process?.began, at: simulation.now)
        }
    }

    func takeSweepLease(_ lease: SweepLease, at moment: Timestamp) async throws(LedgerError) -> SweepTaking {
        try await call(.takeSweepLease) {
            store.write { tables in
                let left = tables.sweepLeases[lease.sweep]
                if lease.sweep == .access, let left, left.owner != lease.owner, left.until > moment,
                    left.until <= moment + .seconds(120)
                {
                    return .held
                }
                tables.sweepLeases[lease.sweep] = lease.asStored
                return .taken(left: left)
            }
        }
    }

    func releaseSweepLease(_ lease: SweepLease) async throws(LedgerError) {
        try await call(.releaseSweepLease) {
            store.write { tables in
                guard tables.sweepLeases[lease.sweep]?.run == lease.run else { return }
                if lease.sweep == .access, lease.attempts.deaths.isEmpty {
                    tables.sweepLeases[lease.sweep] = nil
                } else {
                    tables.sweepLeases[lease.sweep] = lease.asReleased
                }
            }
        }
    }

    /// - Parameter conflict: what a planned conflict is about; only what is written can conflict.
    private func call<Value>(
        _ operation: PortOperation,
        conflict parts: Set<LedgerPart> = [],
        _ effect: () throws(LedgerError) -> Value
    ) async throws(LedgerError) -> Value {
        guard let process = SimulatedProcess.current else { return try effect() }
        return try await process.call(operation) { kind in
            kind == .conflict && !parts.isEmpty
                ? LedgerError.conflict(parts)
                : LedgerError.unavailable(
                    "The ledger does not answer. \(WordsOfAWS.refusal("PutItem"))",
                    awsRequestID: "ledger-fault"
                )
        } _: { () throws(LedgerError) in
            try effect()
        }
    }
}

extension DueItem {
    /// Whether a number in it is greater than any that is read: Swift ends a process that reckons with it as it is.
    fileprivate var hasGreatNumber: Bool {
        if case .unreadable(_, problem: LedgerTables.greatNumber) = self { true } else { false }
    }
}
