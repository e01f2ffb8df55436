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

    private static func every(_ byte: Unicode.Scalar) -> UInt64 {
        UInt64(byte.value) &* 0x0101_0101_0101_0101
    }
}
