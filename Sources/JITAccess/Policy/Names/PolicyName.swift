// SPDX-License-Identifier: Apache-2.0

/// A user or group where the policy names one, as it is written there.
package struct PolicyName: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case user
        case group
    }

    package enum Form: Sendable, Hashable {
        /// A name that names one, or nobody.
        case name(String)
        /// A pattern, which is for whoever matches it.
        case pattern(String)
        /// An id, and the name that is noted beside it.
        case id(String, name: String?)
    }

    package let kind: Kind
    package let form: Form

    /// Such as `$.rules[3].principals.users[0]`.
    package let path: String

    /// From 1.
    package let line: Int

    /// Where it is in the file, in bytes.
    package let place: Range<Int>
}

extension Policy {
    /// Every user and group that it names, in the order of the file.
    package func names() -> [PolicyName] {
        // It was read without a problem before.
        guard var reader = try? JSONReader(bytes, maximumDepth: 16) else { return [] }
        var names: [PolicyName] = []
        try? reader.collectNames(into: &names)
        return names
    }

    /// The file with an id beside each name that is replaced: `{"id": "user:<id>", "name": "ada@example.com"}`. Everything
    /// else stays as it is, byte for byte.
    ///
    /// - Parameter ids: The id of the user or group, by the place of the name; without `user:` and `group:`.
    package func text(withIDs ids: [(name: PolicyName, id: String)]) -> [UInt8] {
        var text: [UInt8] = []
        var position = 0
        for (name, id) in ids.sorted(by: { $0.name.place.lowerBound < $1.name.place.lowerBound }) {
            guard name.place.lowerBound >= position, name.place.upperBound <= bytes.count else { continue }
            text += bytes[position..<name.place.lowerBound]
            text +=
                Array(#"{"id": "\#(name.kind.rawValue):\#(id)", "name": "#.utf8) + bytes[name.place] + Array("}".utf8)
            position = name.place.upperBound
        }
        return text + bytes[position...]
    }
}

extension JSONReader {
    /// Goes through the value that comes next, of a policy that is right. Lists called `users` and `groups` have names,
    /// but for those among the tags of accounts.
    fileprivate mutating func collectNames(into names: inout [PolicyName]) throws(JSONProblem) {
        switch try kind() {
        case .object:
            try beginObject()
            while let member = try nextName() {
                let kind: PolicyName.Kind? = member == "users" ? .user : member == "groups" ? .group : nil
                if member == "accounts" {
                    try skipValue()
                } else if let kind, try self.kind() == .array {
                    try collect(kind, into: &names)
                } else {
                    try collectNames(into: &names)
                }
            }
        case .array:
            try beginArray()
            while try nextElement() { try collectNames(into: &names) }
        default: try skipValue()
        }
    }

    private mutating func collect(_ kind: PolicyName.Kind, into names: inout [PolicyName]) throws(JSONProblem) {
        try beginArray()
        while try nextElement() {
            let start = offsetOfNext()
            let path = path
            let form = try self.kind() == .object ? try identified(kind) : Self.form(of: try string(), kind)
            let line = (names.last?.line ?? 1) + lineBreaks(names.last?.place.lowerBound ?? 0, start)
            names.append(PolicyName(kind: kind, form: form, path: path, line: line, place: start..<position))
        }
    }

    private func lineBreaks(_ from: Int, _ to: Int) -> Int {
        bytes[min(from, to)..<to].count { $0 == UInt8(ascii: "\n") }
    }

    private mutating func identified(_ kind: PolicyName.Kind) throws(JSONProblem) -> PolicyName.Form {
        let named = try identified(kind == .user ? PersonReference.userPrefix : PersonReference.groupPrefix)
        return .id(named.id, name: named.name)
    }

    private static func form(of text: String, _ kind: PolicyName.Kind) -> PolicyName.Form {
        let id = kind == .user ? PersonReference.userID(of: text) : PersonReference.groupID(of: text)
        if let id { return .id(id, name: nil) }
        return kind == .user && Pattern(text, digits: false).literal == nil ? .pattern(text) : .name(text)
    }

    private mutating func skipValue() throws(JSONProblem) {
        switch try kind() {
        case .object:
            try beginObject()
            while try nextName() != nil { try skipValue() }
        case .array:
            try beginArray()
            while try nextElement() { try skipValue() }
        case .string: _ = try string()
        case .number: _ = try number()
        case .bool: _ = try bool()
        case .null: try null()
        }
    }
}
