// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JITAccess

@Suite("JSON is read strictly")
struct JSONParserTests {
    @Test(
        "What is JSON",
        arguments: [
            ("null", .null), (" true\n", .bool(true)), ("false", .bool(false)), ("0", 0), ("-0", 0), ("-7", -7),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1.5", .number(1.5)), ("1e2", .number(100)),
            ("1E+2", .number(100)), ("1e-2", .number(0.01)), ("4.0", .number(4)), ("[]", []), ("[ ]", []), ("{}", [:]),
            ("\t{ \"a\" : [ 1 , 2 ] }\r\n", ["a": [1, 2]]), (#""""#, ""), (#""é😀""#, "é😀"),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\uD83D\uDE00\u0000""#, "Aé😀\u{0}"),
            (#"{"":"","b":{"a":null}}"#, ["": "", "b": ["a": .null]]), ("\"\u{7F}\u{2028}\"", "\u{7F}\u{2028}"),
        ] as [(String, JSONValue)]
    )
    func good(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: Array(text.utf8)) == value)
    }

    @Test(
        "What is not, and where",
        arguments: [
            ("", "line 1, column 1: $ ends too early: a value is missing"),
            ("  ", "line 1, column 3: $ ends too early: a value is missing"),
            ("\u{FEFF}{}", "line 1, column 1: $ begins with a byte order mark; save the file as UTF-8 without one"),
            ("{} x", "line 1, column 4: $ must be one value; something follows it"),
            ("[1,]", "line 1, column 4: $[0] has a comma too many"),
            ("[,1]", "line 1, column 2: $[0] is no JSON value"),
            ("[1 2]", "line 1, column 4: $[0] needs a comma before an element"),
            ("[1", "line 1, column 3: $[0] ends too early: it is not closed"),
            ("]", "line 1, column 1: $ needs a value here; was there a comma too many?"),
            ("{\"a\":1,}", "line 1, column 8: $.a has a comma too many"),
            ("{\"a\":1 \"b\":2}", "line 1, column 8: $.a needs a comma before a member"),
            ("{\"a\" 1}", "line 1, column 6: $.a needs a colon after the name of a member"),
            ("{a:1}", "line 1, column 2: $ needs the name of a member here, in double quotes"),
            ("{'a':1}", "line 1, column 2: $ needs the name of a member here, in double quotes"),
            ("{\"a\":}", "line 1, column 6: $.a needs a value here; was there a comma too many?"),
            ("{\"a\":1,\n \"b\":{\"c\":[0,{\"d\":x}]}}", "line 2, column 19: $.b.c[1].d is no JSON value"),
            ("{\"a\":1,\"b\":2,\"a\":3}", "line 1, column 14: $ has a twice"),
            ("{\"a\":1,\"\\u0061\":3}", "line 1, column 8: $ has a twice"),
            ("nul", "line 1, column 1: $ is no JSON value"), ("True", "line 1, column 1: $ is no JSON value"),
            ("NaN", "line 1, column 1: $ is no JSON value"), ("// x", "line 1, column 1: $ is no JSON value"),
            ("01", "line 1, column 1: $ has a number that begins with 0"),
            ("-", "line 1, column 2: $ has a number without digits"), ("+1", "line 1, column 1: $ is no JSON value"),
            ("1.", "line 1, column 3: $ has a number without digits after its point"),
            (".5", "line 1, column 1: $ is no JSON value"),
            ("1e", "line 1, column 3: $ has a number without digits in its exponent"),
            ("1e999", "line 1, column 1: $ has too large a number"),
            ("0x1", "line 1, column 2: $ must be one value; something follows it"),
            ("\"a", "line 1, column 3: $ ends too early: a string is not closed"),
            ("\"a\\", "line 1, column 4: $ ends too early: a string is not closed"),
            (
                "\"é\n\"",
                "line 1, column 3: $ has a line break or control character in a string; write \\n, \\t or \\u...."
            ),
            ("\"\\x\"", "line 1, column 2: $ has an escape that JSON does not know"),
            ("\"\\ud800\"", "line 1, column 2: $ has half a surrogate pair"),
            ("\"\\udc00\"", "line 1, column 2: $ has half a surrogate pair"),
            ("\"\\ud800\\u0041\"", "line 1, column 2: $ has half a surrogate pair"),
            ("\"\\u00g0\"", "line 1, column 6: $ needs four hexadecimal digits after \\u"),
            ("\"\\u00", "line 1, column 6: $ needs four hexadecimal digits after \\u"),
        ]
    )
    func bad(text: String, problem: String) {
        let error = #expect(throws: JSONProblem.self) { try JSONValue(parsing: Array(text.utf8)) }
        #expect(error?.description == problem)
    }

