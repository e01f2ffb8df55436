// SPDX-License-Identifier: Apache-2.0

/// Splits a command line into words as a POSIX shell does, without anything else a shell does: no variables, no globs,
/// no operators.
enum ShellWords {
    /// The words of `text`, or `nil` if a quote is not closed or a backslash is the last character.
    ///
    /// A shell reads characters of the code, not what is seen as one: a quote is one whatever accent follows it.
    static func split(_ text: some StringProtocol) -> [String]? {
        var words: [String] = []
        var word: String.UnicodeScalarView?
        var quote: Unicode.Scalar?
        var scalars = text.unicodeScalars.makeIterator()
        func add(_ scalar: Unicode.Scalar) {
            word = word ?? "".unicodeScalars
            word?.append(scalar)
        }
        while let scalar = scalars.next() {
            switch (quote, scalar) {
            case (nil, " "), (nil, "\t"), (nil, "\r"), (nil, "\n"):
                if let finished = word { words.append(String(finished)) }
                word = nil
            case (nil, "'"), (nil, "\""):
                quote = scalar
                word = word ?? "".unicodeScalars
            case (nil, "\\"):
                guard let escaped = scalars.next() else { return nil }
                add(escaped)
            case ("\"", "\\"):
                guard let escaped = scalars.next() else { return nil }
                // Between double quotes a backslash escapes only what would end or begin an escape.
                if escaped != "\"", escaped != "\\" { add("\\") }
                add(escaped)
            case (scalar, _):
                quote = nil
            default:
                add(scalar)
            }
        }
        guard quote == nil else { return nil }
        if let word { words.append(String(word)) }
        return words
    }
}
