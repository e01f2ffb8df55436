// SPDX-License-Identifier: Apache-2.0

/// Text to be held against patterns, prepared once for all of them.
///
/// Case does not count, and characters are compared as Unicode says they are the same, however they are composed.
/// A letter beyond ASCII never equals one of ASCII: `K` (the Kelvin sign) is no `k`.
struct MatchText: Sendable, Hashable {
    /// In lower case, if all of it is ASCII, which is nearly always.
    let ascii: [UInt8]?

    /// In lower case; empty if there is ``ascii``.
    private let others: [Character]

    init(_ text: String) {
        var bytes = Array(text.utf8)
        var allBits: UInt8 = 0
        for index in bytes.indices {
            let byte = bytes[index]
            allBits |= byte
            bytes[index] = Self.lowerCase(byte)
        }
        if allBits < 0x80 {
            ascii = bytes
            others = []
        } else {
            ascii = nil
            others = text.flatMap(Self.folded)
        }
    }

    /// The byte in lower case, if it is a letter of ASCII.
    static func lowerCase(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }

    var characters: [Character] {
        ascii.map { $0.map { Character(Unicode.Scalar($0)) } } ?? others
    }

    private static func folded(_ character: Character) -> [Character] {
        let lower = Array(character.lowercased())
        return character.isASCII == lower.allSatisfy(\.isASCII) ? lower : [character]
    }
}
