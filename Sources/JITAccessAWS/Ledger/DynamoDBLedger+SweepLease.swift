// SPDX-License-Identifier: Apache-2.0

import AWSClient
public import JITAccess

/// The leases of sweeps: an item for each function's.
extension DynamoDBLedger {
    /// A lease lasts for less; one that is said to last longer keeps nobody from sweeping.
    private static let longestLease = Duration.seconds(120)

    public func takeSweepLease(_ lease: SweepLease, at moment: Timestamp) async throws(LedgerError) -> SweepTaking {
        let put = DynamoDB.Put(
            table: stateTable,
            item: SweepLeaseItem.item(lease),
            condition: lease.sweep == .access
                ? DynamoDB.Expression(
                    "attribute_not_exists(assignment_id) OR attribute_not_exists(lease_until)"
                        + " OR lease_until <= :now OR lease_until > :latest"
                        + " OR NOT attribute_type(lease_until, :number) OR lease_owner = :owner",
                    values: [
                        ":now": .integer(moment.seconds),
                        ":latest": .integer((moment + Self.longestLease).seconds),
                        ":number": .string("N"),
                        ":owner": .string(lease.owner),
                    ]
                ) : nil
        )
        do {
            let left = try await dynamoDB.putItemReturningOld(put)
            return .taken(left: left.flatMap { SweepLeaseItem.lease($0, sweep: lease.sweep) })
        } catch  where error.isConditionFailure {
            return .held
        } catch {
            throw LedgerError(error)
        }
    }

    public func releaseSweepLease(_ lease: SweepLease) async throws(LedgerError) {
        let condition = DynamoDB.Expression("lease_run = :run", values: [":run": .string(lease.run)])
        do {
            if lease.sweep == .access, lease.attempts.deaths.isEmpty {
                let key = StateKeys.key(StateKeys.sweepLease(lease.sweep))
                _ = try await dynamoDB.deleteItem(.init(table: stateTable, key: key, condition: condition))
            } else {
                let put = DynamoDB.Put(
                    table: stateTable,
                    item: SweepLeaseItem.released(lease),
                    condition: condition
                )
                try await dynamoDB.putItem(put)
            }
        } catch  where error.isConditionFailure {
            // It has run out and belongs to another sweep now.
        } catch {
            throw LedgerError(error)
        }
    }
}
