// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Foundation
import Testing

/// Some thousand changed inputs for each target, the same in every run. scripts/fuzz looks further, led by what the
/// code does with its inputs.
@Suite("Parsers that face the outside, with changed inputs")
struct MutationTests {
    @Test("Whatever they are given, what must hold does", arguments: FuzzTarget.all.map(\.name))
    func mutations(name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        for seed in target.seeds { #expect(target.violation(Array(seed.utf8)) == nil, "\(seed)") }
        var mutator = Mutator(seed: 0x5EED)
        for round in 0..<600 {
            let input = mutator.input(from: target.seeds)
            let violation = target.violation(input)
            #expect(violation == nil, "round \(round): \(String(decoding: input, as: UTF8.self))")
            guard violation == nil else { return }
        }
    }

    /// What this thread has had of a processor, in seconds: a busy machine takes longer and computes as long.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    @Test("Depth, long numbers and great exponents take time by their length", arguments: FuzzTarget.all.map(\.name))
    func bombs(name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        let length = 60_000
        let bombs = [
            String(repeating: "[", count: length), String(repeating: #"{"a":"#, count: length / 5),
            String(repeating: "<a>", count: length / 3), String(repeating: "9", count: length),
            "1e" + String(repeating: "9", count: length), "P" + String(repeating: "9", count: length) + "D",
            "\"" + String(repeating: "\\u0000", count: length / 6) + "\"",
            String(repeating: "&#x41;", count: length / 6),
            String(repeating: "%41", count: length / 3), String(repeating: "a=b&", count: length / 4),
            String(repeating: "[a]\n", count: length / 4), String(repeating: "\\'", count: length / 2),
            "'" + String(repeating: "a", count: length) + "'",
        ]
        for bomb in bombs {
            let before = Self.processorTime()
            let violation = target.violation(Array(bomb.utf8))
            #expect(violation == nil, "\(bomb.prefix(20))")
            let took = Self.processorTime() - before
            // 60 KB read byte by byte take some milliseconds, and a sanitizer makes a second or two of them; what grows
            // with the square of the length takes minutes.
            #expect(took < 20, "\(bomb.prefix(20)) took \(took) s")
        }
    }
}

/// Changes inputs as libFuzzer does: bits, bytes, pieces, and pieces of other seeds.
private struct Mutator {
    private var generator: SeededGenerator
    private static let interesting =
        Array(#"{}[]":,\/<>&;#%'=+-.0123456789eEPTHMSDWZ"#.utf8) + [0, 0x0A, 0x0D, 0x7F, 0xFF, 0xC3]

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    mutating func input(from seeds: [String]) -> [UInt8] {
        var bytes = Array((seeds.randomElement(using: &generator) ?? "").utf8)
        for _ in 0..<Int.random(in: 1...6, using: &generator) { mutate(&bytes, seeds) }
        return bytes
    }

    private mutating func mutate(_ bytes: inout [UInt8], _ seeds: [String]) {
        let place = Int.random(in: 0...bytes.count, using: &generator)
        let end = min(bytes.count, place + Int.random(in: 0...12, using: &generator))
        let byte = Self.interesting.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes.insert(byte, at: place)
        case 1: bytes.removeSubrange(place..<end)
        case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
        case 3: bytes.insert(contentsOf: repeatElement(byte, count: 40), at: place)
        case 4:
            let other = Array((seeds.randomElement(using: &generator) ?? "").utf8)
            bytes.replaceSubrange(place..<end, with: other.prefix(Int.random(in: 0...other.count, using: &generator)))
        default: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator) }
        }
    }
}
