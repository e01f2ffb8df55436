// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSClient

@Suite("DynamoDB's values")
struct AttributeValueTests {
    @Test(
        "Each type has its form on the wire and comes back from it",
        arguments: [
            (AttributeValue.string("a/b \"ü\""), #"{"S":"a/b \"ü\""}"#),
            (.string(""), #"{"S":""}"#),
            (.number("1700000000"), #"{"N":"1700000000"}"#),
            (.number("12345678901234567890123456789012345678"), #"{"N":"12345678901234567890123456789012345678"}"#),
            (.integer(-3), #"{"N":"-3"}"#),
            (.bool(false), #"{"BOOL":false}"#),
            (.null, #"{"NULL":true}"#),
            (.binary([0xFB, 0xFF, 0x00]), #"{"B":"+/8A"}"#),
            (.stringSet(["b", "a"]), #"{"SS":["a","b"]}"#),
            (.numberSet(["2", "1"]), #"{"NS":["1","2"]}"#),
            (.binarySet([[2], [1]]), #"{"BS":["AQ==","Ag=="]}"#),
            (.list(["a", 1, true, .null]), #"{"L":[{"S":"a"},{"N":"1"},{"BOOL":true},{"NULL":true}]}"#),
            (.map(["b": 1, "a": ["c": "d"]]), #"{"M":{"a":{"M":{"c":{"S":"d"}}},"b":{"N":"1"}}}"#),
        ]
    )
    func wire(value: AttributeValue, json: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(String(decoding: try encoder.encode(value), as: UTF8.self) == json)
        #expect(try JSONDecoder().decode(AttributeValue.self, from: Data(json.utf8)) == value)
    }

    @Test(
        "What is not exactly one known type is refused",
        arguments: [
            "{}", #"{"X":"1"}"#, #"{"S":"a","N":"1"}"#, #"{"N":1}"#, #"{"S":null}"#, #"{"B":"*"}"#, #""a""#, "[]",
            #"{"M":{"a":"b"}}"#,
        ]
    )
    func refused(json: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(AttributeValue.self, from: Data(json.utf8))
        }
    }

    @Test("Each accessor answers for its own type only")
    func accessors() {
        let item: Item = [
            "s": "text", "n": 42, "b": true, "l": [1], "m": ["k": "v"], "ss": .stringSet(["x"]), "big": .number("1e3"),
        ]
        #expect(item["s"]?.stringValue == "text")
        #expect(item["n"]?.integerValue == 42)
        #expect(item["b"]?.boolValue == true)
        #expect(item["l"]?.listValue == [1])
        #expect(item["m"]?.mapValue == ["k": "v"])
        #expect(item["ss"]?.stringSetValue == ["x"])
        #expect(item["big"]?.integerValue == nil)
        #expect(item["n"]?.stringValue == nil)
        #expect(item["s"]?.integerValue == nil)
        #expect(item["s"]?.boolValue == nil)
        #expect(item["s"]?.listValue == nil)
        #expect(item["s"]?.mapValue == nil)
        #expect(item["s"]?.stringSetValue == nil)
    }

    @Test("A value far deeper than DynamoDB's 32 levels is refused without harm")
    func deep() {
        let depth = 100_000
        let json = String(repeating: #"{"L":["#, count: depth) + String(repeating: "]}", count: depth)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(AttributeValue.self, from: Data(json.utf8))
        }
    }
}
