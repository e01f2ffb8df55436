// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The tokens of a JSON text, as they are written.
///
/// Foundation's decoder would lose the order of the members and the digits of the numbers.
struct JSONTokens: Sequence, IteratorProtocol {
    enum Token: Equatable {
        case open(UInt8)
        case close(UInt8)
        case comma
        case colon
        /// With its quotes.
        case string(ArraySlice<UInt8>)
        /// A number, `true`, `false` or `null`.
        case literal(ArraySlice<UInt8>)
    }

    private var rest: ArraySlice<UInt8>

    /// - Returns: nil if this is not JSON.
    init?(_ text: Data) {
        guard (try? JSONSerialization.jsonObject(with: text, options: .fragmentsAllowed)) != nil else { return nil }
        rest = Array(text)[...]
    }

    mutating func next() -> Token? {
        while let byte = rest.first, Self.isSpace(byte) { rest.removeFirst() }
        guard let byte = rest.first else { return nil }
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return punctuation(.open(byte))
        case UInt8(ascii: "}"), UInt8(ascii: "]"): return punctuation(.close(byte))
        case UInt8(ascii: ","): return punctuation(.comma)
        case UInt8(ascii: ":"): return punctuation(.colon)
        case UInt8(ascii: "\""): return string()
        default: return literal()
        }
    }

    private mutating func punctuation(_ token: Token) -> Token {
        rest.removeFirst()
        return token
    }

    private mutating func string() -> Token {
        var isEscaped = false
        let end = rest.dropFirst().firstIndex { byte in
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                return byte == UInt8(ascii: "\"")
            }
            return false
        }
        let text = rest[rest.startIndex..<(end.map { $0 + 1 } ?? rest.endIndex)]
        rest = rest[text.endIndex...]
        return .string(text)
    }

    private mutating func literal() -> Token {
        let text = rest.prefix { !Self.isSpace($0) && !#",:[]{}""#.utf8.contains($0) }
        rest = rest[text.endIndex...]
        return .literal(text)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}
