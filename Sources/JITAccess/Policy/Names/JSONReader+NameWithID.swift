// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    private enum Key: String, KnownWord {
        case id, name

        static let words = KnownWords(Self.self)
    }

    /// A user or group by id, with a name for people to read: `{"id": "user:<id>", "name": "ada@example.com"}`. Only the id
    /// counts.
    ///
    /// - Parameter prefix: `user:` or `group:`.
    /// - Returns: The id without the prefix, and the name.
    mutating func identified(_ prefix: String) throws(JSONProblem) -> (id: String, name: String) {
        var id: String?
        var name: String?
        let start = offsetOfNext()
        try beginObject()
        while let key = try nextMember(Key.self, of: "a name with an id") {
            switch key {
            case .id:
                id = try parsed("\(prefix) and an id, without patterns") { text in
                    prefix == PersonReference.userPrefix
                        ? PersonReference.userID(of: text) : PersonReference.groupID(of: text)
                }
            case .name: name = try text(1_024)
            }
        }
        guard let id, let name else {
            throw problem("must have an id, which counts, and a name for people; or be text", at: start)
        }
        return (id, name)
    }

    /// Whether an object comes next.
    mutating func isAtObject() -> Bool {
        let start = offsetOfNext()
        return start < bytes.count && bytes[start] == UInt8(ascii: "{")
    }
}
