// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    /// Where the content of the string that comes next is, if all of it is printable ASCII that stands for itself, as
    /// it nearly always is. Nil if anything else comes next, and then nothing has been read.
    mutating func plainText() -> Range<Int>? {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
        let start = position + 1
        // Without the array's checks: half of a policy's bytes are looked at here.
        let end = bytes.withUnsafeBufferPointer { bytes in
            bytes[start...].firstIndex { byte in
                byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || !(0x20..<0x7F).contains(byte)
            }
        }
        guard let end, bytes[end] == UInt8(ascii: "\"") else { return nil }
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
