// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    /// Where the content of the string that comes next is, if all of it is printable ASCII that stands for itself, as
    /// it nearly always is. Nil if anything else comes next, and then nothing has been read.
    mutating func plainText() -> Range<Int>? {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
        let start = position + 1
        var end = start
        while end < bytes.count {
            switch bytes[end] {
            case UInt8(ascii: "\""):
                position = end + 1
                return start..<end
            case 0..<0x20, UInt8(ascii: "\\"), 0x7F...: return nil
            default: end += 1
            }
        }
        return nil
    }

    /// Whether what is at `content` is `text`.
    func isText(_ text: String, at content: Range<Int>) -> Bool {
        text.utf8.count == content.count && bytes[content].elementsEqual(text.utf8)
    }
}
