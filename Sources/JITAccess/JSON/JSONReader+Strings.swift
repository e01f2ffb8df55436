// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    /// The string whose opening quote the reader is at.
    mutating func scanString() throws(JSONProblem) -> String {
        // Checking UTF-8 costs more than everything else here, and ASCII needs no check.
        if let content = plainText() { return plainString(at: content) }
        position += 1
        return try scanOtherString()
    }

    /// The rest of a string that is not plain.
    private mutating func scanOtherString() throws(JSONProblem) -> String {
        var content: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try text(content[...])
            case UInt8(ascii: "\\"):
                position += 1
                try scanEscape(into: &content)
            case 0..<0x20:
                throw problem("has a line break or control character in a string; write \\n, \\t or \\u....")
            default:
                content.append(byte)
                position += 1
            }
        }
        throw problem("ends too early: a string is not closed")
    }

    private func text(_ content: ArraySlice<UInt8>) throws(JSONProblem) -> String {
        guard let text = String(validating: content, as: UTF8.self) else { throw problem("has text that is not UTF-8") }
        return text
    }

    /// What follows a backslash.
    private mutating func scanEscape(into content: inout [UInt8]) throws(JSONProblem) {
        guard position < bytes.count else { throw problem("ends too early: a string is not closed") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"): content.append(contentsOf: Array(String(Character(try scanScalar())).utf8))
        default: throw problem("has an escape that JSON does not know", at: position - 2)
        }
    }

    /// The scalar after `\u`, from one code unit or a pair of surrogates.
    private mutating func scanScalar() throws(JSONProblem) -> Unicode.Scalar {
        let start = position - 2
        let first = try scanCodeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(first), position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else {
            throw problem("has half a surrogate pair", at: start)
        }
        position += 2
        let second = try scanCodeUnit()
        guard UTF16.isTrailSurrogate(second) else { throw problem("has half a surrogate pair", at: start) }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private mutating func scanCodeUnit() throws(JSONProblem) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard position < bytes.count, let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
                throw problem("needs four hexadecimal digits after \\u")
            }
            value = value << 4 | UInt16(digit)
            position += 1
        }
        return value
    }
}
