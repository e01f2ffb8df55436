// SPDX-License-Identifier: Apache-2.0

import Hashing

/// Writes transactions whose audit records continue the chains of their requests.
struct LedgerWriter {
    /// An entry and the request in whose chain it belongs.
    struct Entry {
        let id: RequestID
        let entry: AuditEntry

        init(_ id: RequestID, _ entry: AuditEntry) {
            self.id = id
            self.entry = entry
        }
    }

    /// How often a chain may have grown meanwhile.
    private static let maximumTries = 5

    let ledger: any Ledger
    let clock: any AccessClock
    let notifications: any Notifications
    let invocation: Invocation

    /// The ends of the chains as last seen, so that one request's second record needs no look-up.
    var tails: [RequestID: AuditTail] = [:]

    init(_ surroundings: Surroundings, invocation: Invocation) {
        ledger = surroundings.ledger
        clock = surroundings.clock
        notifications = surroundings.notifications
        self.invocation = invocation
    }

    /// Makes the changes and appends the entries, all or nothing.
    ///
    /// A chain that has grown meanwhile is read again; any other conflict is the caller's to decide.
    mutating func commit(_ changes: [LedgerChange], _ entries: [Entry]) async throws(LedgerError) {
        for attempt in 1...Self.maximumTries {
            do {
                try await commitOnce(changes, entries)
                return
            } catch .conflict(let parts) where parts == [.audit] && attempt < Self.maximumTries {
                for entry in entries { tails[entry.id] = nil }
            }
        }
    }

    private mutating func commitOnce(_ changes: [LedgerChange], _ entries: [Entry]) async throws(LedgerError) {
        try await loadTails(of: Set(entries.map(\.id)).subtracting(tails.keys))
        var next = tails
        var records: [AuditRecord] = []
        let now = clock.now()
        for entry in entries {
            do {
                records.append(
                    try next[entry.id, default: .empty].append(entry.entry, for: entry.id, at: now, by: invocation)
                )
            } catch {
                throw .unavailable(error.description, awsRequestID: nil)
            }
        }
        do {
            try await ledger.commit(LedgerTransaction(changes: changes, audit: records))
        } catch .unavailable(let message, let awsRequestID) {
            // It may have been written: what follows must look again.
            for entry in entries { tails[entry.id] = nil }
            throw .unavailable(message, awsRequestID: awsRequestID)
        }
        tails = next
        // Only now: what may not have been written is not told.
        for record in records { notifications.note(LifecycleEvent(record, at: now)) }
    }

    private mutating func loadTails(of ids: Set<RequestID>) async throws(LedgerError) {
        let ledger = ledger
        let loaded = await withTaskGroup(of: (RequestID, Result<AuditTail, LedgerError>).self) { group in
            for id in ids {
                group.addTask { (id, await attempt { () throws(LedgerError) in try await ledger.auditTail(of: id) }) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for (id, result) in loaded { tails[id] = try result.get() }
    }
}
