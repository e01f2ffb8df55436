// SPDX-License-Identifier: Apache-2.0

/// A pattern for names: `*` is any run of characters, `?` one character, `#` one digit; everything else is itself.
///
/// Not a regular expression on purpose: it can be read, and its cost is at most the product of the two lengths.
struct Pattern: Sendable, Hashable {
    /// As it is written in the policy.
    let text: String

    private let content: MatchText
    private let isLiteral: Bool

    init(_ text: String) {
        self.text = text
        content = MatchText(text)
        isLiteral = !text.utf8.contains(where: Self.isSign)
    }

    /// The same from the bytes of ASCII text, of which a policy has thousands.
    init(ascii bytes: ArraySlice<UInt8>) {
        text = String(decoding: bytes, as: UTF8.self)
        content = MatchText(ascii: bytes)
        isLiteral = !bytes.contains(where: Self.isSign)
    }

    private static func isSign(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }

    /// Whether it matches everything.
    var isAnything: Bool { text == "*" }

    /// The only text it matches, if there is but one.
    var literal: MatchText? { isLiteral ? content : nil }

    func matches(_ subject: MatchText) -> Bool {
        if let pattern = content.ascii, let subject = subject.ascii {
            if isLiteral { return pattern == subject }
            return Self.match(pattern, subject, any: UInt8(ascii: "*")) { wanted, found in
                switch wanted {
                case UInt8(ascii: "?"): true
                case UInt8(ascii: "#"): (0x30...0x39).contains(found)
                default: wanted == found
                }
            }
        }
        return Self.match(content.characters, subject.characters, any: "*") { wanted, found in
            switch wanted {
            case "?": true
            case "#": ("0"..."9").contains(found) && found.isASCII
            default: wanted == found
            }
        }
    }

    /// Only the last `*` is ever gone back to: what an earlier one took can stay as short as it was.
    private static func match<Element: Equatable>(
        _ pattern: [Element],
        _ subject: [Element],
        any: Element,
        one: (Element, Element) -> Bool
    ) -> Bool {
        var next = 0
        var position = 0
        var lastAny: (pattern: Int, position: Int)?
        while position < subject.count {
            if next < pattern.count, pattern[next] == any {
                lastAny = (next, position)
                next += 1
            } else if next < pattern.count, one(pattern[next], subject[position]) {
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
}
