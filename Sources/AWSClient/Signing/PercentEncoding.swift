// SPDX-License-Identifier: Apache-2.0

/// Percent-encoding as Signature Version 4 wants it: everything but RFC 3986's unreserved characters, in upper case.
package enum PercentEncoding {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Encodes `bytes`; those in `kept` stay as they are.
    package static func encode(_ bytes: some Sequence<UInt8>, keeping kept: UInt8? = nil) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            if isUnreserved(byte) || byte == kept {
                text.append(byte)
            } else {
                text += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 0x0F)]]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes `text` stands for. A `+` is a plus, not a space; a `%` without two digits stays a `%`.
    static func decode(_ text: some StringProtocol) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == 0x25, let escaped = escapedByte(rest.prefix(2)) {
                rest = rest.dropFirst(2)
                bytes.append(escaped)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }

    /// Whether every `%` in `text` is followed by two hexadecimal digits.
    static func isWellFormed(_ text: some StringProtocol) -> Bool {
        text.utf8.split(separator: 0x25, omittingEmptySubsequences: false).dropFirst().allSatisfy {
            escapedByte($0.prefix(2)) != nil
        }
    }

    private static func escapedByte(_ digits: some Collection<UInt8>) -> UInt8? {
        guard digits.count == 2, digits.allSatisfy(ASCII.isHexDigit) else { return nil }
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        ASCII.isLetterOrDigit(byte) || "-._~".utf8.contains(byte)
    }
}
