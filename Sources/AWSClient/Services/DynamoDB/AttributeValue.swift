// SPDX-License-Identifier: Apache-2.0

/// A value in a DynamoDB item, by its type.
///
/// Numbers are text, as they are on the wire: DynamoDB's have 38 digits, more than any number type here. Two of them
/// are equal if they are written the same way.
public enum AttributeValue: Sendable, Hashable {
    case string(String)
    case number(String)
    case bool(Bool)
    case null
    case map([String: AttributeValue])
    case list([AttributeValue])
    case binary([UInt8])
    case stringSet(Set<String>)
    case numberSet(Set<String>)
    case binarySet(Set<[UInt8]>)

    /// A whole number.
    public static func integer(_ value: some BinaryInteger) -> AttributeValue { .number(String(value)) }
}

/// Names and values of an item.
public typealias Item = [String: AttributeValue]

extension AttributeValue {
    /// The text of a string.
    public var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The value of a number that is whole and fits.
    public var integerValue: Int? {
        if case .number(let value) = self { Int(value) } else { nil }
    }

    /// The value of a Boolean.
    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The members of a map.
    public var mapValue: [String: AttributeValue]? {
        if case .map(let value) = self { value } else { nil }
    }

    /// The elements of a list.
    public var listValue: [AttributeValue]? {
        if case .list(let value) = self { value } else { nil }
    }

    /// The elements of a set of strings.
    public var stringSetValue: Set<String>? {
        if case .stringSet(let value) = self { value } else { nil }
    }
}

extension AttributeValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    /// A string.
    public init(stringLiteral value: String) {
        self = .string(value)
    }
}

extension AttributeValue: ExpressibleByIntegerLiteral {
    /// A number.
    public init(integerLiteral value: Int) {
        self = .integer(value)
    }
}

extension AttributeValue: ExpressibleByBooleanLiteral {
    /// A Boolean.
    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }
}

extension AttributeValue: ExpressibleByArrayLiteral {
    /// A list.
    public init(arrayLiteral elements: AttributeValue...) {
        self = .list(elements)
    }
}

extension AttributeValue: ExpressibleByDictionaryLiteral {
    /// A map; of a name that is there twice, the last value.
    public init(dictionaryLiteral elements: (String, AttributeValue)...) {
        self = .map(Dictionary(elements) { $1 })
    }
}
