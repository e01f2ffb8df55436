// SPDX-License-Identifier: Apache-2.0

import FrontDoor
import JITAccess

/// Requests as the ledger has them.
struct LedgerRequests: RequestReader {
    let ledger: any Ledger

    func request(_ id: RequestID) async throws(WorkFailure) -> RequestRecord? {
        try await reading { () throws(LedgerError) in try await ledger.request(id) }
    }

    func leasesEnding(by moment: Timestamp) async throws(WorkFailure) -> [RequestID] {
        var ids: [RequestID] = []
        var cursor: DueCursor?
        repeat {
            let start = cursor
            let page = try await reading { () throws(LedgerError) in try await ledger.due(at: moment, after: start) }
            for case .binding(let record) in page.items where !record.isStanding && record.expiresAt <= moment {
                // The access ends with the last lease, which may prolong an earlier one.
                let last = record.leases.filter { $0.value.state == .active && $0.value.expiresAt == record.expiresAt }
                ids += last.keys.min().map { [$0] } ?? []
            }
            cursor = page.next
        } while cursor != nil
        return ids.sorted()
    }

    func requestsTimingOut(by moment: Timestamp) async throws(WorkFailure) -> [RequestRecord] {
        var records: [RequestRecord] = []
        var cursor: DueCursor?
        repeat {
            let start = cursor
            let page = try await reading { () throws(LedgerError) in
                try await ledger.openRequests(dueBy: moment, after: start)
            }
            records += page.requests
            cursor = page.next
        } while cursor != nil
        return records
    }

    private func reading<Value>(_ body: () async throws(LedgerError) -> Value) async throws(WorkFailure) -> Value {
        do throws(LedgerError) {
            return try await body()
        } catch .unavailable(let reason, _) {
            throw WorkFailure("The ledger cannot be read: \(reason)")
        } catch {
            throw WorkFailure("The ledger cannot be read.")
        }
    }
}
