// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    /// Where the content of the string that comes next is, if all of it is printable ASCII that stands for itself, as
    /// it nearly always is. Nil if anything else comes next, and then nothing has been read.
    mutating func plainText() -> Range<Int>? {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
        let start = position + 1
        guard let end = Self.endOfPlainText(from: start, in: bytes.span.bytes) else { return nil }
        position = end + 1
        return start..<end
    }

    /// Where the quotation mark after it is; nil if something that is not plain comes before.
    private static func endOfPlainText(from start: Int, in bytes: borrowing RawSpan) -> Int? {
        var index = start
        while index < bytes.byteCount {
            // What is zero because the text ends is not plain.
            let word = PlainWord(bytes.word(at: index, before: bytes.byteCount))
            if let end = word.end { return word.isQuoted ? index + end : nil }
            index += 8
        }
        return nil
    }

    /// Takes the string that comes next if it is one of `words`, written as it nearly always is, and tells which one. Nil
    /// otherwise, and then nothing has been read.
    ///
    /// - Parameter hint: the one to look at first.
    mutating func knownWord(_ words: borrowing KnownWords, hint: Int = 0) -> Int? {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\""),
            let index = words.index(at: position + 1, in: bytes.span.bytes, hint: hint)
        else { return nil }
        position += words.count(index) + 2
        return index
    }

    /// The plain text at `content`.
    func plainString(at content: Range<Int>) -> String {
        // A slice would count another reference, which takes longer than reading a few bytes.
        bytes.withUnsafeBufferPointer { String(decoding: UnsafeBufferPointer(rebasing: $0[content]), as: UTF8.self) }
    }
}
