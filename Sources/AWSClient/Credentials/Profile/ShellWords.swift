// SPDX-License-Identifier: Apache-2.0

/// Splits a command line into words as a POSIX shell does, without anything else a shell does: no variables, no globs,
/// no operators.
enum ShellWords {
    /// The words of `text`, or `nil` if a quote is not closed or a backslash is the last character.
    static func split(_ text: some StringProtocol) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var characters = text[...].makeIterator()
        while let character = characters.next() {
            switch (quote, character) {
            case (nil, _) where character.isWhitespace:
                if let finished = word { words.append(finished) }
                word = nil
            case (nil, "'"), (nil, "\""):
                quote = character
                word = word ?? ""
            case (nil, "\\"):
                guard let escaped = characters.next() else { return nil }
                word = (word ?? "") + String(escaped)
            case ("\"", "\\"):
                guard let escaped = characters.next() else { return nil }
                // Between double quotes a backslash escapes only what would end or begin an escape.
                word = (word ?? "") + (escaped == "\"" || escaped == "\\" ? "" : "\\") + String(escaped)
            case (character, _):
                quote = nil
            default:
                word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else { return nil }
        if let word { words.append(word) }
        return words
    }
}
