// SPDX-License-Identifier: Apache-2.0

extension DynamoDB {
    /// What to look for in one partition of a table or of an index.
    public struct Query: Sendable, Equatable {
        /// The name of the table.
        public var table: String
        /// The name of the index, if it is not the table itself.
        public var index: String?
        /// The partition, and which of its sort keys: `due = :due AND due_at <= :now`.
        public var keyCondition: Expression
        /// What to leave out of the answer; it is read and paid for all the same.
        public var filter: Expression?
        /// Smallest sort key first.
        public var ascending: Bool
        /// Whether every write that has succeeded is seen. An index that is global cannot do it.
        public var consistentRead: Bool
        /// How many items a page reads at most.
        public var limit: Int?
        /// Where the page before ended.
        public var exclusiveStartKey: Item?

        /// Creates a query.
        public init(
            table: String,
            index: String? = nil,
            keyCondition: Expression,
            filter: Expression? = nil,
            ascending: Bool = true,
            consistentRead: Bool = false,
            limit: Int? = nil,
            exclusiveStartKey: Item? = nil
        ) {
            self.table = table
            self.index = index
            self.keyCondition = keyCondition
            self.filter = filter
            self.ascending = ascending
            self.consistentRead = consistentRead
            self.limit = limit
            self.exclusiveStartKey = exclusiveStartKey
        }
    }

    /// Reads one page.
    public func query(_ query: Query) async throws(AWSError) -> ItemPage {
        try await call(.dynamoDB("Query"), query, as: ItemPage.self)
    }

    /// Reads page after page, from `exclusiveStartKey` on.
    public func queryPages(_ query: Query) -> Pages<ItemPage, Item> {
        Pages(.dynamoDB("Query")) { key throws(AWSError) in
            var next = query
            next.exclusiveStartKey = key ?? query.exclusiveStartKey
            let page = try await self.query(next)
            return (page, page.lastEvaluatedKey)
        }
    }
}

extension DynamoDB.Query: Encodable {
    /// Writes the members of `Query`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: DynamoDB.Member.self)
        try container.encode(table, forKey: .tableName)
        try container.encodeIfPresent(index, forKey: .indexName)
        try container.encode([(.keyConditionExpression, keyCondition), (.filterExpression, filter)])
        try container.encode(ascending, forKey: .scanIndexForward)
        try container.encode(consistentRead, forKey: .consistentRead)
        try container.encodeIfPresent(limit, forKey: .limit)
        try container.encodeIfPresent(exclusiveStartKey, forKey: .exclusiveStartKey)
    }
}
