// SPDX-License-Identifier: Apache-2.0

/// Counts a caller's open requests anew, when their number says that there are too many or is none that could be.
///
/// So a number that somebody has written holds up nobody for longer than one look, and one that is too low lets at most
/// as many more be opened as there may be. The index is a little behind the table, so whoever is quick may get one or two
/// more.
struct OpenRequestRecount {
    /// The most pages of the index that are read: a table full of forged requests must not take the time of a genuine one.
    static let maximumPages = 50

    /// How many seals are verified at a time.
    private static let maximumInFlight = 5

    let context: GrantContext

    /// How many there are, up to `limit` or more.
    ///
    /// Requests that fill the index in somebody's name would keep them from asking. So before anybody is refused, the seals
    /// are verified, of up to ``ForgedRequests/maximum`` of the requests, and what is forged is set aside.
    ///
    /// - Throws: ``Refusal`` (500 or 503) if that cannot be told now.
    func run(_ caller: Caller, limit: Int) async throws(Refusal) -> Int {
        var found = try await find(caller, atMost: limit + ForgedRequests.maximum)
        guard found.count >= limit else { return found.count }
        let count = found.count
        // Whichever they are: somebody who knows the order could put genuine ones in front.
        found.shuffle(by: context.surroundings.random)
        let forged = try await forged(among: found, enough: limit)
        try await ForgedRequests(context: context).setAside(forged)
        return count - forged.count
    }

    private func find(_ caller: Caller, atMost most: Int) async throws(Refusal) -> [RequestRecord] {
        let ledger = context.surroundings.ledger
        var found: [RequestRecord] = []
        var cursor: DueCursor?
        for _ in 1...Self.maximumPages {
            let start = cursor
            let page = try refusing(
                await attempt { () throws(LedgerError) in
                    try await ledger.openRequests(dueBy: .latest, after: start)
                }
            )
            found += page.requests.filter { $0.isOpen && Caller.all(of: $0.requestedBy).contains(caller) }
            cursor = page.next
            guard cursor != nil, found.count < most else { break }
        }
        return Array(found.prefix(most))
    }

    /// Those of `requests` that Grant has not written as they are, until `enough` genuine ones were found.
    private func forged(among requests: [RequestRecord], enough: Int) async throws(Refusal) -> [ForgedRequest] {
        var queue = requests.prefix(ForgedRequests.maximum)
        var genuine = 0
        var forged: [ForgedRequest] = []
        while genuine < enough, !queue.isEmpty {
            let some = queue.prefix(Self.maximumInFlight)
            queue = queue.dropFirst(some.count)
            let verification = SealVerification(surroundings: context.surroundings)
            let outcomes = await withTaskGroup(of: (RequestRecord, Result<SealVerification.Outcome, Refusal>).self) {
                group in
                for record in some {
                    group.addTask {
                        (record, await attempt { () throws(Refusal) in try await verification.run(record) })
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            for (record, outcome) in outcomes {
                switch try outcome.get() {
                case .verified: genuine += 1
                case .refused(let reason): forged.append(ForgedRequest(record: record, reason: reason))
                // Somebody is at work on it: it is genuine, or nobody's.
                case .changed: break
                }
            }
        }
        return forged
    }
}

extension Array {
    /// Puts the elements into an order that nobody can know before.
    mutating func shuffle(by random: any RandomSource) {
        var generator = FractionGenerator(random: random)
        shuffle(using: &generator)
    }
}

/// Numbers made of fractions: 32 bits of each.
private struct FractionGenerator: RandomNumberGenerator {
    let random: any RandomSource

    mutating func next() -> UInt64 {
        UInt64(random.fraction() * 0x1p32) << 32 | UInt64(random.fraction() * 0x1p32)
    }
}
