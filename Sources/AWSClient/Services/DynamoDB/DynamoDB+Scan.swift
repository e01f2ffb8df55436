// SPDX-License-Identifier: Apache-2.0

extension DynamoDB {
    /// A walk over every item of a table or of an index.
    public struct Scan: Sendable, Equatable {
        /// The name of the table.
        public var table: String
        /// The name of the index, if it is not the table itself.
        public var index: String?
        /// What to leave out of the answer; it is read and paid for all the same.
        public var filter: Expression?
        /// Whether every write that has succeeded is seen. An index that is global cannot do it.
        public var consistentRead: Bool
        /// How many items a page reads at most.
        public var limit: Int?
        /// Where the page before ended.
        public var exclusiveStartKey: Item?

        /// Creates a scan.
        public init(
            table: String,
            index: String? = nil,
            filter: Expression? = nil,
            consistentRead: Bool = false,
            limit: Int? = nil,
            exclusiveStartKey: Item? = nil
        ) {
            self.table = table
            self.index = index
            self.filter = filter
            self.consistentRead = consistentRead
            self.limit = limit
            self.exclusiveStartKey = exclusiveStartKey
        }
    }

    /// Reads one page.
    public func scan(_ scan: Scan) async throws(AWSError) -> ItemPage {
        try await call(.scan, scan, as: ItemPage.self)
    }

    /// Reads page after page, from `exclusiveStartKey` on.
    public func scanPages(_ scan: Scan) -> Pages<ItemPage, Item> {
        Pages(.scan) { key throws(AWSError) in
            var next = scan
            next.exclusiveStartKey = key ?? scan.exclusiveStartKey
            let page = try await self.scan(next)
            return (page, page.lastEvaluatedKey)
        }
    }
}

extension AWSOperation {
    /// A page whose filter leaves little may still have read a megabyte.
    fileprivate static let scan = AWSOperation.dynamoDB("Scan", attemptTimeout: .seconds(8))
}

extension DynamoDB.Scan: Encodable {
    /// Writes the members of `Scan`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: DynamoDB.Member.self)
        try container.encode(table, forKey: .tableName)
        try container.encodeIfPresent(index, forKey: .indexName)
        try container.encode([(.filterExpression, filter)])
        try container.encode(consistentRead, forKey: .consistentRead)
        try container.encodeIfPresent(limit, forKey: .limit)
        try container.encodeIfPresent(exclusiveStartKey, forKey: .exclusiveStartKey)
    }
}
