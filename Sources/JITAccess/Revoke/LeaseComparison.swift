// SPDX-License-Identifier: Apache-2.0

/// Compares every request that is lent with its binding, once an hour: what was deleted or changed past the functions is
/// restored, and told, before an end depends on it.
///
/// How far it is, is in the table: a pass that is longer than an invocation goes on in the next sweep. Each step is written
/// down with its condition, so two comparisons cannot both go on.
struct LeaseComparison {
    private static let interval = Duration.seconds(3600)

    /// How many pages of the index are read in one sweep.
    private static let maximumPages = 20

    let surroundings: Surroundings
    let settlement: Settlement
    let invocation: Invocation

    struct Findings {
        var settled: [Settlement.Settled] = []
        var errors: [String] = []
    }

    /// Compares, if that is due.
    ///
    /// - Parameter known: what the sweep has read; nil if there has been no comparison yet.
    func run(_ known: ComparisonRecord?, until end: Timestamp) async -> Findings {
        let now = surroundings.clock.now()
        guard known.map({ $0.isDue(at: now) }) ?? true, now < end else { return Findings() }
        var findings = Findings()
        do throws(LedgerError) {
            // It is taken until the invocation is over: should this die, the next sweep goes on where it was.
            let taken =
                known.map { $0.next(invocation.deadline, from: $0.cursor) }
                ?? ComparisonRecord(nextAt: invocation.deadline.wholeSecond)
            try await write(taken, expecting: known.map { .version($0.version) } ?? .absent)
            let cursor = await compare(from: taken.cursor, until: end, &findings)
            let next = cursor == nil ? surroundings.clock.now() + Self.interval : surroundings.clock.now()
            try await write(taken.next(next, from: cursor), expecting: .version(taken.version))
        } catch {
            // Another sweep compares: theirs is as good.
            if case .conflict = error { return findings }
            findings.errors.append("Requests and bindings could not be compared: \(Refusal(error).cause ?? "")")
        }
        return findings
    }

    /// Goes through the index, and gives back where another sweep is to go on; nil at its end.
    private func compare(
        from start: DueCursor?,
        until end: Timestamp,
        _ findings: inout Findings
    ) async -> DueCursor? {
        var cursor = start
        var bindings: [Binding: BindingRecord] = [:]
        let ledger = surroundings.ledger
        for _ in 1...Self.maximumPages {
            let page: DuePage
            do throws(LedgerError) {
                page = try await ledger.due(at: .latest, after: cursor)
            } catch {
                findings.errors.append("Requests and bindings could not be compared: \(Refusal(error).cause ?? "")")
                return cursor
            }
            // A binding is due before its requests, so most are known by then.
            for case .binding(let record) in page.items { bindings[record.binding] = record }
            for case .lease(let request) in page.items {
                guard !request.isBorneOut(by: request.binding.flatMap { bindings[$0] }, at: surroundings.clock.now())
                else { continue }
                guard surroundings.clock.now() < end, findings.settled.count < SweepReport.maximumDoubts else {
                    return cursor
                }
                findings.settled.append(
                    await DueLease(surroundings: surroundings, settlement: settlement, invocation: invocation)
                        .run(request)
                )
            }
            guard let next = page.next else { return nil }
            cursor = next
            guard surroundings.clock.now() < end else { break }
        }
        return cursor
    }

    private func write(_ record: ComparisonRecord, expecting expected: ExpectedRequest) async throws(LedgerError) {
        try await surroundings.ledger.commit(
            LedgerTransaction(changes: [.putComparison(record, expecting: expected)], audit: [])
        )
    }
}

extension ComparisonRecord {
    /// Whether it is time. A moment that no comparison can have written is none.
    fileprivate func isDue(at now: Timestamp) -> Bool {
        nextAt <= now || nextAt > now + .seconds(3600) + Invocation.longest
    }
}

extension RequestRecord {
    /// Whether a binding, as the index shows both, says the same, and the lease goes on.
    fileprivate func isBorneOut(by record: BindingRecord?, at now: Timestamp) -> Bool {
        guard let lease, let leaseDueAt, leaseDueAt > now, let record, let held = record.leases[id] else {
            return false
        }
        return held.expiresAt == lease.expiresAt && (!record.isStanding || lease.isStanding)
            && record.impossibilities(at: now).isEmpty
    }
}
