// SPDX-License-Identifier: Apache-2.0

/// Why one action of a DynamoDB transaction made it fail, or `None` if it was not the one.
public struct CancellationReason: Sendable, Equatable, Decodable {
    /// `None`, `ConditionalCheckFailed`, `TransactionConflict`, `ThrottlingError`, `ValidationError`, ...
    public let code: String

    /// DynamoDB's words for it.
    public let message: String?

    /// The item as it was, where a condition failed on an item that exists.
    public let item: [String: AttributeValue]?

    /// Whether this action is one of those that made the transaction fail.
    public var isFailure: Bool { code != "None" }

    /// Creates a reason; tests and stand-ins do.
    public init(code: String, message: String? = nil, item: [String: AttributeValue]? = nil) {
        self.code = code
        self.message = message
        self.item = item
    }

    /// Reads a member of `CancellationReasons`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        code = try container.decodeIfPresent(String.self, forKey: .code) ?? "None"
        message = try container.decodeIfPresent(String.self, forKey: .message)
        item = try container.decodeIfPresent([String: AttributeValue].self, forKey: .item)
    }

    private enum CodingKeys: String, CodingKey {
        case code = "Code"
        case message = "Message"
        case item = "Item"
    }
}
