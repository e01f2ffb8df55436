// SPDX-License-Identifier: Apache-2.0

/// Ties the custom permission set that was lent to its definition, for as long as the request's item is there.
///
/// An extension takes both from the item: approvers are shown the definition, and what is lent is found by its name. The
/// seal of a request is good until its lease is confirmed; this one is good for longer, and says nothing but this.
struct SealedDefinition: SealedForm {
    static let purpose = "hourglass:definition:1"

    let record: RequestRecord
    let definition: CustomPermissionSet

    /// The ARN of the state table.
    let table: String

    /// Nil if the request defines no permission set.
    init?(_ record: RequestRecord, table: String) {
        guard let definition = record.request.customPermissionSet else { return nil }
        self.record = record
        self.definition = definition
        self.table = table
    }

    var members: [String: JSONValue] {
        [
            "purpose": .string(Self.purpose),
            "table": .string(table),
            "id": .string(record.id.description),
            "user_id": .string(record.userID),
            "account_id": .string(record.request.accountID.description),
            "permission_set": .string(record.request.permissionSet),
            "custom_permission_set": definition.json,
        ]
    }
}

extension GrantContext {
    /// Holds the custom permission set of a request that is to be prolonged against what was lent; does nothing for any
    /// other request.
    ///
    /// - Throws: ``Refusal``: 409 if the item says something else, 503 if that cannot be told now.
    func verifyDefinition(of record: RequestRecord) async throws(Refusal) {
        let seals = surroundings.seals
        guard let sealed = SealedDefinition(record, table: seals.table) else { return }
        guard let seal = record.definitionSeal else {
            throw .notSealed(record, "Its custom permission set has no seal.")
        }
        guard try await seals.verify(seal, of: sealed) else {
            throw .notSealed(record, "The seal is not over the custom permission set that the item says.")
        }
    }
}
