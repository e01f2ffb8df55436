// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// A request as an item of the state table.
enum RequestItem {
    static func item(_ record: RequestRecord) -> Item {
        var item: Item = [
            StateKeys.partition: .string(StateKeys.request(record.id)),
            "request_id": .string(record.id.description),
            "digest": .string(record.digest),
            "status": "APPROVED",
            "lease_status": .string(record.leaseStatus.rawValue),
            "user_id": .string(record.binding.userID),
            "user_email": .string(record.userEmail),
            "account_id": .string(record.binding.accountID.description),
            "permission_set_arn": .string(record.binding.permissionSetARN),
            "permission_set": .string(record.permissionSet),
            "created_at": .string(record.createdAt.iso8601),
            "policy_rule": .string(record.policyRule),
            "expires_at": .integer(record.expiresAt.seconds),
            "standing": .bool(record.isStanding),
        ]
        item["failure"] = record.failure.map(AttributeValue.string)
        return item
    }

    static func record(_ item: Item) throws(ItemProblem) -> RequestRecord {
        let reader = ItemReader(item)
        guard let id = RequestID(try reader.text("request_id")) else {
            throw ItemProblem("request_id is not the id of a request")
        }
        return RequestRecord(
            id: id,
            digest: try reader.text("digest"),
            binding: try reader.binding(),
            userEmail: try reader.text("user_email"),
            permissionSet: try reader.text("permission_set"),
            createdAt: reader.createdAt(),
            policyRule: try reader.text("policy_rule"),
            leaseStatus: try reader.choice("lease_status", LeaseStatus.self),
            expiresAt: try reader.moment("expires_at"),
            isStanding: reader.flag("standing"),
            failure: reader.optionalText("failure")
        )
    }

    /// The update that moves a request on, on condition that it still has one of the expected statuses.
    static func update(_ update: RequestUpdate, table: String) -> DynamoDB.Update {
        var assignments = ["lease_status = :status"]
        var values: Item = [":status": .string(update.status.rawValue)]
        if let expiresAt = update.expiresAt {
            assignments.append("expires_at = :expires")
            values[":expires"] = .integer(expiresAt.seconds)
        }
        if let failure = update.failure {
            assignments.append("failure = :failure")
            values[":failure"] = .string(failure)
        }
        var expected: Item = [:]
        for (index, status) in update.from.sorted(by: { $0.rawValue < $1.rawValue }).enumerated() {
            expected[":from\(index)"] = .string(status.rawValue)
        }
        let names = expected.keys.sorted().joined(separator: ", ")
        values.merge(expected) { first, _ in first }
        return DynamoDB.Update(
            table: table,
            key: StateKeys.key(StateKeys.request(update.id)),
            update: DynamoDB.Expression("SET " + assignments.joined(separator: ", "), values: values),
            condition: DynamoDB.Expression("lease_status IN (\(names))")
        )
    }
}
