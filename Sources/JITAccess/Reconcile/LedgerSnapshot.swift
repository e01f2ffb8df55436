// SPDX-License-Identifier: Apache-2.0

/// The bindings of the ledger as the due-index shows them, by permission set and account.
///
/// It may be a little behind the table: it tells what to look at, and spares a look at what is plainly in order. A
/// difference is never concluded from it.
struct LedgerSnapshot: Sendable {
    private(set) var records: [String: [AccountID: [BindingRecord]]] = [:]

    /// What requests say is lent, whether or not a binding says so.
    private(set) var lent: Set<Binding> = []

    /// Reads all of it; everything in the ledger has a next moment, so the index has everything.
    static func read(_ ledger: any Ledger) async throws(LedgerError) -> LedgerSnapshot {
        var snapshot = LedgerSnapshot()
        var cursor: DueCursor?
        repeat {
            let page = try await ledger.due(at: .latest, after: cursor)
            for case .binding(let record) in page.items { snapshot.add(record) }
            for case .lease(let request) in page.items {
                if let binding = request.binding, request.lends(binding) { snapshot.lent.insert(binding) }
            }
            cursor = page.next
        } while cursor != nil
        return snapshot
    }

    private mutating func add(_ record: BindingRecord) {
        let binding = record.binding
        records[binding.permissionSetARN, default: [:]][binding.accountID, default: []].append(record)
    }

    var permissionSetARNs: Set<String> { Set(records.keys) }

    func accounts(of arn: String) -> Set<AccountID> {
        Set((records[arn] ?? [:]).keys)
    }

    /// The records of one permission set in one account, by user.
    func users(of arn: String, in account: AccountID) -> [String: BindingRecord] {
        Dictionary((records[arn]?[account] ?? []).map { ($0.binding.userID, $0) }) { first, _ in first }
    }

    /// The name of a permission set, if a record knows it.
    func name(of arn: String) -> String? {
        records[arn]?.values.lazy.flatMap(\.self).compactMap(\.permissionSet).first
    }
}
