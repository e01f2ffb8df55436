// SPDX-License-Identifier: Apache-2.0

extension XMLReader {
    /// The bytes up to the next tag, entities resolved.
    mutating func characterData() throws(XMLError) -> [UInt8] {
        var text: [UInt8] = []
        while next != UInt8(ascii: "<") {
            if skip("&") {
                text += Array(String(try reference()).utf8)
            } else {
                let plain = try plainText()
                guard !plain.isEmpty else { throw error("the document ends inside an element") }
                text += plain
            }
        }
        return text
    }

    /// The character that a reference stands for; its `&` has been read.
    private mutating func reference() throws(XMLError) -> Unicode.Scalar {
        // The longest, &#x10FFFF;, has nine characters after the ampersand; leading zeros are not worth more.
        var name = ""
        while let byte = next, byte != UInt8(ascii: ";"), name.utf8.count < 9 {
            name.unicodeScalars.append(Unicode.Scalar(byte))
            skipByte()
        }
        guard skip(";"), let character = Self.entities[name] ?? Self.numbered(name) else {
            throw error("an entity is unknown or malformed")
        }
        return character
    }

    private static let entities: [String: Unicode.Scalar] = [
        "lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'",
    ]

    /// The character of `#960` or `#x3C0`.
    private static func numbered(_ name: String) -> Unicode.Scalar? {
        let isHexadecimal = name.hasPrefix("#x")
        let digits = name.dropFirst(isHexadecimal ? 2 : 1)
        guard name.hasPrefix("#"), digits.utf8.allSatisfy(isHexadecimal ? ASCII.isHexDigit : ASCII.isDigit),
            let value = UInt32(digits, radix: isHexadecimal ? 16 : 10)
        else { return nil }
        switch value {
        case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: return Unicode.Scalar(value)
        default: return nil
        }
    }
}
