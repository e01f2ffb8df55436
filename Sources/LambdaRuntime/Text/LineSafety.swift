// SPDX-License-Identifier: Apache-2.0

extension Unicode.Scalar {
    /// Whether some reader of logs would take it for the end of a line or for a command to a terminal: the control
    /// characters (C0, DEL, C1), LINE SEPARATOR and PARAGRAPH SEPARATOR.
    var breaksLines: Bool {
        switch value {
        case 0...0x1F, 0x7F...0x9F, 0x2028, 0x2029: true
        default: false
        }
    }

    /// The scalar's number in four hexadecimal digits; for those of the Basic Multilingual Plane.
    var fourHexDigits: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
