// SPDX-License-Identifier: Apache-2.0

/// `user:<id>` and `group:<id>`: a person and a group by their ids in the Identity Store, which never change and are
/// never given to another.
package enum PersonReference {
    package static let userPrefix = "user:"
    package static let groupPrefix = "group:"

    /// The most characters of an id; the Identity Store's own have 47.
    private static let maximumLength = 64

    /// The id in `user:<id>`; nil if `text` is not of that form.
    package static func userID(of text: String) -> String? { id(in: text, after: userPrefix) }

    /// The id in `group:<id>`; nil if `text` is not of that form.
    package static func groupID(of text: String) -> String? { id(in: text, after: groupPrefix) }

    /// Whether `text` begins with `user:`, in whatever case: then it names nobody by a name.
    static func isReserved(_ text: String) -> Bool { isReserved(utf8: Array(text.utf8)[...]) }

    static func isReserved(utf8 bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count >= userPrefix.utf8.count && zip(bytes, userPrefix.utf8).allSatisfy { MatchText.lowerCase($0) == $1 }
    }

    private static func id(in text: String, after prefix: String) -> String? {
        guard text.hasPrefix(prefix) else { return nil }
        let id = text.dropFirst(prefix.count)
        let isAllowed = id.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"): true
            default: false
            }
        }
        return isAllowed && (1...maximumLength).contains(id.utf8.count) ? String(id) : nil
    }
}
