// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    /// Text of 1 to `limit` characters on one line, without space around it.
    package mutating func text(_ limit: Int) throws(JSONProblem) -> String {
        if let content = try plainText(limit) { return plainString(at: content) }
        let start = offsetOfNext()
        let text = try string()
        guard !text.isEmpty else { throw problem("must not be empty", at: start) }
        guard text.first?.isWhitespace != true, text.last?.isWhitespace != true else {
            throw problem("must not begin or end with a space", at: start)
        }
        guard text.utf8.count <= limit || text.unicodeScalars.count <= limit else {
            throw problem("must have at most \(limit) characters", at: start)
        }
        guard !text.unicodeScalars.contains(where: EventFields.isForbidden) else {
            throw problem("must not have control characters or line breaks", at: start)
        }
        return text
    }

    /// Such text, of which nothing is kept.
    mutating func skipText(_ limit: Int) throws(JSONProblem) {
        if try plainText(limit) == nil { _ = try text(limit) }
    }

    /// Where such text is, if its bytes tell everything without looking at characters, as they nearly always do; nil if
    /// it must be read as ``text(_:)`` does.
    mutating func plainText(_ limit: Int) throws(JSONProblem) -> Range<Int>? {
        let start = offsetOfNext()
        guard let content = plainText() else { return nil }
        guard !content.isEmpty else { throw problem("must not be empty", at: start) }
        guard bytes[content.lowerBound] != 0x20, bytes[content.upperBound - 1] != 0x20 else {
            throw problem("must not begin or end with a space", at: start)
        }
        guard content.count <= limit else { throw problem("must have at most \(limit) characters", at: start) }
        return content
    }

    /// Text that `parse` understands; `expectation` completes "must be ...".
    package mutating func parsed<Value>(
        _ expectation: @autoclosure () -> String,
        limit: Int = 256,
        _ parse: (String) -> Value?
    ) throws(JSONProblem) -> Value {
        let start = offsetOfNext()
        guard try kind() == .string, let value = parse(try text(limit)) else {
            throw problem("must be \(expectation())", at: start)
        }
        return value
    }

    /// The same for what is understood by its bytes; mostly they need not become a string before.
    mutating func parsed<Value>(
        _ expectation: @autoclosure () -> String,
        limit: Int = 256,
        utf8 parse: (ArraySlice<UInt8>) -> Value?
    ) throws(JSONProblem) -> Value {
        let start = offsetOfNext()
        guard let content = try plainText(limit) else {
            return try parsed(expectation(), limit: limit) { parse(Array($0.utf8)[...]) }
        }
        guard let value = parse(bytes[content]) else { throw problem("must be \(expectation())", at: start) }
        return value
    }

    /// A whole number within `range`.
    package mutating func wholeNumber(_ range: ClosedRange<Int64>) throws(JSONProblem) -> Int64 {
        let start = offsetOfNext()
        guard try kind() == .number, case .integer(let number) = try number(), range.contains(number) else {
            throw problem("must be a whole number from \(range.lowerBound) to \(range.upperBound)", at: start)
        }
        return number
    }

    /// A list of 1 to `most` elements.
    package mutating func list<Element>(
        _ most: Int = 1_000,
        _ element: (inout JSONReader) throws(JSONProblem) -> Element
    ) throws(JSONProblem) -> [Element] {
        let start = offsetOfNext()
        var elements: [Element] = []
        // Most lists are short: room for one pattern or four accounts at once, and memory that nobody has touched yet is
        // dearer than another allocation.
        elements.reserveCapacity(min(most, 32 / MemoryLayout<Element>.stride))
        try beginArray()
        while try nextElement() {
            guard elements.count < most else { throw problem("is one too many; at most \(most) are accepted") }
            elements.append(try element(&self))
        }
        guard !elements.isEmpty else { throw problem("must not be empty", at: start) }
        return elements
    }

    /// One of the values of an enumeration.
    package mutating func choice<Choice: KnownWord>(_ type: Choice.Type) throws(JSONProblem) -> Choice {
        let start = offsetOfNext()
        if let index = knownWord(Choice.words) { return type.allCases[index] }
        if try kind() == .string, let choice = Choice(rawValue: try text(256)) { return choice }
        throw problem("must be one of \(Choice.words.texts.joined(separator: ", "))", at: start)
    }

    mutating func patterns() throws(JSONProblem) -> [Pattern] {
        try list { reader throws(JSONProblem) in try reader.pattern() }
    }

    /// Patterns for names of people, and people by `user:<id>` or by an object that has a name beside the id.
    mutating func people() throws(JSONProblem) -> [Pattern] {
        try list { reader throws(JSONProblem) in
            if reader.isAtObject() {
                let id = try reader.identified(PersonReference.userPrefix).id
                return Pattern(PersonReference.userPrefix + id, digits: false)
            }
            let start = reader.offsetOfNext()
            let pattern = try reader.pattern(digits: false)
            guard !pattern.isPersonReference || PersonReference.userID(of: pattern.text) != nil else {
                throw reader.problem("must be user: and the id of a user, without patterns", at: start)
            }
            return pattern
        }
    }

    /// - Parameter digits: whether `#` is any digit.
    mutating func pattern(digits: Bool = true) throws(JSONProblem) -> Pattern {
        if let content = try plainText(PolicyLimits.patternCharacters) {
            return Pattern(ascii: bytes[content], digits: digits)
        }
        return Pattern(try text(PolicyLimits.patternCharacters), digits: digits)
    }

    /// Names of groups, and groups by `group:<id>` or by an object: no patterns, because each is looked up.
    mutating func groupNames() throws(JSONProblem) -> [String] {
        try list { reader throws(JSONProblem) in
            if reader.isAtObject() {
                return PersonReference.groupPrefix + (try reader.identified(PersonReference.groupPrefix).id)
            }
            let expected = "the name of a group, or group: and its id; patterns are for users only"
            return try reader.parsed(expected, limit: 1_024) { name in
                if name.hasPrefix(PersonReference.groupPrefix) {
                    return PersonReference.groupID(of: name) == nil ? nil : name
                }
                return name.utf8.contains(UInt8(ascii: "*")) ? nil : name
            }
        }
    }

    package mutating func duration() throws(JSONProblem) -> LeaseDuration {
        try parsed("a duration from 15 seconds to 30 days, such as \"4h\", \"45m\", \"7d\" or \"PT4H\"") {
            LeaseDuration(parsing: $0)
        }
    }

    /// Takes the word `"*"`, if that is the next value.
    mutating func takesEverything() throws(JSONProblem) -> Bool {
        guard try kind() == .string else { return false }
        _ = try parsed("\"*\", for all, or select some") { $0 == "*" ? $0 : nil }
        return true
    }

    /// Where the next value begins.
    package mutating func offsetOfNext() -> Int {
        skipSpace()
        return position
    }
}
