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

    /// How many trails an end may have to be continued in, until it goes through: who fills those too must have guessed
    /// what they are called.
    private static let maximumSuccessions = 3

    /// How often others may be changing the number of a caller's open requests before one less goes uncounted.
    private static let maximumCountTries = 3

    let ledger: any Ledger
    let clock: any AccessClock
    let random: any RandomSource
    let notifications: any Notifications
    let invocation: Invocation
    private let seals: any RequestSeals

    /// The requests that this invocation has decided or verified: what it writes of them is sealed where that is needed.
    /// Of no other, or what somebody else has written would pass for Grant's.
    private var vouched: Set<RequestID> = []

    /// The requests whose trail was verified where it ends: a trail that has grown since is not read again, it is a
    /// conflict.
    private var pinned: Set<RequestID> = []

    /// The requests whose records are about an end: they are written whatever becomes of the trail.
    private var ending: Set<RequestID> = []

    /// The trails in which the records of these requests go on.
    private var successors: [RequestID: SuccessorTrail] = [:]

    /// The successors that have been begun, with a record in each.
    private(set) var begun: [SuccessorTrail] = []

    /// The ends of the chains as last seen, so that one request's second record needs no look-up.
    var tails: [RequestID: AuditTail] = [:]

    init(_ surroundings: Surroundings, invocation: Invocation) {
        ledger = surroundings.ledger
        clock = surroundings.clock
        random = surroundings.random
        notifications = surroundings.notifications
        seals = surroundings.seals
        self.invocation = invocation
    }

    /// What is written from here on is about the end of these requests' access, which no trail may hold up: whoever fills
    /// one is waited out for a while, and a trail that cannot be read or continued gets a successor.
    mutating func insist(on ids: Set<RequestID>) {
        ending = ids
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
        let ids = Set(entries.map(\.id))
        var changes = changes
        var successions = 0
        var countTries = 0
        var tries = 0
        var patience = patience(for: ids)
        while true {
            do {
                try await commitOnce(changes, entries)
                return
            } catch .conflict(let parts)
                where parts.isSubset(of: [.count, .openRequestLimit]) && countTries < Self.maximumTries
                && (parts == [.count] || changes.contains(where: \.isClosing))
            {
                // A number that somebody has spoiled, or that many others are changing, is counted anew some day. It keeps no
                // request from being closed, and no access from beginning.
                countTries += 1
                if parts != [.count] || countTries > Self.maximumCountTries { changes.removeAll(where: \.isClosing) }
            } catch .conflict(let parts) where parts == [.audit] && pinned.isDisjoint(with: ids) {
                tries += 1
                let seen = tails
                for id in ids { tails[trail(of: id)] = nil }
                if patience == nil {
                    guard tries < Self.maximumTries else { throw .conflict(parts) }
                } else if tries > 1, let waited = await patience?.wait(), !waited {
                    // The first tries are for an honest neighbour, who is gone at once.
                    successions += 1
                    guard successions <= Self.maximumSuccessions, try await succeedGrown(ids, since: seen) else {
                        throw .conflict(parts)
                    }
                    patience = self.patience(for: ids)
                    tries = 0
                }
            }
        }
    }

    /// How long somebody who fills a trail is waited out: a small share of the time, or who fills many would keep the
    /// sweep from everybody else's. Nil where no end is written.
    private func patience(for ids: Set<RequestID>) -> Patience? {
        guard !ending.isDisjoint(with: ids) else { return nil }
        let now = clock.now()
        let share = max(.zero, min(.seconds(2), (invocation.deadline - Patience.reserve - now) / 20))
        return Patience(clock: clock, random: random, end: now + share, first: .milliseconds(20))
    }

    private mutating func commitOnce(_ changes: [LedgerChange], _ entries: [Entry]) async throws(LedgerError) {
        try await loadTails(of: Set(entries.map(\.id)))
        var next = tails
        var records: [AuditRecord] = []
        let now = clock.now()
        for entry in entries {
            do {
                records.append(try append(entry, to: &next, at: now))
            } catch {
                throw .unavailable(error.description, awsRequestID: nil)
            }
        }
        let changes = try await sealed(changes, next)
        do {
            try await ledger.commit(LedgerTransaction(changes: changes, audit: records))
        } catch .unavailable(let message, let awsRequestID) {
            // It may have been written: what follows must look again. A trail that was verified is not believed where it ends
            // now: what is written next either continues what was verified, or is a conflict.
            for entry in entries where !pinned.contains(entry.id) { tails[trail(of: entry.id)] = nil }
            throw .unavailable(message, awsRequestID: awsRequestID)
        }
        tails = next
        for id in Set(entries.map(\.id)).sorted() {
            if let successor = successors[id], !begun.contains(successor) { begun.append(successor) }
        }
        // Only now: what may not have been written is not told.
        for record in records { notifications.note(LifecycleEvent(record, at: now)) }
    }

    private func append(
        _ entry: Entry,
        to tails: inout [RequestID: AuditTail],
        at moment: Timestamp
    ) throws(HashingError) -> AuditRecord {
        let trail = trail(of: entry.id)
        var written = entry.entry
        if let successor = successors[entry.id] {
            written.about = entry.id
            // What its first record says, it need not say again.
            if tails[trail] == .empty { written.continues = successor.point }
        }
        return try tails[trail, default: .empty].append(written, for: trail, at: moment, by: invocation)
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

    // MARK: Trails

    private func trail(of id: RequestID) -> RequestID { successors[id]?.id ?? id }

    /// Reads the ends of these trails, so that what is appended to them needs no look-up.
    mutating func loadTails(of ids: Set<RequestID>) async throws(LedgerError) {
        for (id, result) in await read(ids.filter { tails[trail(of: $0)] == nil }) {
            switch result {
            case .success(let tail): tails[trail(of: id)] = tail
            case .failure(.unreadable(let problem)) where ending.contains(id): succeed(id, problem, after: nil)
            case .failure(let error): throw error
            }
        }
    }

    private func read(_ ids: Set<RequestID>) async -> [RequestID: Result<AuditTail, LedgerError>] {
        let ledger = ledger
        return await withTaskGroup(of: (RequestID, Result<AuditTail, LedgerError>).self) { group in
            for id in ids {
                let trail = trail(of: id)
                group.addTask {
                    (id, await attempt { () throws(LedgerError) in try await ledger.auditTail(of: trail) })
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    /// Goes on elsewhere for those whose trails have grown since they were seen; for all where none has, because then
    /// somebody is always just about to write. False if one of them may not.
    private mutating func succeedGrown(
        _ ids: Set<RequestID>,
        since seen: [RequestID: AuditTail]
    ) async throws(LedgerError) -> Bool {
        try await loadTails(of: ids)
        let grown = ids.filter { tails[trail(of: $0)] != seen[trail(of: $0)] }
        let lost = grown.isEmpty ? ids : grown
        guard lost.isSubset(of: ending) else { return false }
        for id in lost {
            succeed(id, "It grew each time that the end was to be recorded.", after: tails[trail(of: id)])
        }
        return true
    }

    /// - Parameter last: where the trail ended when it was read last, if it could be.
    private mutating func succeed(_ id: RequestID, _ reason: String, after last: AuditTail?) {
        let mark = String(UInt64(random.fraction() * 0x1p52), radix: 16)
        let successor = SuccessorTrail(
            id: RequestID(successorOf: id, by: invocation.requestID, mark: "\(successors.count + begun.count)-\(mark)"),
            requestID: id,
            point: TrailPoint(reason: reason, last: last)
        )
        successors[id] = successor
        tails[successor.id] = .empty
    }
}
