// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// On the wire a value is an object with one member, named for its type: `{"S": "text"}`, `{"N": "42"}`.
extension AttributeValue: Codable {
    private enum CodingKeys: String, CodingKey {
        case string = "S"
        case number = "N"
        case bool = "BOOL"
        case null = "NULL"
        case map = "M"
        case list = "L"
        case binary = "B"
        case stringSet = "SS"
        case numberSet = "NS"
        case binarySet = "BS"
    }

    /// Writes the value; sets are sorted, so that equal values are written the same way.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .string(let value): try container.encode(value, forKey: .string)
        case .number(let value): try container.encode(value, forKey: .number)
        case .bool(let value): try container.encode(value, forKey: .bool)
        case .null: try container.encode(true, forKey: .null)
        case .map(let value): try container.encode(value, forKey: .map)
        case .list(let value): try container.encode(value, forKey: .list)
        case .binary(let value): try container.encode(Self.base64(value), forKey: .binary)
        case .stringSet(let value): try container.encode(value.sorted(), forKey: .stringSet)
        case .numberSet(let value): try container.encode(value.sorted(), forKey: .numberSet)
        case .binarySet(let value): try container.encode(value.map(Self.base64).sorted(), forKey: .binarySet)
        }
    }

    /// Reads a value.
    ///
    /// - Throws: `DecodingError` if it does not have exactly one member of a known type.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard container.allKeys.count == 1, let key = container.allKeys.first else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not exactly one type of attribute value")
            )
        }
        switch key {
        case .string: self = .string(try container.decode(String.self, forKey: key))
        case .number: self = .number(try container.decode(String.self, forKey: key))
        case .bool: self = .bool(try container.decode(Bool.self, forKey: key))
        case .null: self = .null
        case .map: self = .map(try container.decode([String: AttributeValue].self, forKey: key))
        case .list: self = .list(try container.decode([AttributeValue].self, forKey: key))
        case .binary: self = .binary(Array(try container.decode(Data.self, forKey: key)))
        case .stringSet: self = .stringSet(Set(try container.decode([String].self, forKey: key)))
        case .numberSet: self = .numberSet(Set(try container.decode([String].self, forKey: key)))
        case .binarySet: self = .binarySet(Set(try container.decode([Data].self, forKey: key).map(Array.init)))
        }
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString()
    }
}
