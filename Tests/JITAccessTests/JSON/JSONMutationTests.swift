// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Foundation
import JITAccess
import Testing

@Suite("JSON that is damaged")
struct JSONMutationTests {
    private static let document = Array(
        #"{"a": [1, -2.5e3, true, null], "é\u00e9\n": {"x": "\ud83d\ude00", "y": {}}, "z": "text with é"}"#.utf8
    )

    /// Bytes that mean something to a reader, and some that mean nothing.
    private static let alphabet = Array("{}[]:,\"\\ue+-.0123456789tfn \n".utf8) + [0x00, 0x1F, 0x7F, 0x80, 0xC3, 0xFF]

    @Test("Whatever is changed, it is read or refused with a place in the text", arguments: 0..<8 as Range<UInt64>)
    func mutations(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1_000 {
            let text = Self.mutated(&generator)
            do {
                let value = try JSONValue(parsing: text)
                #expect(try JSONValue(parsing: Array(value.canonicalText.utf8)) == value)
            } catch let problem {
                #expect(problem.line >= 1 && problem.column >= 1 && problem.column <= text.count + 1)
                #expect(!problem.reason.isEmpty)
            }
        }
    }

    @Test("What is read here, another reader reads too, and alike", arguments: 0..<4 as Range<UInt64>)
    func agreement(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed &+ 100)
        var read = 0
        for _ in 0..<1_000 {
            let text = Self.mutated(&generator)
            guard let value = try? JSONValue(parsing: text) else { continue }
            read += 1
            let other = try JSONDecoder().decode(JSONValue.self, from: Data(text))
            #expect(Self.comparable(other) == Self.comparable(value))
        }
        #expect(read > 50)
    }

    private static func mutated(_ generator: inout SeededGenerator) -> [UInt8] {
        var text = document
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let place = Int.random(in: 0..<text.count, using: &generator)
            let byte = alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: text[place] = byte
            case 1: text.insert(byte, at: place)
            case 2: text.remove(at: place)
            default: text.removeSubrange(place...)
            }
            if text.isEmpty { text = [byte] }
        }
        return text
    }

    /// The other reader makes whole numbers of `4.0`.
    private static func comparable(_ value: JSONValue) -> JSONValue {
        switch value {
        case .number(let number): Int64(exactly: number).map(JSONValue.integer) ?? value
        case .array(let values): .array(values.map(comparable))
        case .object(let members): .object(members.mapValues(comparable))
        default: value
        }
    }
}
