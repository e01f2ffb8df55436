// SPDX-License-Identifier: Apache-2.0

/// Lines of `KEY=VALUE`, as shells and Docker read them.
enum EnvironmentFile {
    /// Empty lines and comments are skipped; `export` before a key and quotes around a value are allowed.
    ///
    /// - Throws: ``CommandFailure`` that names the line, but not what is in it: it may be a secret.
    static func parse(_ text: String, name: String) throws -> [String: String] {
        var variables: [String: String] = [:]
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var rest = trimmed(line)
            if rest.isEmpty || rest.hasPrefix("#") { continue }
            if rest.hasPrefix("export ") { rest = trimmed(rest.dropFirst("export ".count)) }
            guard let separator = rest.firstIndex(of: "="), isName(rest[..<separator]) else {
                throw CommandFailure(message: "line \(number + 1) of \(name) is not KEY=VALUE")
            }
            variables[String(rest[..<separator])] = unquoted(rest[rest.index(after: separator)...])
        }
        return variables
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }

    private static func isName(_ text: Substring) -> Bool {
        text.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil
    }

    private static func unquoted(_ text: Substring) -> String {
        guard let quote = text.first, quote == "\"" || quote == "'", text.count > 1, text.last == quote else {
            return String(text)
        }
        return String(text.dropFirst().dropLast())
    }
}
