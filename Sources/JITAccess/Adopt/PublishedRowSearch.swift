// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Looks for rows of the published sample now and then: no index knows them, so finding them takes a scan.
///
/// It runs with the first sweep of a container and then once an hour, so that an ordinary sweep costs one query.
public final class PublishedRowSearch: Sendable {
    private static let interval = Duration.seconds(3600)

    private let nextAt = Mutex<Timestamp?>(nil)

    /// Creates a search that is due at once.
    public init() {}

    struct Findings {
        var adopted: [BindingRecord] = []
        var errors: [String] = []
    }

    /// Adopts what is there, if a search is due.
    func run(_ surroundings: Surroundings, invocation: Invocation) async -> Findings {
        let now = surroundings.clock.now()
        let isDue = nextAt.withLock { next in next.map { $0 <= now } ?? true }
        guard isDue else { return Findings() }
        var findings = Findings()
        let ledger = surroundings.ledger
        switch await attempt({ () throws(LedgerError) in try await ledger.publishedRows() }) {
        case .success(let published):
            let isComplete = await adopt(published.rows, into: &findings, surroundings, invocation)
            findings.errors += published.unreadable.map { key in
                "The row \(key) of the published sample cannot be understood: remove its assignment by hand."
            }
            // A row that nobody can read is reported on every sweep until it is gone.
            if isComplete, findings.errors.isEmpty {
                nextAt.withLock { $0 = now + Self.interval }
            }
        case .failure(let error):
            findings.errors.append(Self.sentence(error))
        }
        return findings
    }

    /// Adopts the rows, each by itself; false if some are left, because the time is over or they have just changed.
    /// Half of the invocation's time is left to what is due.
    private func adopt(
        _ rows: [PublishedRow],
        into findings: inout Findings,
        _ surroundings: Surroundings,
        _ invocation: Invocation
    ) async -> Bool {
        let adoption = Adoption(surroundings: surroundings, invocation: invocation)
        let begin = surroundings.clock.now()
        let end = begin + (invocation.deadline - begin) / 2
        var isComplete = true
        for row in rows {
            guard surroundings.clock.now() < end else { return false }
            do {
                if let record = try await adoption.adopt(row) {
                    findings.adopted.append(record)
                } else {
                    isComplete = false
                }
            } catch {
                findings.errors.append(Self.sentence(error))
            }
        }
        return isComplete
    }

    private static func sentence(_ error: LedgerError) -> String {
        "Rows of the published sample could not be adopted: \(Refusal(error).cause ?? "conflict")"
    }
}
