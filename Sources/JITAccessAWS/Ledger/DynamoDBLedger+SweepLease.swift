// SPDX-License-Identifier: Apache-2.0

import AWSClient
public import JITAccess

/// The lease that lets one sweep run at a time: an item of its own.
extension DynamoDBLedger {
    public func takeSweepLease(
        owner: String,
        until: Timestamp,
        at moment: Timestamp
    ) async throws(LedgerError) -> Bool {
        var item = StateKeys.key(StateKeys.sweepLease)
        item["lease_owner"] = .string(owner)
        item["lease_until"] = .integer(until.seconds)
        let put = DynamoDB.Put(
            table: stateTable,
            item: item,
            // One that lasts longer than any sweep takes it keeps nobody away: it was written past the functions.
            condition: DynamoDB.Expression(
                "attribute_not_exists(assignment_id) OR lease_until <= :now OR lease_until > :latest "
                    + "OR NOT attribute_type(lease_until, :number) OR lease_owner = :owner",
                values: [
                    ":now": .integer(moment.seconds), ":latest": .integer(until.seconds + 60),
                    ":number": "N", ":owner": .string(owner),
                ]
            )
        )
        do {
            try await dynamoDB.putItem(put)
            return true
        } catch  where error.isConditionFailure {
            return false
        } catch {
            throw LedgerError(error)
        }
    }

    public func releaseSweepLease(owner: String) async throws(LedgerError) {
        let delete = DynamoDB.Delete(
            table: stateTable,
            key: StateKeys.key(StateKeys.sweepLease),
            condition: DynamoDB.Expression("lease_owner = :owner", values: [":owner": .string(owner)])
        )
        do {
            _ = try await dynamoDB.deleteItem(delete)
        } catch  where error.isConditionFailure {
            // It has run out and belongs to another sweep now.
        } catch {
            throw LedgerError(error)
        }
    }
}
