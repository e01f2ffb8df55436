// SPDX-License-Identifier: Apache-2.0

/// Compares every request that is lent with its binding, once an hour, and looks at every binding: what was deleted or changed
/// past the functions is made due, so that the next sweep restores and tells it, before an end depends on it. It settles nothing
/// itself: a sweep marks what it works on, so that it can die of an item only twice.
///
/// How far it is, is in the table: a pass that is longer than an invocation goes on in the next sweep. Each step is written
/// down with its condition, so two comparisons cannot both go on.
struct LeaseComparison {
    /// How many pages of the index are read in one sweep.
    private static let maximumPages = 20

    let surroundings: Surroundings
    let invocation: Invocation

    /// Compares, if that is due.
    ///
    /// - Parameter seen: what the sweep has read.
    /// - Returns: what went wrong, a sentence each.
    func run(_ seen: HourlyWork.Seen<ComparisonRecord>, until end: Timestamp) async -> [String] {
        let now = surroundings.clock.now()
        guard seen.isDue(\.nextAt, at: now), now < end else { return [] }
        var errors: [String] = []
        do throws(LedgerError) {
            // It is taken until the invocation is over: should this die, the next sweep goes on where it was.
            let taken =
                seen.record.map { $0.next(invocation.deadline, from: $0.cursor) }
                ?? ComparisonRecord(nextAt: invocation.deadline.wholeSecond)
            try await write(taken, expecting: seen.expected(\.version))
            let count = try await surroundings.ledger.customSetCount()
            var seenSets = 0
            let progress = await compare(from: taken.cursor, until: end, &seenSets, &errors)
            if case .whole = progress, taken.cursor == nil { try await correct(count, seenSets) }
            let next =
                switch progress {
                case .whole: taken.next(surroundings.clock.now() + HourlyWork.interval, from: nil)
                case .stopped(let cursor): taken.next(surroundings.clock.now(), from: cursor)
                }
            try await write(next, expecting: .version(taken.version))
        } catch {
            // Another sweep compares: theirs is as good.
            if case .conflict = error { return errors }
            errors.append("Requests and bindings could not be compared: \(Refusal(error).cause ?? "")")
        }
        return errors
    }

    private enum Progress {
        /// Everything was compared.
        case whole
        /// Another sweep is to go on there; at the beginning, if the first page was not finished.
        case stopped(DueCursor?)
    }

    /// Goes through the index.
    private func compare(
        from start: DueCursor?,
        until end: Timestamp,
        _ seenSets: inout Int,
        _ errors: inout [String]
    ) async -> Progress {
        var cursor = start
        var found = 0
        var bindings: [Binding: BindingRecord] = [:]
        let ledger = surroundings.ledger
        for _ in 1...Self.maximumPages {
            let page: DuePage
            do throws(LedgerError) {
                page = try await ledger.due(at: .latest, after: cursor)
            } catch {
                errors.append("Requests and bindings could not be compared: \(Refusal(error).cause ?? "")")
                return .stopped(cursor)
            }
            seenSets += page.items.count(where: \.isCustomSet)
            // A binding is due before its requests, so most are known by then.
            for case .binding(let record) in page.items {
                bindings[record.binding] = record
                guard record.dueAt > surroundings.clock.now() else { continue }
                let doubts = await doubts(of: record)
                guard !doubts.isEmpty else { continue }
                guard surroundings.clock.now() < end, found < SweepReport.maximumDoubts else { return .stopped(cursor) }
                found += 1
                errors += doubts
                await makeDue(record, &errors)
            }
            for case .lease(let request) in page.items {
                guard !request.isBorneOut(by: request.binding.flatMap { bindings[$0] }, at: surroundings.clock.now())
                else { continue }
                guard surroundings.clock.now() < end, found < SweepReport.maximumDoubts else { return .stopped(cursor) }
                found += 1
                await makeDue(request, &errors)
            }
            guard let next = page.next else { return .whole }
            cursor = next
            guard surroundings.clock.now() < end else { break }
        }
        return .stopped(cursor)
    }

    /// Puts the number of custom permission sets right by which new ones are refused, unless it is changing just now.
    private func correct(_ stored: StoredCount, _ seen: Int) async throws(LedgerError) {
        guard stored != .count(seen), stored != .absent || seen > 0 else { return }
        try await surroundings.ledger.commitIfCurrent(.correctCustomSets(to: seen, from: stored))
    }

    private func makeDue(_ request: RequestRecord, _ errors: inout [String]) async {
        let now = surroundings.clock.now().wholeSecond
        do {
            try await surroundings.ledger.commitIfCurrent(.lookAtLease(request.id, at: now))
        } catch {
            errors.append("The request \(request.id) could not be made due: \(Refusal(error).cause ?? "")")
        }
    }

    /// What of a binding no function can have written. A lease that was adopted has no request that would come due, so its
    /// trail is asked, too.
    private func doubts(of record: BindingRecord) async -> [String] {
        var doubts = record.impossibilities(at: surroundings.clock.now()).map { "\(record.binding.key): it \($0)." }
        if record.leases.values.contains(where: \.isAdopted) {
            let witnesses = LeaseWitnesses(ledger: surroundings.ledger, directory: surroundings.directory)
            doubts += await witnesses.examine(record).doubts
        }
        return doubts
    }

    private func makeDue(_ record: BindingRecord, _ errors: inout [String]) async {
        let now = surroundings.clock.now()
        var draft = BindingDraft(record)
        draft.pause(until: now.wholeSecond)
        do {
            try await surroundings.ledger.commitIfCurrent(
                .putBinding(draft.record, expecting: .version(record.version))
            )
        } catch {
            errors.append("The binding \(record.binding.key) could not be made due: \(Refusal(error).cause ?? "")")
        }
    }

    private func write(_ record: ComparisonRecord, expecting expected: ExpectedProgress) async throws(LedgerError) {
        try await surroundings.ledger.commit(
            LedgerTransaction(changes: [.putComparison(record, expecting: expected)], audit: [])
        )
    }
}

extension RequestRecord {
    /// Whether a binding, as the index shows both, says the same; or the request is due, and so the sweep's.
    fileprivate func isBorneOut(by record: BindingRecord?, at now: Timestamp) -> Bool {
        guard let lease, let leaseDueAt else { return false }
        guard leaseDueAt > now else { return true }
        guard let record, let held = record.leases[id] else { return false }
        return held.expiresAt == lease.expiresAt && held.state == .active && (!record.isStanding || lease.isStanding)
            && record.impossibilities(at: now).isEmpty
    }
}

extension DueItem {
    /// Whether it is a custom permission set, also one that cannot be understood.
    fileprivate var isCustomSet: Bool {
        switch self {
        case .customSet: true
        case .unreadable(let key, _): key.hasPrefix("custom#")
        default: false
        }
    }
}
