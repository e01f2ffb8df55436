// SPDX-License-Identifier: Apache-2.0

/// Marks items before a sweep works on them, in the sweep's lease, so that an item on which the process dies is known to the
/// next sweep: it comes last from then on, alone, and keeps nothing else from its end.
///
/// Several items share a mark, so that marking costs next to nothing: each of those that are marked when a sweep dies is
/// tried alone once, and only the one that the process dies of stays.
actor SweepMarks {
    /// How many items are marked at a time, beside those that are in work already.
    static let window = 10

    /// From so many deaths on a person should look at it.
    private static let alertedDeaths = 2

    /// The most that are set aside. Whoever writes false marks must not set the order of a whole sweep.
    private static let mostSuspects = 20

    /// For how long a death is remembered, if the item does not come up: longer than any claim or pause lasts.
    private static let memory = Duration.seconds(7200)

    /// How long the lease lasts unless it is renewed.
    static let leaseLength = Duration.seconds(45)

    private let ledger: any Ledger
    private let clock: any AccessClock
    private let sweep: SweepLease.Sweep
    private let invocation: Invocation
    private let run: String

    private var inWork: Set<String> = []
    private var deaths: [String: SweepAttempts.Deaths] = [:]

    init(_ sweep: SweepLease.Sweep, _ surroundings: Surroundings, invocation: Invocation) {
        ledger = surroundings.ledger
        clock = surroundings.clock
        self.sweep = sweep
        self.invocation = invocation
        run = String(UInt64(surroundings.random.fraction() * 0x1p52), radix: 16) + "-\(clock.now().milliseconds)"
    }

    /// How many sweeps have died on an item; 0 if it was at work elsewhere when this one began, nil if it is like any other.
    func deaths(on key: String) -> Int? { deaths[key]?.count }

    /// How much of the time is kept for what sweeps have died of: whoever makes an item wait must not have it wait for
    /// ever.
    var reserve: Duration { deaths.isEmpty ? .zero : max(.zero, (invocation.deadline - clock.now()) / 3) }

    /// The alert about those of these items that more than one sweep has died of; nil if there are none.
    func alert(about keys: [String]) -> Alert? {
        let named = keys.compactMap { key in
            deaths(on: key).flatMap { $0 >= Self.alertedDeaths ? "\(key): \($0) sweeps" : nil }
        }
        return Alert.sweepsDied(on: named, of: sweep)
    }

    /// Takes the lease, and marks these items; false if another sweep is running.
    func begin(_ keys: some Sequence<String>) async throws(LedgerError) -> Bool {
        guard case .taken(let left) = try await ledger.takeSweepLease(lease(Set(keys)), at: clock.now()) else {
            return false
        }
        isOurs = true
        inWork = Set(keys)
        if let left, left.run != run, learn(from: left) {
            // Before anything is begun: what is known must survive this sweep too. The order is another now, so nothing
            // is marked yet.
            _ = try await ledger.takeSweepLease(lease([]), at: clock.now())
            inWork = []
        }
        return true
    }

    /// Whether the lease is this sweep's, as far as it knows.
    private(set) var isOurs = false

    /// Whether an item may be begun.
    func isMarked(_ key: String) -> Bool { inWork.contains(key) }

    /// Marks these items and no others, and renews the lease; false if it was lost or could not be renewed.
    func mark(_ keys: Set<String>) async -> Bool {
        inWork = keys
        return await renew()
    }

    /// Renews the lease; false if it was lost or could not be renewed.
    func renew() async -> Bool {
        let (ledger, lease, now) = (ledger, lease(inWork), clock.now())
        let outcome = await attempt { () throws(LedgerError) in try await ledger.takeSweepLease(lease, at: now) }
        if case .success(.taken) = outcome { return isOurs }
        isOurs = false
        return false
    }

    /// The sweep has not died of it.
    func survived(_ key: String) { deaths[key] = nil }

    /// Gives the lease back. What sweeps have died of is remembered.
    func end() async throws(LedgerError) {
        inWork = []
        isOurs = false
        try await ledger.releaseSweepLease(lease([]))
    }

    private func lease(_ keys: Set<String>) -> SweepLease {
        SweepLease(
            sweep: sweep,
            owner: invocation.requestID,
            run: run,
            until: sweep == .access ? clock.now() + Self.leaseLength : invocation.deadline,
            attempts: SweepAttempts(inWork: keys, deaths: deaths)
        )
    }

    /// Takes over what another sweep has left; false if there was nothing.
    private func learn(from left: SweepLease) -> Bool {
        let now = clock.now().wholeSecond
        // Grant's sweeps may overlap: one that is not over has not died.
        let isOver = sweep == .access || left.owner == invocation.requestID || left.until <= now
        // A death that is yet to come was written past the functions, to fill the places.
        var known = left.attempts.deaths.filter { death in
            death.value.at + Self.memory > now && death.value.at <= now + Invocation.skew
        }
        let fresh = left.attempts.inWork
        for key in fresh {
            let before = known[key]?.count ?? 0
            known[key] = SweepAttempts.Deaths(count: min(before, 1000) + (isOver ? 1 : 0), at: now)
        }
        // What the last sweep was at work on comes before what is remembered: there is always room for it.
        let most = known.sorted { left, right in
            let places = (fresh.contains(left.key), fresh.contains(right.key))
            if places.0 != places.1 { return places.0 }
            return (left.value.count, left.value.at, right.key) > (right.value.count, right.value.at, left.key)
        }
        deaths = Dictionary(most.prefix(Self.mostSuspects).map { ($0.key, $0.value) }) { first, _ in first }
        return !deaths.isEmpty
    }
}

extension Alert {
    /// Items on which sweeps have died, before they are tried again.
    fileprivate static func sweepsDied(on items: [String], of sweep: SweepLease.Sweep) -> Alert? {
        guard !items.isEmpty else { return nil }
        let function = sweep == .access ? "Revoke" : "Grant"
        return Alert(
            subject: "Hourglass: sweeps died on \(items.count) items",
            message: """
                Two sweeps of \(function) or more have died while they were at work on these items of the state table. They are \
                tried alone, after everything else, at each sweep; nothing else waits for them. What they stand for \
                may still be open.

                \(Alert.list(items, most: examples))

                What to do: look at \(function)'s log for what it died of, and at the items. End access that is over in \
                IAM Identity Center by hand, and report the fault to whoever maintains Hourglass.
                """
        )
    }
}
