// SPDX-License-Identifier: Apache-2.0

/// Rows of the published sample that are there while nothing is to be done with them.
///
/// Whoever can write to the state table can write such a row, so that without a migration under way none is believed: no
/// access ends because of it and none is given over it. None is overlooked either, because access may hang on it that
/// nobody ends.
public struct LegacyRows: Sendable, Equatable {
    /// Whether rows are adopted, as `ADOPT_LEGACY_ROWS` says: on for the length of a migration.
    public enum Mode: String, Sendable, CaseIterable {
        case on
        case off
    }

    /// How many there are, as far as has been counted.
    var count = 0

    /// The earliest end that is over: access that should have ended then.
    var oldestOver: Timestamp?

    mutating func add(_ rows: [PublishedRow], at moment: Timestamp) {
        count += rows.count
        let over = rows.map(\.expiresAt).filter { $0 <= moment }.min()
        oldestOver = [oldestOver, over].compactMap(\.self).min()
    }

    /// What a person is told of them; nil if there are none.
    ///
    /// - Parameter isWhole: Whether the whole table was looked at.
    func alert(isWhole: Bool) -> Alert? {
        guard count > 0 else { return nil }
        let over =
            oldestOver.map { "The earliest end that is over was \($0.iso8601Seconds). Nobody has ended that access." }
            ?? "None of them is over yet."
        return Alert(
            subject: "Hourglass: \(count) rows of the published sample are not adopted",
            message: """
                The state table has \(isWhole ? "" : "at least ")\(count) rows of the published native-AWS sample, and \
                ADOPT_LEGACY_ROWS is off: nothing ends that access. \(over)

                What to do: `hourglass migrate plan` lists each row beside the assignment that Identity Center has, and \
                `hourglass migrate begin` says how to adopt them. Remove rows that nobody can explain: whoever can write \
                to the table can have made them.
                """
        )
    }

    /// Why a grant or a revocation that meets such a row does nothing.
    static let refusal = Refusal(
        .legacyRow,
        "The ledger has a row of the published sample for this access, and such rows are not adopted now. Whoever runs "
            + "Hourglass adopts or removes it: `hourglass migrate plan` shows it."
    )
}

/// Counts rows in one page of the table, for whoever looks at something else anyway.
struct LegacyRowGlance {
    let surroundings: Surroundings

    /// Alerts if there are some and none is to be adopted. A page that cannot be read is for the search to report.
    func report() async {
        guard surroundings.legacyRows == .off else { return }
        let now = surroundings.clock.now()
        let read = await attempt { () throws(LedgerError) in
            try await surroundings.ledger.publishedRows(after: nil, activeAt: now)
        }
        guard case .success(let page) = read else { return }
        var rows = LegacyRows()
        rows.add(page.rows, at: now)
        if let alert = rows.alert(isWhole: page.next == nil) { await surroundings.alert(alert) }
    }
}