    @Test(
        "Bytes that are not UTF-8 are refused",
        arguments: [[0xC3, 0x28], [0xFF], [0xED, 0xA0, 0x80], [0xC0, 0x80]]
    )
    func notUTF8(bytes: [UInt8]) {
        for text in [[0x22] + bytes + [0x22], [0x22, 0x5C, 0x6E] + bytes + [0x22]] {
            #expect(throws: JSONProblem.self) { try JSONValue(parsing: text) }
        }
    }

    @Test("Nesting is limited, however deep it goes", arguments: [1, 5, 32])
    func depth(limit: Int) throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(throws: Never.self) { try JSONValue(parsing: nested(limit), maximumDepth: limit) }
        for depth in [limit + 1, 100_000] {
            let error = #expect(throws: JSONProblem.self) { try JSONValue(parsing: nested(depth), maximumDepth: limit) }
            #expect(error?.reason == "is nested more than \(limit) levels deep")
        }
    }

    @Test("A member that comes twice is found among many, too")
    func manyMembers() throws {
        let members = (0..<100).map { "\"m\($0)\":{\"x\":\($0),\"m\($0)\":1}" }
        let good = "{\(members.joined(separator: ","))}"
        guard case .object(let read) = try JSONValue(parsing: Array(good.utf8)) else { throw Unexpected() }
        #expect(read.count == 100)
        for name in ["m0", "m15", "m16", "m17", "m99"] {
            let bad = "{\(members.joined(separator: ",")),\"\(name)\":0}"
            let error = #expect(throws: JSONProblem.self) { try JSONValue(parsing: Array(bad.utf8)) }
            #expect(error?.reason == "has \(name) twice")
        }
    }

    @Test("Long names are the same if all bytes are", arguments: [1, 8, 15, 16, 17, 40])
    func longMembers(count: Int) throws {
        let name = String(repeating: "n", count: count - 1)
        for filler in ["", String(repeating: " ", count: 20)] {
            let good = #"{"\#(name)a":1,"\#(name)b":2,"\#(name)ab":3}\#(filler)"#
            guard case .object(let read) = try JSONValue(parsing: Array(good.utf8)) else { throw Unexpected() }
            #expect(read == ["\(name)a": 1, "\(name)b": 2, "\(name)ab": 3])
            for again in ["\(name)a", #"\#(name)\u0061"#] {
                let bad = #"{"\#(name)a":1,"\#(name)b":2,"\#(again)":3}\#(filler)"#
                let error = #expect(throws: JSONProblem.self) { try JSONValue(parsing: Array(bad.utf8)) }
                #expect(error?.reason == "has \(name)a twice")
            }
        }
    }

    @Test("Plain text ends at the first byte that is something else, wherever it is", arguments: UInt8.min...UInt8.max)
    func plainText(byte: UInt8) throws {
        let isPlain = (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
        for place in 0..<20 {
            // What follows must not matter, not even in the same eight bytes.
            for next in [UInt8(ascii: "a"), UInt8(ascii: " "), 0x7E] {
                let before = [UInt8](repeating: UInt8(ascii: "~"), count: place)
                let text = [UInt8(ascii: "\"")] + before + [byte, next, UInt8(ascii: "\"")]
                var reader = try JSONReader(text)
                let found = reader.plainText()
                if byte == UInt8(ascii: "\"") {
                    #expect(found == 1..<place + 1)
                } else {
                    #expect(found == (isPlain ? 1..<place + 3 : nil))
                }
            }
        }
    }

    private struct Unexpected: Error {}
}
