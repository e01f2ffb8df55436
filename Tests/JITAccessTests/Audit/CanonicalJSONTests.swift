// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import Testing

@Suite("Canonical JSON")
struct CanonicalJSONTests {
    @Test(
        "Each value has one spelling",
        arguments: [
            (.null, "null"), (.bool(true), "true"), (.bool(false), "false"), (.integer(0), "0"), (.integer(-7), "-7"),
            (.integer(.max), "9223372036854775807"), (.integer(.min), "-9223372036854775808"), (.string(""), "\"\""),
            (.array([]), "[]"), (.object([:]), "{}"), ([1, "a", [true]], "[1,\"a\",[true]]"),
            (["b": 1, "a": 2, "B": 3], #"{"B":3,"a":2,"b":1}"#), (["a": ["c": 1, "b": 2]], #"{"a":{"b":2,"c":1}}"#),
        ] as [(JSONValue, String)]
    )
    func spelling(value: JSONValue, text: String) {
        #expect(value.canonicalText == text)
    }

    @Test(
        "Only the escapes that JSON demands",
        arguments: [
            ("\"", #"\""#), ("\\", #"\\"#), ("/", "/"), ("\u{8}\u{9}\u{A}\u{C}\u{D}", #"\b\t\n\f\r"#),
            ("\u{0}", #"\u0000"#), ("\u{1F}", #"\u001f"#), ("\u{7F}", "\u{7F}"), ("é", "é"), ("e\u{301}", "e\u{301}"),
            ("😀", "😀"), ("\u{2028}", "\u{2028}"), ("\r\n", #"\r\n"#),
        ]
    )
    func escapes(text: String, escaped: String) {
        #expect(Array(JSONValue.string(text).canonicalText.utf8) == Array("\"\(escaped)\"".utf8))
    }

    @Test("Another reader reads what was written")
    func roundTrip() throws {
        let value: JSONValue = [
            "text": .string((0..<0x300).compactMap(Unicode.Scalar.init).map { String(Character($0)) }.joined()),
            "list": [1, -1, true, .null, ["x": "y"]],
            "": "",
        ]
        let read = try JSONDecoder().decode(JSONValue.self, from: Data(value.canonicalText.utf8))
        #expect(read == value)
    }
}
