// SPDX-License-Identifier: Apache-2.0

/// Makes text from outside fit for a log line.
enum SafeText {
    /// `text` on one line: whatever is not visible (controls, line breaks, characters that change the direction of
    /// writing) becomes a space, runs of spaces become one, and what is beyond `limit` characters is cut.
    static func line(_ text: String, limit: Int) -> String {
        // The cut comes first as well: a body may be megabytes, and at most a few hundred characters are wanted.
        var scalars = String.UnicodeScalarView()
        var pendingSpace = false
        for scalar in text.unicodeScalars.prefix(limit * 8) {
            if isVisible(scalar) {
                if pendingSpace && !scalars.isEmpty {
                    scalars.append(" ")
                }
                pendingSpace = false
                scalars.append(scalar)
            } else {
                pendingSpace = true
            }
        }
        let line = String(scalars)
        return line.count > limit ? line.prefix(limit - 1) + "…" : line
    }

    /// The first `limit` characters of `bytes`, read as UTF-8, on one line.
    static func line(_ bytes: [UInt8], limit: Int) -> String {
        line(String(decoding: bytes.prefix(limit * 8), as: UTF8.self), limit: limit)
    }

    /// `text` without the secrets of `credentials`: services and proxies quote headers in their messages.
    static func redacted(_ text: String, _ credentials: Credentials) -> String {
        [credentials.sessionToken, credentials.secretAccessKey].compactMap(\.self).reduce(text) { text, secret in
            replacing(secret.exposed, in: text)
        }
    }

    private static func replacing(_ secret: String, in text: String) -> String {
        guard !secret.isEmpty, text.utf8.count >= secret.utf8.count else { return text }
        let pattern = Array(secret.utf8)
        let source = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < source.count {
            if source[index] == pattern[0], source[index...].starts(with: pattern) {
                result += Array("***".utf8)
                index += pattern.count
            } else {
                result.append(source[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate, .privateUse,
            .unassigned:
            false
        default: true
        }
    }
}
