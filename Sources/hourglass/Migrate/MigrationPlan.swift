// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// The rows of the published sample, and what adopting them would do.
struct MigrationPlan: Equatable {
    enum Assignment: Equatable {
        case there
        case absent
        case unknown(String)
    }

    struct Row: Equatable {
        let key: String

        /// Nil if the row cannot be understood.
        let expiresAt: Timestamp?
        let assignment: Assignment
    }

    let rows: [Row]
    let at: Timestamp

    init(rows: [Row], at moment: Timestamp) {
        self.rows = rows.sorted { ($0.expiresAt?.seconds ?? 0, $0.key) < ($1.expiresAt?.seconds ?? 0, $1.key) }
        at = moment
    }

    var text: String {
        guard !rows.isEmpty else { return "There are no rows of the published sample." }
        let table = TextTable(
            headers: ["EXPIRES (UTC)", "ASSIGNMENT", "ADOPTED, IT", "ROW"],
            rows: rows.map { [expiry($0), assignment($0), consequence($0), $0.key] }
        )
        return
            "\(table.text)\n\n\(rows.count) rows. A row that nobody can explain is not to be adopted: remove it first."
    }

    private func expiry(_ row: Row) -> String {
        guard let expiresAt = row.expiresAt else { return "?" }
        return Moments.utc(seconds: expiresAt.seconds) + (expiresAt <= at ? ", over" : "")
    }

    private func assignment(_ row: Row) -> String {
        switch row.assignment {
        case .there: "yes"
        case .absent: "no"
        case .unknown(let why): "unknown: \(why)"
        }
    }

    private func consequence(_ row: Row) -> String {
        guard let expiresAt = row.expiresAt else { return "stays, and is reported" }
        return switch (expiresAt <= at, row.assignment) {
        case (true, .there), (true, .unknown): "ends at once"
        case (true, .absent): "goes: there is nothing to end"
        case (false, .there), (false, .unknown): "becomes a lease and ends then"
        case (false, .absent): "becomes a lease of access that nobody has"
        }
    }
}
