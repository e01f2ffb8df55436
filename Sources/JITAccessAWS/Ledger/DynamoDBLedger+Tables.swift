// SPDX-License-Identifier: Apache-2.0

package import AWSClient

extension DynamoDBLedger {
    /// A ledger for whoever has no other configuration of Grant's or Revoke's: to read it.
    package init(_ client: AWSClient, stateTable: String, auditTable: String) {
        dynamoDB = client.dynamoDB
        self.stateTable = stateTable
        self.auditTable = auditTable
    }
}
