// SPDX-License-Identifier: Apache-2.0

extension DynamoDB {
    /// An expression in DynamoDB's language, with what its placeholders stand for.
    ///
    /// ```swift
    /// let condition: DynamoDB.Expression = "attribute_not_exists(assignment_id)"
    /// let unchanged = DynamoDB.Expression("version = :version", values: [":version": 3])
    /// ```
    ///
    /// Language: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html>
    public struct Expression: Sendable, Equatable, ExpressibleByStringLiteral {
        /// The expression itself.
        public var text: String
        /// Attribute names by placeholder, `#status`: for those that are reserved words or hold a dot.
        public var names: [String: String]
        /// Values by placeholder, `:now`.
        public var values: [String: AttributeValue]

        /// Creates an expression. DynamoDB refuses a placeholder that is defined but not used.
        public init(_ text: String, names: [String: String] = [:], values: [String: AttributeValue] = [:]) {
            self.text = text
            self.names = names
            self.values = values
        }

        /// Creates an expression without placeholders.
        public init(stringLiteral value: String) {
            self.init(value)
        }
    }
}

extension DynamoDB {
    /// The members of this client's requests.
    enum Member: String, CodingKey {
        case tableName = "TableName"
        case indexName = "IndexName"
        case key = "Key"
        case item = "Item"
        case limit = "Limit"
        case select = "Select"
        case consistentRead = "ConsistentRead"
        case scanIndexForward = "ScanIndexForward"
        case exclusiveStartKey = "ExclusiveStartKey"
        case keyConditionExpression = "KeyConditionExpression"
        case filterExpression = "FilterExpression"
        case projectionExpression = "ProjectionExpression"
        case updateExpression = "UpdateExpression"
        case conditionExpression = "ConditionExpression"
        case names = "ExpressionAttributeNames"
        case values = "ExpressionAttributeValues"
        case returnValues = "ReturnValues"
        case returnValuesOnConditionCheckFailure = "ReturnValuesOnConditionCheckFailure"
        case transactItems = "TransactItems"
        case clientRequestToken = "ClientRequestToken"
    }
}

extension KeyedEncodingContainer<DynamoDB.Member> {
    /// Writes the expressions that are there, and one set of names and values for all of them.
    ///
    /// With a condition, DynamoDB is asked to return the item that did not meet it, which saves a read.
    mutating func encode(_ expressions: [(member: Key, expression: DynamoDB.Expression?)]) throws {
        var names: [String: String] = [:]
        var values: [String: AttributeValue] = [:]
        for case (let member, let expression?) in expressions {
            try encode(expression.text, forKey: member)
            try names.merge(expression.names) { try same($0, $1, .names) }
            try values.merge(expression.values) { try same($0, $1, .values) }
            if member == .conditionExpression {
                try encode("ALL_OLD", forKey: .returnValuesOnConditionCheckFailure)
            }
        }
        if !names.isEmpty {
            try encode(names, forKey: .names)
        }
        if !values.isEmpty {
            try encode(values, forKey: .values)
        }
    }

    private func same<Value: Equatable>(_ left: Value, _ right: Value, _ member: Key) throws -> Value {
        guard left == right else {
            throw EncodingError.invalidValue(
                member.rawValue,
                .init(
                    codingPath: codingPath,
                    debugDescription: "two expressions of one request define the same placeholder differently"
                )
            )
        }
        return left
    }
}
