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

    /// The same where access is to end. It is not tried until the deadline: somebody who fills a few trails would keep
    /// a whole sweep from everybody else's.
    private static let maximumInsistentTries = 12

    /// How often others may be changing the number of a caller's open requests before one less goes uncounted.
    private static let maximumCountTries = 3

    let ledger: any Ledger
    let clock: any AccessClock
    let notifications: any Notifications
    let invocation: Invocation
    private let seals: any RequestSeals

    /// The requests that this invocation has decided or verified: what it writes of them is sealed where that is needed.
    /// Of no other, or what somebody else has written would pass for Grant's.
    private var vouched: Set<RequestID> = []

    /// The requests whose trail was verified where it ends: a trail that has grown since is not read again, it is a
    /// conflict.
    private var pinned: Set<RequestID> = []

    private var patience: Patience?

    /// The ends of the chains as last seen, so that one request's second record needs no look-up.
    var tails: [RequestID: AuditTail] = [:]

    init(_ surroundings: Surroundings, invocation: Invocation) {
        ledger = surroundings.ledger
        clock = surroundings.clock
        notifications = surroundings.notifications
        seals = surroundings.seals
        self.invocation = invocation
    }

    /// Tries more often to append to a chain that grows, and waits between the tries, so that whoever fills it does not
    /// win each time.
    mutating func insists(_ patience: Patience) {
        self.patience = patience
    }

    /// This invocation has decided the request, from facts that it has looked up itself.
    mutating func vouch(for id: RequestID) {
        vouched.insert(id)
    }

    /// This invocation has verified the request's seal, over a trail that ends so.
    mutating func vouch(for id: RequestID, after tail: AuditTail) {
        vouched.insert(id)
        pinned.insert(id)
        tails[id] = tail
    }

    /// Whether this invocation has decided or verified the request.
    func vouches(for id: RequestID) -> Bool {
        vouched.contains(id)
    }

    /// Makes the changes and appends the entries, all or nothing.
    ///
    /// A chain that has grown meanwhile is read again; any other conflict is the caller's to decide.
    mutating func commit(_ changes: [LedgerChange], _ entries: [Entry]) async throws(LedgerError) {
        let tries = patience == nil ? Self.maximumTries : Self.maximumInsistentTries
        var patience = patience
        var changes = changes
        for attempt in 1...tries {
            do {
                try await commitOnce(changes, entries)
                return
            } catch .conflict(let parts)
                where parts.isSubset(of: [.count, .openRequestLimit]) && attempt < tries
                && (parts == [.count] || changes.contains(where: \.isClosing))
            {
                // A number that somebody has spoiled, or that many others are changing, is counted anew some day. It keeps no
                // request from being closed, and no access from beginning.
                if parts != [.count] || attempt > Self.maximumCountTries { changes.removeAll(where: \.isClosing) }
            } catch .conflict(let parts)
                where parts == [.audit] && attempt < tries && pinned.isDisjoint(with: entries.map(\.id))
            {
                for entry in entries { tails[entry.id] = nil }
                // The first tries are for an honest neighbour, who is gone at once.
                if attempt > 1, let waited = await patience?.wait(), !waited { throw .conflict(parts) }
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
        let changes = try await sealed(changes, next)
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

    /// The changes, with a seal on each request that a later invocation is to believe.
    private func sealed(
        _ changes: [LedgerChange],
        _ tails: [RequestID: AuditTail]
    ) async throws(LedgerError) -> [LedgerChange] {
        guard seals.isConfigured else { return changes }
        var sealed = changes
        for (index, change) in changes.enumerated() {
            guard case .putRequest(var record, let expected) = change, vouched.contains(record.id),
                let tail = tails[record.id]
            else { continue }
            if record.needsSeal {
                record.seal = try await seal(SealedRequest(record: record, tail: tail, table: seals.table))
            }
            if record.lease != nil, let form = SealedDefinition(record, table: seals.table) {
                record.definitionSeal = try await seal(form)
            }
            sealed[index] = .putRequest(record, expecting: expected)
        }
        return sealed
    }

    private func seal(_ form: some SealedForm) async throws(LedgerError) -> RequestSeal {
        do {
            return try await seals.seal(form)
        } catch {
            throw .unsealed(error)
        }
    }

    /// Reads the ends of these trails, so that what is appended to them needs no look-up.
    mutating func loadTails(of ids: Set<RequestID>) async throws(LedgerError) {
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
