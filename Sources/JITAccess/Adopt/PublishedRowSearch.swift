// SPDX-License-Identifier: Apache-2.0

/// Looks for rows of the published sample once an hour: no index knows them, so finding them takes a scan. The same pass
/// counts the leases that are active.
///
/// How far it is, is in the table: a new container need not search, and a pass that is longer than an invocation goes on
/// in the next sweep. Each page is written down with its condition, so two searches cannot both go on.
struct PublishedRowSearch {
    let surroundings: Surroundings
    let invocation: Invocation

    struct Findings {
        var adopted: [BindingRecord] = []
        var errors: [String] = []

        /// What a whole pass has left alone, because none is adopted now; nil if none has ended.
        var legacy: LegacyRows?
    }

    /// Adopts what is there, if a search is due. Half of the invocation's time is left to what is due.
    ///
    /// - Parameter seen: what the sweep has read.
    func run(_ seen: HourlyWork.Seen<SearchRecord>) async -> Findings {
        let now = surroundings.clock.now()
        guard seen.isDue(\.nextAt, at: now) else { return Findings() }
        var findings = Findings()
        var held: SearchRecord?
        do throws(LedgerError) {
            try await search(seen, until: now + (invocation.deadline - now) / 2, &held, &findings)
        } catch {
            // Another sweep searches, or the index has not shown yet that one has: theirs is as good.
            if case .conflict = error { return findings }
            findings.errors.append(Self.sentence(error))
            if let held { await giveBack(held) }
        }
        return findings
    }

    /// Lets the next sweep go on at once. Should that fail too, it is when this invocation would have been over.
    private func giveBack(_ held: SearchRecord) async {
        let freed = held.next { $0.nextAt = surroundings.clock.now() }
        try? await write(freed, expecting: .version(held.version))
    }

    private func search(
        _ seen: HourlyWork.Seen<SearchRecord>,
        until end: Timestamp,
        _ held: inout SearchRecord?,
        _ findings: inout Findings
    ) async throws(LedgerError) {
        // It is taken until the invocation is over: should this die, the next sweep goes on where it was.
        var record =
            seen.record.map { $0.next { $0.nextAt = invocation.deadline } }
            ?? SearchRecord(nextAt: invocation.deadline.wholeSecond)
        try await write(record, expecting: seen.expected(\.version))
        held = record
        while true {
            let now = surroundings.clock.now()
            let page = try await surroundings.ledger.publishedRows(after: record.cursor, activeAt: now)
            // One that is not adopted is counted, by every pass, and stays what it is.
            let adoption = Adoption(surroundings: surroundings, invocation: invocation)
            var isWhole = true
            if let adoption { isWhole = await adopt(page.rows, adoption, until: end, into: &findings) }
            findings.errors += page.unreadable.map { key in
                "The row \(key) of the published sample cannot be understood: remove its assignment by hand."
            }
            let goesOn = isWhole && page.next != nil && surroundings.clock.now() < end
            let last = record
            record = record.next { next in
                if !findings.errors.isEmpty { next.hasTrouble = true }
                next.nextAt = goesOn ? invocation.deadline : surroundings.clock.now()
                // What is left of a page is looked for again.
                guard isWhole else { return }
                next.cursor = page.next
                next.activeLeases += page.activeLeases
                if adoption == nil { next.legacy.add(page.rows, at: now) }
                if page.next == nil { findings.legacy = next.legacy }
                if page.next == nil { next.end(at: surroundings.clock.now() + HourlyWork.interval) }
            }
            try await write(record, expecting: .version(last.version))
            held = record
            if isWhole, page.next == nil {
                surroundings.metrics.record(.activeLeases(last.activeLeases + page.activeLeases))
            }
            guard goesOn else { return }
        }
    }

    private func write(_ record: SearchRecord, expecting expected: ExpectedProgress) async throws(LedgerError) {
        try await surroundings.ledger.commit(
            LedgerTransaction(changes: [.putSearch(record, expecting: expected)], audit: [])
        )
    }

    /// Adopts the rows, each by itself; false if some are left, because the time is over or they have just changed.
    private func adopt(
        _ rows: [PublishedRow],
        _ adoption: Adoption,
        until end: Timestamp,
        into findings: inout Findings
    ) async -> Bool {
        var isWhole = true
        for row in rows {
            guard surroundings.clock.now() < end else { return false }
            do {
                if let record = try await adoption.adopt(row) {
                    findings.adopted.append(record)
                } else {
                    isWhole = false
                }
            } catch {
                findings.errors.append(Self.sentence(error))
            }
        }
        return isWhole
    }

    private static func sentence(_ error: LedgerError) -> String {
        "Rows of the published sample could not be adopted: \(Refusal(error).cause ?? "conflict")"
    }
}

extension SearchRecord {
    /// Ends the pass. After trouble the next follows at once.
    fileprivate mutating func end(at moment: Timestamp) {
        if !hasTrouble { nextAt = moment }
        cursor = nil
        activeLeases = 0
        legacyRows = legacy.count
        legacy = LegacyRows()
        hasTrouble = false
    }
}
