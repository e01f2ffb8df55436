// SPDX-License-Identifier: Apache-2.0

/// One part of a host name between dots (RFC 1123 section 2.1).
enum HostLabel {
    /// Whether `text` is 1 to 63 letters, digits and hyphens, with no hyphen at either end.
    static func isValid(_ text: some StringProtocol) -> Bool {
        (1...63).contains(text.utf8.count) && !text.hasPrefix("-") && !text.hasSuffix("-")
            && text.utf8.allSatisfy { ASCII.isLetterOrDigit($0) || $0 == 0x2D }
    }
}
