// SPDX-License-Identifier: Apache-2.0

/// Text that somebody else wrote: a justification, a name, a comment, what AWS says. Whoever shows it says for which
/// place, and gets it in a form that is nothing but text there.
public struct StrangersText: Sendable, Hashable {
    private let raw: String

    /// Takes text of whatever origin.
    public init(_ raw: String) {
        self.raw = raw
    }

    /// On one line, for a terminal, a log, a mail or Slack's `plain_text`: what cannot be seen (line breaks, escape
    /// sequences, changes of the direction of writing, characters without width) is named, `<U+200B>`, so that two texts
    /// that differ look different.
    public var line: String {
        guard raw.unicodeScalars.contains(where: { !Self.isVisible($0) }) else { return raw }
        return raw.unicodeScalars.map { Self.isVisible($0) ? String($0) : Self.name(of: $0) }.joined()
    }

    /// For a place where Slack reads marks, in parts that must not be cut: mentions and links begin with `<`.
    ///
    /// https://docs.slack.dev/messaging/formatting-message-text#escaping
    public var slackUnits: [String] {
        line.unicodeScalars.map { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            default: String(scalar)
            }
        }
    }

    /// For a journal field of ServiceNow, which takes what is between `[code]` and `[/code]` for HTML: square brackets
    /// become their wide forms.
    public var journal: String {
        String(line.map { $0 == "[" ? "\u{FF3B}" : $0 == "]" ? "\u{FF3D}" : $0 })
    }

    /// A field of a CSV file (RFC 4180), which no spreadsheet takes for a formula.
    public var csvField: String {
        let text = line
        // Spreadsheets skip blanks before they look for a formula.
        let first = text.drop { $0.isWhitespace }.unicodeScalars.first
        let isFormula = first.map { "=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains($0) } ?? false
        let quoted = (isFormula ? "'" + text : text).replacingQuotes
        return "\"\(quoted)\""
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: !scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isVariationSelector
        }
    }

    private static func name(of scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "<U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits + ">"
    }
}

extension String {
    fileprivate var replacingQuotes: String {
        var text = ""
        for character in self { text += character == "\"" ? "\"\"" : String(character) }
        return text
    }
}
