// SPDX-License-Identifier: Apache-2.0

extension DynamoDB {
    /// Reads one item; `nil` if there is none. The default sees every write that has succeeded.
    public func getItem(table: String, key: Item, consistentRead: Bool = true) async throws(AWSError) -> Item? {
        let input = GetItemInput(tableName: table, key: key, consistentRead: consistentRead)
        return try await call(.dynamoDB("GetItem"), input, as: GetItemOutput.self).item
    }

    /// Writes one item.
    ///
    /// - Throws: ``AWSError`` with ``AWSError/isConditionFailure`` if the condition does not hold. If
    ///   ``AWSError/mayHaveTakenEffect`` is true as well, an earlier attempt may have made it so: read the item.
    public func putItem(_ put: Put) async throws(AWSError) {
        _ = try await call(.dynamoDB("PutItem"), put, as: NoOutput.self)
    }

    /// Puts one item, and returns the one that was in its place; `nil` if there was none.
    ///
    /// - Throws: ``AWSError``, as ``putItem(_:)`` does.
    public func putItemReturningOld(_ put: Put) async throws(AWSError) -> Item? {
        let input = Returning(write: put, values: "ALL_OLD")
        return try await call(.dynamoDB("PutItem"), input, as: AttributesOutput.self).attributes
    }

    /// Changes one item, and returns it as it is afterwards.
    ///
    /// - Throws: ``AWSError``, as ``putItem(_:)`` does.
    public func updateItem(_ update: Update) async throws(AWSError) -> Item {
        let input = Returning(write: update, values: "ALL_NEW")
        return try await call(.dynamoDB("UpdateItem"), input, as: AttributesOutput.self).attributes ?? [:]
    }

    /// Deletes one item, and returns it as it was; `nil` if there was none.
    ///
    /// - Throws: ``AWSError``, as ``putItem(_:)`` does.
    public func deleteItem(_ delete: Delete) async throws(AWSError) -> Item? {
        let input = Returning(write: delete, values: "ALL_OLD")
        return try await call(.dynamoDB("DeleteItem"), input, as: AttributesOutput.self).attributes
    }
}

private struct GetItemInput: Encodable {
    let tableName: String
    let key: Item
    let consistentRead: Bool

    enum CodingKeys: String, CodingKey {
        case tableName = "TableName"
        case key = "Key"
        case consistentRead = "ConsistentRead"
    }
}

private struct GetItemOutput: Decodable {
    let item: Item?

    enum CodingKeys: String, CodingKey {
        case item = "Item"
    }
}

/// A write, and which values of the item its answer is to have.
private struct Returning<Write: Encodable>: Encodable {
    let write: Write
    let values: String

    func encode(to encoder: any Encoder) throws {
        try write.encode(to: encoder)
        var container = encoder.container(keyedBy: DynamoDB.Member.self)
        try container.encode(values, forKey: .returnValues)
    }
}

private struct AttributesOutput: Decodable {
    let attributes: Item?

    enum CodingKeys: String, CodingKey {
        case attributes = "Attributes"
    }
}
