// SPDX-License-Identifier: Apache-2.0

/// A pattern for names: `*` is any run of characters, `?` one character, `#` one digit; everything else is itself.
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

    init(_ text: String) {
        self.init(utf8: Array(text.utf8)[...])
    }

    /// - Parameter bytes: those of text.
    init(utf8 bytes: ArraySlice<UInt8>) {
        content = bytes.allSatisfy { $0 < 0x80 } ? .ascii(bytes) : .other(String(decoding: bytes, as: UTF8.self))
    }

    /// - Parameter bytes: those of ASCII text.
    init(ascii bytes: ArraySlice<UInt8>) {
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
        if case .ascii(let bytes) = content { bytes.count == 1 && bytes.first == UInt8(ascii: "*") } else { false }
    }

    /// The only text it matches, if there is but one.
    var literal: MatchText? {
        let text = text
        return text.contains { $0 == "*" || $0 == "?" || $0 == "#" } ? nil : MatchText(text)
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
                case UInt8(ascii: "#"): (0x30...0x39).contains(found)
                default: MatchText.lowerCase(wanted) == found
                }
            }
        }
        return Self.match(MatchText(text).characters[...], subject.characters[...], any: "*") { wanted, found in
            switch wanted {
            case "?": true
            case "#": ("0"..."9").contains(found) && found.isASCII
            default: wanted == found
            }
        }
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
