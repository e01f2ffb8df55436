// SPDX-License-Identifier: Apache-2.0

/// A pattern for names: `*` is any run of characters, `?` one character, `#` one digit; everything else is itself. In names
/// of people `#` is itself too, since the user names of guests have it: `ada_example.org#EXT#@example.onmicrosoft.com`.
///
/// Not a regular expression on purpose: it can be read, and its cost is at most the product of the two lengths.
struct Pattern: Sendable, Hashable {
    private enum Content: Sendable, Hashable {
        /// As it is written. Those of a policy are parts of its one array of bytes: it has thousands of patterns, and
        /// to copy them would take longer than to read them.
        case ascii(ArraySlice<UInt8>)
        case other(String)
    }

    private let content: Content

    /// Whether `#` is any digit.
    private let hasDigits: Bool

    /// - Parameter digits: whether `#` is any digit, as it is but in names of people.
    init(_ text: String, digits: Bool = true) {
        self.init(utf8: Array(text.utf8)[...], digits: digits)
    }

    /// - Parameter bytes: those of text.
    init(utf8 bytes: ArraySlice<UInt8>, digits: Bool = true) {
        hasDigits = digits
        content = bytes.allSatisfy { $0 < 0x80 } ? .ascii(bytes) : .other(String(decoding: bytes, as: UTF8.self))
    }

    /// - Parameter bytes: those of ASCII text.
    init(ascii bytes: ArraySlice<UInt8>, digits: Bool = true) {
        hasDigits = digits
        content = .ascii(bytes)
    }

    /// As it is written in the policy.
    var text: String {
        switch content {
        case .ascii(let bytes): String(decoding: bytes, as: UTF8.self)
        case .other(let text): text
        }
    }

    /// Whether it matches everything.
    var isAnything: Bool {
        guard case .ascii(let bytes) = content, !bytes.isEmpty else { return false }
        return bytes.allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// Whether nothing but `*` and `?` is in it, and a `*` at least: it says nothing of a name but perhaps how long it is.
    var isOnlyWildcards: Bool {
        guard case .ascii(let bytes) = content, bytes.contains(UInt8(ascii: "*")) else { return false }
        return bytes.allSatisfy { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
    }

    /// Whether it has a sign that stands for one character.
    var hasSingleSigns: Bool { text.contains { $0 == "?" || ($0 == "#" && hasDigits) } }

    /// The only text it matches, if there is but one.
    var literal: MatchText? {
        let text = text
        return text.contains { $0 == "*" } || hasSingleSigns ? nil : MatchText(text)
    }

    /// Whether it begins as ``PersonReference`` does, and so is held against an id and against no name.
    var isPersonReference: Bool {
        switch content {
        case .ascii(let bytes): PersonReference.isReserved(utf8: bytes)
        case .other(let text): PersonReference.isReserved(text)
        }
    }

    func matches(_ subject: MatchText) -> Bool {
        if case .ascii(let pattern) = content, let subject = subject.ascii {
            return Self.match(pattern, subject[...], any: UInt8(ascii: "*")) { wanted, found in
                switch wanted {
                case UInt8(ascii: "?"): true
                case UInt8(ascii: "#") where hasDigits: (0x30...0x39).contains(found)
                default: MatchText.lowerCase(wanted) == found
                }
            }
        }
        return Self.match(MatchText(text).characters[...], subject.characters[...], any: "*") { wanted, found in
            switch wanted {
            case "?": true
            case "#" where hasDigits: ("0"..."9").contains(found) && found.isASCII
            default: wanted == found
            }
        }
    }

    /// Whether it matches `letters` with some of these numbers of digits behind them.
    ///
    /// - Parameter letters: in lower case.
    func matchesSome(_ letters: String, digits: ClosedRange<Int>) -> Bool {
        let signs = MatchText(text).characters
        // Where the pattern may go on after what has been taken so far.
        var places: Set<Int> = [0]
        func take(_ isTaken: (Character) -> Bool) {
            var next: Set<Int> = []
            for place in open(places, signs) where place < signs.count {
                if signs[place] == "*" { next.insert(place) }
                if signs[place] == "?" || isTaken(signs[place]) { next.insert(place + 1) }
            }
            places = next
        }
        for letter in letters { take { $0 == letter } }
        for count in 1...digits.upperBound {
            take { ("0"..."9").contains($0) || ($0 == "#" && hasDigits) }
            if count >= digits.lowerBound, open(places, signs).contains(signs.count) { return true }
        }
        return false
    }

    /// The places, and those behind each `*` at one of them, which may take nothing.
    private func open(_ places: Set<Int>, _ signs: [Character]) -> Set<Int> {
        var open = places
        for place in places.sorted() {
            var next = place
            while next < signs.count, signs[next] == "*" {
                next += 1
                open.insert(next)
            }
        }
        return open
    }

    /// Only the last `*` is ever gone back to: what an earlier one took can stay as short as it was.
    static func match<Element: Equatable>(
        _ pattern: ArraySlice<Element>,
        _ subject: ArraySlice<Element>,
        any: Element,
        one: (Element, Element) -> Bool
    ) -> Bool {
        var next = pattern.startIndex
        var position = subject.startIndex
        var lastAny: (pattern: Int, position: Int)?
        while position < subject.endIndex {
            if next < pattern.endIndex, pattern[next] == any {
                lastAny = (next, position)
                next += 1
            } else if next < pattern.endIndex, one(pattern[next], subject[position]) {
                next += 1
                position += 1
            } else if let last = lastAny {
                lastAny = (last.pattern, last.position + 1)
                next = last.pattern + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == any }
    }
}

extension [Pattern] {
    /// Whether one of them matches one of `subjects`.
    func matchAny(of subjects: [MatchText]) -> Bool {
        contains { pattern in subjects.contains(where: pattern.matches) }
    }

    /// Whether a person of these names and this id is among those that they are for. `user:<id>` is held against the id
    /// alone: no name that somebody gives themselves can look like it, and no pattern for names takes an id for one.
    func include(_ names: [MatchText], userID: String?) -> Bool {
        contains { pattern in
            guard pattern.isPersonReference else { return names.contains(where: pattern.matches) }
            return userID != nil && PersonReference.userID(of: pattern.text) == userID
        }
    }
}
