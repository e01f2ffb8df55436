// SPDX-License-Identifier: Apache-2.0

/// Eight bytes of a JSON text, the first one lowest. Half of a policy's bytes are in strings that are printable ASCII and
/// stand for themselves, so these are looked at eight at a time.
struct PlainWord {
    private let word: UInt64

    /// The lowest bit that is set is the highest one of the first byte that is something else: not printable, no ASCII,
    /// a quotation mark or a backslash.
    private let others: UInt64

    @inline(__always)
    init(_ word: UInt64) {
        self.word = word
        let quote = word ^ Self.every("\"")
        let backslash = word ^ Self.every("\\")
        let isQuote = (quote &- Self.every("\u{1}")) & ~quote
        let isBackslash = (backslash &- Self.every("\u{1}")) & ~backslash
        let isControl = (word &- Self.every(" ")) & ~word
        // Delete, and what is no ASCII.
        let isBeyond = (word &+ Self.every("\u{1}")) | word
        // A subtraction borrows from the bytes after, so bits of those may be set too.
        others = (isQuote | isBackslash | isControl | isBeyond) & Self.every("\u{80}")
    }

    /// How many bytes are plain before one that is not; nil if all are.
    @inline(__always)
    var end: Int? { others == 0 ? nil : others.trailingZeroBitCount / 8 }

    /// Whether a quotation mark follows the plain bytes.
    @inline(__always)
    var isQuoted: Bool { word >> UInt64(others.trailingZeroBitCount & 0x38) & 0xFF == UInt64(UInt8(ascii: "\"")) }

    /// The plain bytes, and zeros after them.
    @inline(__always)
    var plain: UInt64 { others == 0 ? word : word & (((others & (0 &- others)) >> 7) &- 1) }

    private static func every(_ byte: Unicode.Scalar) -> UInt64 {
        UInt64(byte.value) &* 0x0101_0101_0101_0101
    }
}

extension RawSpan {
    /// The eight bytes from `start` on, the first one lowest; zeros for those at or after `end`.
    @inline(__always)
    func word(at start: Int, before end: Int) -> UInt64 {
        guard start + 8 <= byteCount else { return rest(at: start, before: end) }
        let word = UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self))
        let count = end - start
        return count >= 8 ? word : count > 0 ? word & ((1 << UInt64(count * 8)) &- 1) : 0
    }

    /// Whether the bytes from `start` on are those of `place`.
    func isSame(at start: Int, as place: Range<Int>) -> Bool {
        guard start + place.count <= byteCount else { return false }
        let distance = start - place.lowerBound
        for index in stride(from: place.lowerBound, to: place.upperBound, by: 8)
        where word(at: index, before: place.upperBound)
            != word(at: index + distance, before: place.upperBound + distance)
        {
            return false
        }
        return true
    }

    /// The same where the text ends.
    private func rest(at start: Int, before end: Int) -> UInt64 {
        let end = Swift.min(start + 8, end, byteCount)
        guard start < end else { return 0 }
        return (start..<end).reversed().reduce(0) { word, index in
            word << 8 | UInt64(unsafeLoad(fromByteOffset: index, as: UInt8.self))
        }
    }
}
