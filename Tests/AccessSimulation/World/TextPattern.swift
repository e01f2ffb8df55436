// SPDX-License-Identifier: Apache-2.0

/// A text that is looked for in many others, byte by byte (Horspool's way): `contains` compares characters, and a history
/// would spend a tenth of its time with that.
struct TextPattern: Sendable {
    private let bytes: [UInt8]

    /// How far to go on where the last byte that was compared is this one.
    private let steps: [Int]

    init(_ text: String) {
        bytes = Array(text.utf8)
        var steps = [Int](repeating: bytes.count, count: 256)
        for (index, byte) in bytes.dropLast().enumerated() { steps[Int(byte)] = bytes.count - 1 - index }
        self.steps = steps
    }

    /// Whether it is in `text`.
    func isIn(_ text: String) -> Bool {
        guard text.utf8.count >= bytes.count else { return false }
        var text = text
        return text.withUTF8 { text in
            guard let last = bytes.last else { return true }
            var end = bytes.count - 1
            while end < text.count {
                let byte = text[end]
                let start = end - bytes.count + 1
                if byte == last, bytes.indices.allSatisfy({ text[start + $0] == bytes[$0] }) { return true }
                end += steps[Int(byte)]
            }
            return false
        }
    }
}
