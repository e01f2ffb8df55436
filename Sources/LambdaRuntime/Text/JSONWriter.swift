// SPDX-License-Identifier: Apache-2.0

/// Writes JSON (RFC 8259) on one line.
///
/// It exists beside `JSONEncoder` because it cannot fail, keeps the order of members, and can cut strings, which error
/// reports and log records need.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    /// Whether a value has been written since the last bracket.
    private var needsComma = false

    mutating func object(_ members: (inout JSONWriter) -> Void) {
        enclose(UInt8(ascii: "{"), UInt8(ascii: "}"), members)
    }

    mutating func array(_ elements: (inout JSONWriter) -> Void) {
        enclose(UInt8(ascii: "["), UInt8(ascii: "]"), elements)
    }

    /// A member with a string value; see ``string(_:limit:)`` for `limit`.
    mutating func member(_ name: String, _ value: String, limit: Int = .max) {
        key(name)
        string(value, limit: limit)
    }

    /// A member's name; its value must follow.
    mutating func key(_ name: String, limit: Int = .max) {
        string(name, limit: limit)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A number, `true`, `false` or `null`.
    mutating func literal(_ text: String) {
        separate()
        bytes += text.utf8
    }

    /// A string. It ends with an ellipsis where it would take more than `limit` bytes of output, give or take the
    /// quotation marks and the ellipsis.
    mutating func string(_ text: String, limit: Int = .max) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        let start = bytes.count
        for scalar in text.unicodeScalars {
            guard bytes.count - start < limit else {
                bytes += "…".utf8
                break
            }
            append(scalar)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func enclose(_ open: UInt8, _ close: UInt8, _ content: (inout JSONWriter) -> Void) {
        separate()
        bytes.append(open)
        needsComma = false
        content(&self)
        bytes.append(close)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma {
            bytes.append(UInt8(ascii: ","))
        }
        needsComma = true
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": bytes += "\\\"".utf8
        case "\\": bytes += "\\\\".utf8
        case "\n": bytes += "\\n".utf8
        case "\r": bytes += "\\r".utf8
        case "\t": bytes += "\\t".utf8
        case _ where scalar.breaksLines:
            bytes += "\\u".utf8
            bytes += scalar.fourHexDigits.utf8
        default:
            bytes += scalar.utf8
        }
    }
}
