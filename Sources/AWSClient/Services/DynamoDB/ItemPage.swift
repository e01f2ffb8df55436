// SPDX-License-Identifier: Apache-2.0

extension DynamoDB {
    /// One page of a query or a scan.
    public struct ItemPage: Sendable, Equatable {
        /// The items; none is possible although more pages follow.
        public var items: [Item]
        /// Where the next page starts; `nil` on the last one.
        public var lastEvaluatedKey: Item?

        /// Creates a page; tests and stand-ins do.
        public init(items: [Item], lastEvaluatedKey: Item? = nil) {
            self.items = items
            self.lastEvaluatedKey = lastEvaluatedKey
        }
    }
}

extension DynamoDB.ItemPage: Decodable {
    private enum CodingKeys: String, CodingKey {
        case items = "Items"
        case lastEvaluatedKey = "LastEvaluatedKey"
    }

    /// Reads the output of `Query` and `Scan`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        items = try container.decode([Item].self, forKey: .items)
        let key = try container.decodeIfPresent(Item.self, forKey: .lastEvaluatedKey)
        lastEvaluatedKey = key?.isEmpty == true ? nil : key
    }
}
