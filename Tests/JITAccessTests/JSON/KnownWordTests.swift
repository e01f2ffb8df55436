// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JITAccess

@Suite("Known words of a JSON text")
struct KnownWordTests {
    /// Words that begin alike, that end where eight bytes end, and that have more than 24 bytes.
    private enum Word: String, KnownWord {
        case name, names, a, abcdefg, abcdefgh, abcdefghi, abcdefghj
        case ticket_check_of_somebody, ticket_check_of_somebodys, ticket_check_of_somebodyt
        case sixteen_bytes_ab, seventeen_bytes_a, seventeen_bytes_b

        static let words = KnownWords(Self.self)
    }

    @Test("Every member is found, after any other one, and told once", arguments: Word.words.texts)
    func members(text: String) throws {
        let word = try #require(Word(rawValue: text))
        let first = try #require(text.utf8.first)
        let escaped = "\\u00" + String(first, radix: 16) + text.dropFirst()
        for other in Word.allCases where other != word {
            for written in [text, escaped] {
                var reader = try JSONReader(Array(#"{"\#(other.rawValue)":1,"\#(written)" : 2}"#.utf8))
                try reader.beginObject()
                #expect(try reader.nextMember(Word.self, of: "a test") == other)
                #expect(try reader.number() == 1)
                #expect(try reader.nextMember(Word.self, of: "a test") == word)
                #expect(reader.path == "$.\(text)")
                #expect(try reader.number() == 2)
                #expect(try reader.nextMember(Word.self, of: "a test") == nil)
            }
            var twice = try JSONReader(Array(#"{"\#(text)":1,"\#(other.rawValue)":2,"\#(text)":3}"#.utf8))
            try twice.beginObject()
            let problem = #expect(throws: JSONProblem.self) {
                while try twice.nextMember(Word.self, of: "a test") != nil { _ = try twice.number() }
            }
            #expect(problem?.reason == "has \(text) twice")
        }
    }

    @Test("What is not quite a known word is unknown", arguments: Word.words.texts)
    func unknown(text: String) throws {
        let near = [
            text + "x", String(text.dropLast()), text.uppercased(), text + " ", " " + text, text + "\\u0000",
            text + "é",
        ]
        for name in near where !Word.words.texts.contains(name) {
            var reader = try JSONReader(Array(#"{"\#(name)":1}"#.utf8))
            try reader.beginObject()
            let problem = #expect(throws: JSONProblem.self) { try reader.nextMember(Word.self, of: "a test") }
            #expect(problem?.reason.hasPrefix("is not known in a test; ") == true)
            #expect(problem?.column == 2)
        }
    }

    @Test("A value is one of an enumeration's words, or the problem names them all", arguments: Word.words.texts)
    func choices(text: String) throws {
        let word = try #require(Word(rawValue: text))
        for place in 0..<9 {
            // Where the text ends, too.
            var reader = try JSONReader(Array((String(repeating: " ", count: place) + #""\#(text)""#).utf8))
            #expect(try reader.choice(Word.self) == word)
            #expect(throws: Never.self) { try reader.finish() }
        }
        for bad in [#""\#(text)x""#, #""\#(text.dropLast())?""#, "1", "[]"] {
            var reader = try JSONReader(Array(bad.utf8))
            let problem = #expect(throws: JSONProblem.self) { try reader.choice(Word.self) }
            #expect(problem?.reason == "must be one of \(Word.words.texts.joined(separator: ", "))")
        }
        for length in 0..<text.utf8.count + 2 {
            var cut = try JSONReader(Array(#""\#(text)""#.utf8.prefix(length)))
            #expect(throws: JSONProblem.self) { try cut.choice(Word.self) }
        }
    }
}
