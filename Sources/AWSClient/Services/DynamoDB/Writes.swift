// SPDX-License-Identifier: Apache-2.0

extension DynamoDB {
    /// Puts a whole item in the place of any other with its key.
    public struct Put: Sendable, Equatable {
        /// The name of the table.
        public var table: String
        /// The item, key and all.
        public var item: Item
        /// What must hold for the item that is there now (or is not).
        public var condition: Expression?

        /// Creates a put.
        public init(table: String, item: Item, condition: Expression? = nil) {
            self.table = table
            self.item = item
            self.condition = condition
        }
    }

    /// Changes an item, which is created if there is none and the condition allows it.
    public struct Update: Sendable, Equatable {
        /// The name of the table.
        public var table: String
        /// The key of the item.
        public var key: Item
        /// What to change: `SET #status = :active REMOVE claim`.
        public var update: Expression
        /// What must hold for the item as it is.
        public var condition: Expression?

        /// Creates an update. `update` and `condition` share their names and values; where both define one, it must be
        /// the same.
        public init(table: String, key: Item, update: Expression, condition: Expression? = nil) {
            self.table = table
            self.key = key
            self.update = update
            self.condition = condition
        }
    }

    /// Deletes an item, if it is there.
    public struct Delete: Sendable, Equatable {
        /// The name of the table.
        public var table: String
        /// The key of the item.
        public var key: Item
        /// What must hold for the item as it is.
        public var condition: Expression?

        /// Creates a deletion.
        public init(table: String, key: Item, condition: Expression? = nil) {
            self.table = table
            self.key = key
            self.condition = condition
        }
    }

    /// Writes nothing, but makes the transaction fail unless the condition holds.
    public struct ConditionCheck: Sendable, Equatable {
        /// The name of the table.
        public var table: String
        /// The key of the item.
        public var key: Item
        /// What must hold for the item as it is.
        public var condition: Expression

        /// Creates a check.
        public init(table: String, key: Item, condition: Expression) {
            self.table = table
            self.key = key
            self.condition = condition
        }
    }
}

extension DynamoDB.Put: Encodable {
    /// Writes the members of `PutItem` and of a transaction's `Put`, which are the same.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: DynamoDB.Member.self)
        try container.encode(table, forKey: .tableName)
        try container.encode(item, forKey: .item)
        try container.encode([(.conditionExpression, condition)])
    }
}

extension DynamoDB.Update: Encodable {
    /// Writes the members of `UpdateItem` and of a transaction's `Update`, which are the same.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: DynamoDB.Member.self)
        try container.encode(table, forKey: .tableName)
        try container.encode(key, forKey: .key)
        try container.encode([(.updateExpression, update), (.conditionExpression, condition)])
    }
}

extension DynamoDB.Delete: Encodable {
    /// Writes the members of `DeleteItem` and of a transaction's `Delete`, which are the same.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: DynamoDB.Member.self)
        try container.encode(table, forKey: .tableName)
        try container.encode(key, forKey: .key)
        try container.encode([(.conditionExpression, condition)])
    }
}

extension DynamoDB.ConditionCheck: Encodable {
    /// Writes the members of a transaction's `ConditionCheck`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: DynamoDB.Member.self)
        try container.encode(table, forKey: .tableName)
        try container.encode(key, forKey: .key)
        try container.encode([(.conditionExpression, condition)])
    }
}
