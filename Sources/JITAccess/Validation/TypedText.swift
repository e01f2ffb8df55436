// SPDX-License-Identifier: Apache-2.0

/// Text that people type or paste, in the one form in which everything behind the first reader sees it: on one line, and
/// without what cannot be seen around it.
///
/// Whoever asks for access writes in a field of several lines, or pastes a number with a blank behind it; and a digest, a
/// record, a table and a comparison must all mean the same text. It stays what was written but for that: what could make
/// one text look like another inside it is refused by ``EventFields`` and named by ``StrangersText``.
package enum TypedText {
    /// The text on one line: line breaks and tabs, with the blanks around them, become one blank, other white space a
    /// blank each, and white space and invisible characters at both ends are left out. Empty if nothing of it can be seen.
    package static func line(_ text: String) -> String {
        if isPlain(text.utf8) { return text }
        // A control character is nothing that can be seen either, but nothing to leave out: it is refused.
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace && !isInvisible($0) }) else {
            return ""
        }
        var line = String.UnicodeScalarView()
        var blanks = 0
        var hasBreak = false
        for scalar in trimmed(text.unicodeScalars) {
            if scalar.properties.isWhitespace {
                blanks += 1
                hasBreak = hasBreak || isBreak(scalar)
                continue
            }
            line.append(contentsOf: repeatElement(" ", count: hasBreak ? 1 : blanks))
            (blanks, hasBreak) = (0, false)
            line.append(scalar)
        }
        return String(line)
    }

    /// How many characters of it people see: what is composed of several is one, as is a run of white space, and neither
    /// white space around it nor what is invisible counts.
    package static func visibleLength(_ text: String) -> Int {
        var count = 0
        var isAfterBlank = false
        for character in line(text) {
            if character.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
                count += isAfterBlank ? 0 : 1
                isAfterBlank = true
            } else if character.unicodeScalars.contains(where: isVisible) {
                count += 1
                isAfterBlank = false
            }
        }
        return count
    }

    /// Visible ASCII without a blank at its ends, as nearly everything is.
    private static func isPlain(_ bytes: String.UTF8View) -> Bool {
        bytes.allSatisfy { (0x20...0x7E).contains($0) } && bytes.first.map { $0 != 0x20 } ?? true
            && bytes.last.map { $0 != 0x20 } ?? true
    }

    private static func trimmed(_ scalars: String.UnicodeScalarView) -> Substring.UnicodeScalarView {
        guard let first = scalars.firstIndex(where: { !isLeftOut($0) }),
            let last = scalars.lastIndex(where: { !isLeftOut($0) })
        else { return Substring.UnicodeScalarView() }
        return scalars[first...last]
    }

    /// What is left out at the ends. Not what belongs to the character before it: a variation selector, the tags of a flag.
    private static func isLeftOut(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace
            || (isInvisible(scalar) && !scalar.properties.isVariationSelector
                && !(0xE0020...0xE007F).contains(scalar.value))
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.properties.isWhitespace && !isInvisible(scalar) && scalar.properties.generalCategory != .control
    }

    /// What has no width or no ink. Unicode does not call a Braille pattern without dots ignorable; it is empty all the same.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isDefaultIgnorableCodePoint || scalar == "\u{2800}"
    }

    /// Line breaks of whatever kind, and tabs: https://www.unicode.org/reports/tr14/
    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\t", "\n", "\u{B}", "\u{C}", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }
}

/// The fields of an event as ``TypedText`` has them. Every event goes through this before anything of it is looked at, by
/// whatever way it comes.
package enum TypedFields {
    /// Those that have one of a few words, for which case does not count.
    private static let words: Set = ["action", "source", "view", "mode"]

    /// The same fields: text on one line, and null where there is none, as if it were left out. Lists and objects stay as
    /// they are.
    package static func normalized(_ members: [String: JSONValue]) -> [String: JSONValue] {
        var fields: [String: JSONValue] = [:]
        for (name, value) in members {
            guard case .string(let text) = value else {
                fields[name] = value
                continue
            }
            let line = TypedText.line(text)
            fields[name] = line.isEmpty ? .null : .string(words.contains(name) ? line.lowercased() : line)
        }
        return fields
    }
}
