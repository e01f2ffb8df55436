// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    /// Where the content of the string that comes next is, if all of it is printable ASCII that stands for itself, as
    /// it nearly always is. Nil if anything else comes next, and then nothing has been read.
    mutating func plainText() -> Range<Int>? {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
        let start = position + 1
        let end = bytes.withUnsafeBytes { PlainBytes.end(in: $0, from: start) }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return nil }
        position = end + 1
        return start..<end
    }

    /// Lends a part of the text without counting another reference to it, which takes longer than reading a few bytes.
    func withBytes<Result>(at content: Range<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[content])) }
    }

    /// Whether what is at `content` is `text`.
    func isText(_ text: String, at content: Range<Int>) -> Bool {
        text.utf8.count == content.count && withBytes(at: content) { $0.elementsEqual(text.utf8) }
    }
}

/// Printable ASCII that stands for itself in a string. Half of a policy's bytes are looked at here, so that is done eight at
/// a time.
private enum PlainBytes {
    /// Where it ends: at the first byte that is something else, or at the end of all.
    static func end(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while index + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let others = others(in: word)
            if others != 0 { return index + others.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < bytes.count, others(in: UInt64(bytes[index])) & 0x80 == 0 { index += 1 }
        return index
    }

    /// The highest bit of each byte that is something else. It may be set in bytes after the first such one too: a
    /// subtraction borrows from them.
    private static func others(in word: UInt64) -> UInt64 {
        let quote = word ^ every("\"")
        let backslash = word ^ every("\\")
        let isQuote = (quote &- every("\u{1}")) & ~quote
        let isBackslash = (backslash &- every("\u{1}")) & ~backslash
        let isControl = (word &- every(" ")) & ~word
        // Delete, and what is no ASCII.
        let isBeyond = (word &+ every("\u{1}")) | word
        return (isQuote | isBackslash | isControl | isBeyond) & every("\u{80}")
    }

    private static func every(_ byte: Unicode.Scalar) -> UInt64 {
        UInt64(byte.value) &* 0x0101_0101_0101_0101
    }
}
