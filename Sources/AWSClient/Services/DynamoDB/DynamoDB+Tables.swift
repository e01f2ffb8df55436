// SPDX-License-Identifier: Apache-2.0

extension DynamoDB {
    /// What is known of a table.
    public struct Table: Sendable, Equatable, Decodable {
        /// Its name.
        public let name: String
        /// Whether it can be used.
        public let status: Status
        /// Its global secondary indexes.
        public let indexes: [Index]

        /// A global secondary index.
        public struct Index: Sendable, Equatable, Decodable {
            /// Its name.
            public let name: String
            /// Whether it can be used.
            public let status: Status

            private enum CodingKeys: String, CodingKey {
                case name = "IndexName"
                case status = "IndexStatus"
            }
        }

        /// Whether a table or an index can be used.
        public struct Status: RawRepresentable, Sendable, Hashable, Decodable {
            /// AWS's word for it.
            public let rawValue: String

            /// Creates a status, known or not.
            public init(rawValue: String) {
                self.rawValue = rawValue
            }

            /// Ready for use.
            public static let active = Status(rawValue: "ACTIVE")
            /// Being made.
            public static let creating = Status(rawValue: "CREATING")
            /// Being changed; a table can be used meanwhile.
            public static let updating = Status(rawValue: "UPDATING")
            /// Being deleted.
            public static let deleting = Status(rawValue: "DELETING")
        }

        private enum CodingKeys: String, CodingKey {
            case name = "TableName"
            case status = "TableStatus"
            case indexes = "GlobalSecondaryIndexes"
        }

        /// Reads a `TableDescription`.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            name = try container.decode(String.self, forKey: .name)
            status = try container.decode(Status.self, forKey: .status)
            indexes = try container.decodeIfPresent([Index].self, forKey: .indexes) ?? []
        }
    }

    /// Describes a table.
    ///
    /// - Throws: ``AWSError`` with ``AWSError/isNotFound`` if there is no such table.
    public func describeTable(_ name: String) async throws(AWSError) -> Table {
        try await call(
            .dynamoDB("DescribeTable"),
            DescribeTableInput(tableName: name),
            as: DescribeTableOutput.self
        ).table
    }
}

private struct DescribeTableInput: Encodable {
    let tableName: String

    enum CodingKeys: String, CodingKey {
        case tableName = "TableName"
    }
}

private struct DescribeTableOutput: Decodable {
    let table: DynamoDB.Table

    enum CodingKeys: String, CodingKey {
        case table = "Table"
    }
}
