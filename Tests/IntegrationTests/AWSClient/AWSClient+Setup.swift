// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import AWSClient

/// JSON written by hand, for operations that only tests need.
enum JSONValue: Codable, Sendable {
    case string(String)
    case bool(Bool)
    case list([JSONValue])
    case object([String: JSONValue])
    /// A number, null, or anything else in an answer: of no interest.
    case other

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .list(value)
        } else if let value = try? container.decode([String: JSONValue].self) {
            self = .object(value)
        } else {
            self = .other
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .string(let value): try container.encode(value)
        case .bool(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        case .other: try container.encodeNil()
        }
    }

    /// The member of an object.
    subscript(name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    var text: String? {
        if case .string(let value) = self { value } else { nil }
    }

    var elements: [JSONValue]? {
        if case .list(let value) = self { value } else { nil }
    }
}

extension JSONValue: ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: JSONValue...) { self = .list(elements) }
    init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(Dictionary(elements) { $1 }) }
}

extension AWSClient {
    /// Makes any call of a JSON protocol, to set up what a test needs.
    func setUp(_ service: AWSService, _ operation: String, _ input: JSONValue) async throws(AWSError) -> JSONValue {
        try await json(AWSOperation(service, operation), region: region, input, as: JSONValue.self)
    }

    /// A new table with a string key `id`, and an index `due-index` on (`due`, `due_at`). Returns its name.
    func makeTable() async throws -> String {
        let name = "test-\(UUID().uuidString.lowercased())"
        _ = try await setUp(
            .dynamoDB,
            "CreateTable",
            [
                "TableName": "\(name)", "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [
                    ["AttributeName": "id", "AttributeType": "S"], ["AttributeName": "due", "AttributeType": "S"],
                    ["AttributeName": "due_at", "AttributeType": "N"],
                ],
                "KeySchema": [["AttributeName": "id", "KeyType": "HASH"]],
                "GlobalSecondaryIndexes": [
                    [
                        "IndexName": "due-index", "Projection": ["ProjectionType": "ALL"],
                        "KeySchema": [
                            ["AttributeName": "due", "KeyType": "HASH"],
                            ["AttributeName": "due_at", "KeyType": "RANGE"],
                        ],
                    ]
                ],
            ]
        )
        return name
    }
}
