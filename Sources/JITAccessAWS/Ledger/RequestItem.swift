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
            "status": .string(record.status.rawValue),
            "version": .integer(record.version),
            "user_id": .string(record.userID),
            "created_at": .string(record.createdAt.iso8601),
            "access_path": .string(record.path.rawValue),
            "principal_kind": .string(record.principalKind.rawValue),
            "policy_rule": .string(record.policy.rule),
            "rule_digest": .string(record.policy.ruleDigest),
            "policy_hash": .string(record.policy.policyHash),
        ]
        item.merge(AskedItem.item(record.request)) { first, _ in first }
        item.merge(SpeakerItem.item(record.requestedBy, prefix: "requested_by")) { first, _ in first }
        item.merge(RequestStateItem.item(record.state)) { first, _ in first }
        item[SealItem.seal] = record.seal.map(SealItem.value)
        item[SealItem.definitionSeal] = record.definitionSeal.map(SealItem.value)
        item["permission_set_arn"] = record.permissionSetARN.map(AttributeValue.string)
        item["chain_began_at"] = record.chainBeganAt.map { .integer($0.seconds) }
        item["own_ticket"] = record.ownTicket.map(AttributeValue.string)
        if !record.approvals.isEmpty { item["approvals"] = .list(record.approvals.map { .map(ApprovalItem.item($0)) }) }
        if let dueAt = record.dueAt {
            item.merge(StateKeys.dueAttributes(dueAt, .requests)) { first, _ in first }
        }
        if let dueAt = record.leaseDueAt {
            item.merge(StateKeys.dueAttributes(dueAt, .access)) { first, _ in first }
        }
        return item
    }

    static func record(_ item: Item) throws(ItemProblem) -> RequestRecord {
        let reader = ItemReader(item)
        let request = try AskedItem.request(reader)
        try reader.requireKey(StateKeys.request(request.id), of: "request_id")
        var approvals: [Approval] = []
        for value in try reader.list("approvals") {
            guard let map = value.mapValue else { throw ItemProblem("approvals has a member that is not an approval") }
            approvals.append(try ApprovalItem.approval(map))
        }
        return RequestRecord(
            request: request,
            digest: try reader.text("digest", upTo: ItemBounds.name),
            requestedBy: try SpeakerItem.speaker(reader, prefix: "requested_by"),
            path: try reader.choice("access_path", AccessPath.self),
            principalKind: try reader.choice("principal_kind", PrincipalKind.self),
            userID: try reader.text("user_id", upTo: ItemBounds.name),
            permissionSetARN: try reader.optionalText("permission_set_arn", upTo: ItemBounds.arn),
            createdAt: reader.createdAt(),
            chainBeganAt: reader.has("chain_began_at") ? try reader.moment("chain_began_at") : nil,
            policy: PolicyMark(
                rule: try reader.text("policy_rule", upTo: ItemBounds.name),
                ruleDigest: try reader.text("rule_digest", upTo: ItemBounds.name),
                policyHash: try reader.text("policy_hash", upTo: ItemBounds.name)
            ),
            approvals: approvals,
            state: try RequestStateItem.state(reader),
            version: try reader.version("version"),
            seal: try SealItem.seal(reader, SealItem.seal),
            definitionSeal: try SealItem.seal(reader, SealItem.definitionSeal),
            ownTicket: try reader.optionalText("own_ticket", upTo: ItemBounds.name)
        )
    }

    /// The update that notes from when on no session is of use, of a request that has, or had, a lease.
    static func noteLastCredential(_ id: RequestID, at moment: Timestamp, table: String) -> DynamoDB.Update {
        DynamoDB.Update(
            table: table,
            key: StateKeys.key(StateKeys.request(id)),
            update: DynamoDB.Expression(
                "SET last_credential_at = :last",
                values: [":last": .integer(moment.seconds)]
            ),
            condition: "attribute_exists(lease_status)"
        )
    }

    /// The update that has Revoke look at a request that is lent.
    static func look(at id: RequestID, _ moment: Timestamp, table: String) -> DynamoDB.Update {
        let due = StateKeys.dueAttributes(moment)
        return DynamoDB.Update(
            table: table,
            key: StateKeys.key(StateKeys.request(id)),
            update: DynamoDB.Expression(
                "SET due = :due, due_at = :at",
                values: [":due": due[StateKeys.due] ?? .null, ":at": due[StateKeys.dueAt] ?? .null].merging(open) { $1 }
            ),
            condition: isOpen
        )
    }

    /// The update that takes a request which lends nothing out of what Revoke looks at.
    static func dismiss(_ id: RequestID, grantLooksAt moment: Timestamp?, table: String) -> DynamoDB.Update {
        let access = AttributeValue.string(StateKeys.Queue.access.rawValue)
        var values: Item = [":access": access].merging(open) { $1 }
        var update = "REMOVE due, due_at"
        if let moment {
            update = "SET due = :due, due_at = :at"
            values[":due"] = .string(StateKeys.Queue.requests.rawValue)
            values[":at"] = .integer(moment.seconds)
        }
        return DynamoDB.Update(
            table: table,
            key: StateKeys.key(StateKeys.request(id)),
            update: DynamoDB.Expression(update, values: values),
            condition: DynamoDB.Expression(
                "due = :access AND (attribute_not_exists(lease_status) OR NOT \(Self.isOpen.text))"
            )
        )
    }

    /// The update that notes that access has become ours.
    static func endStanding(_ id: RequestID, table: String) -> DynamoDB.Update {
        DynamoDB.Update(
            table: table,
            key: StateKeys.key(StateKeys.request(id)),
            update: DynamoDB.Expression("SET standing = :standing", values: [":standing": false]),
            condition: "attribute_exists(lease_status)"
        )
    }

    /// Whether it is lent, with ``open``.
    private static let isOpen: DynamoDB.Expression = "lease_status IN (:granting, :active, :revoking)"

    private static let open: Item = [":granting": "GRANTING", ":active": "ACTIVE", ":revoking": "REVOKING"]

    /// What tells those that lend a binding from the rest of the index.
    static func lends(_ binding: Binding) -> DynamoDB.Expression {
        DynamoDB.Expression(
            "user_id = :user AND account_id = :account AND permission_set_arn = :set AND \(isOpen.text)",
            values: [
                ":user": .string(binding.userID), ":account": .string(binding.accountID.description),
                ":set": .string(binding.permissionSetARN),
            ].merging(open) { $1 }
        )
    }

    /// The update that moves a request's lease on, on condition that it still has one of the expected statuses.
    static func update(_ update: RequestUpdate, table: String) -> DynamoDB.Update {
        var assignments = ["lease_status = :status"]
        var values: Item = [":status": .string(update.status.rawValue)]
        if let expiresAt = update.expiresAt {
            assignments.append("expires_at = :expires")
            values[":expires"] = .integer(expiresAt.seconds)
        }
        if let usableFrom = update.usableFrom {
            assignments.append("usable_from = :usable")
            values[":usable"] = .integer(usableFrom.seconds)
        }
        if let last = update.lastCredentialAt {
            assignments.append("last_credential_at = :last")
            values[":last"] = .integer(last.seconds)
        }
        if let failure = update.failure {
            assignments.append("failure = :failure")
            values[":failure"] = .string(failure)
        }
        if let dueAt = update.dueAt {
            assignments.append("due = :due, due_at = :at")
            values[":due"] = .string(StateKeys.Queue.access.rawValue)
            values[":at"] = .integer(dueAt.seconds)
        }
        let removal = update.isFinal ? " REMOVE due, due_at" : ""
        var expected: Item = [:]
        for (index, status) in update.from.sorted(by: { $0.rawValue < $1.rawValue }).enumerated() {
            expected[":from\(index)"] = .string(status.rawValue)
        }
        let names = expected.keys.sorted().joined(separator: ", ")
        values.merge(expected) { first, _ in first }
        return DynamoDB.Update(
            table: table,
            key: StateKeys.key(StateKeys.request(update.id)),
            update: DynamoDB.Expression("SET " + assignments.joined(separator: ", ") + removal, values: values),
            condition: DynamoDB.Expression("lease_status IN (\(names))")
        )
    }
}
