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
        do throws(LedgerError) {
            let published = try await surroundings.ledger.publishedRows()
            let adoption = Adoption(surroundings: surroundings, invocation: invocation)
            for row in published.rows {
                if let record = try await adoption.adopt(row) { findings.adopted.append(record) }
            }
            findings.errors = published.unreadable.map { key in
                "The row \(key) of the published sample cannot be understood: remove its assignment by hand."
            }
            // A row that nobody can read is reported on every sweep until it is gone.
            if findings.errors.isEmpty {
                nextAt.withLock { $0 = now + Self.interval }
            }
        } catch {
            findings.errors.append(
                "Rows of the published sample could not be adopted: \(Refusal(error).cause ?? "conflict")"
            )
        }
        return findings
    }
}
