// SPDX-License-Identifier: Apache-2.0

/// A permission set's inline policy, taken apart into what is ours and what is not. What is not is put back as it is
/// written, byte for byte: a number or a name must not change because we have read it.
struct FencedPolicy: Sendable {
    /// The most characters that are not white space; IAM's limit for what goes into a role.
    static let iamLimit = 10_240

    /// The most bytes that Identity Center takes.
    private static let maximumBytes = 32_768

    /// The members, in their order, as they are written; the statements stand where `nil` is.
    private let members: [String?]

    /// The statements that are not ours, as they are written.
    private let kept: [String]

    /// Their names, of which no other may be made.
    private let keptNames: Set<String>

    /// Ours.
    let ours: [FenceDeny]

    /// The most characters that it may have, white space not counted.
    private let limit: Int

    /// How long it is without ours.
    private let keptLength: Length

    /// Reads a policy; nil is that there is none.
    ///
    /// - Throws: ``JSONProblem`` if it cannot be understood: then it must be left alone.
    init(_ text: String?, limit: Int = iamLimit) throws(JSONProblem) {
        self.limit = limit
        guard let text else {
            members = [#""Version":"2012-10-17""#, nil]
            (kept, keptNames, ours) = ([], [], [])
            keptLength = Length(Self.written(members, []))
            return
        }
        var reader = try JSONReader(Array(text.utf8))
        var members: [String?] = []
        var statements: [(value: JSONValue, text: String)] = []
        try reader.beginObject()
        while let name = try reader.nextName() {
            guard name == "Statement" else {
                members.append("\(JSONValue.string(name).canonicalText):\(try reader.written().text)")
                continue
            }
            members.append(nil)
            if try reader.kind() == .array {
                try reader.beginArray()
                while try reader.nextElement() { statements.append(try reader.written()) }
            } else {
                try reader.expect(.object)
                statements.append(try reader.written())
            }
        }
        try reader.finish()
        let others = statements.filter { FenceDeny($0.value) == nil }
        self.members = members.contains(nil) ? members : members + [nil]
        kept = others.map(\.text)
        keptNames = Set(others.compactMap { $0.value.members["Sid"]?.canonicalText })
        ours = statements.compactMap { FenceDeny($0.value) }
        keptLength = Length(Self.withoutSpace(Self.written(self.members, kept)))
    }

    /// Whether it has just these denies of ours.
    func has(_ denies: [FenceDeny]) -> Bool {
        ours.count == denies.count && Set(ours) == Set(denies)
    }

    /// Whether a deny of ours keeps out whom this fence is to keep out.
    func covers(_ fence: Fence) -> Bool {
        ours.contains { deny in
            deny.accountIDs.contains(fence.accountID) && deny.userIDs.contains(fence.userID)
                && deny.before >= fence.endedAt
        }
    }

    /// The policy with these denies of ours and no other; nil if nothing is left that a policy could say.
    func text(with denies: [FenceDeny]) -> String? {
        let statements = kept + written(denies)
        guard !statements.isEmpty else { return nil }
        let text = Self.written(members, statements)
        // White space does not count for IAM, and does for Identity Center.
        return text.utf8.count > Self.maximumBytes ? Self.withoutSpace(text) : text
    }

    /// Whether these denies fit into it.
    func takes(_ denies: [FenceDeny]) -> Bool {
        let length = length(with: denies)
        return length.characters <= limit && length.bytes <= Self.maximumBytes
    }

    /// How long it would be with these denies, as IAM counts. It is asked for many ways to share statements, so that what is
    /// the same in all of them was counted once.
    func length(with denies: [FenceDeny]) -> Length {
        var length = keptLength
        // What separates them: none stands before the first statement.
        let commas = max(0, denies.count - (kept.isEmpty ? 1 : 0))
        length.characters += commas
        length.bytes += commas
        for statement in written(denies) {
            let added = Length(statement)
            length.characters += added.characters
            length.bytes += added.bytes
        }
        return length
    }

    /// The length of a text without white space between its parts.
    struct Length {
        var characters: Int
        var bytes: Int

        init(_ text: String) {
            characters = text.unicodeScalars.count
            bytes = text.utf8.count
        }
    }

    private static func written(_ members: [String?], _ statements: [String]) -> String {
        let list = "\"Statement\":[\(statements.joined(separator: ","))]"
        return "{\(members.map { $0 ?? list }.joined(separator: ","))}"
    }

    private func written(_ denies: [FenceDeny]) -> [String] {
        var number = 0
        return denies.map { deny in
            var name: String
            repeat {
                number += 1
                name = "\(FenceDeny.namePrefix)\(number)"
            } while keptNames.contains(JSONValue.string(name).canonicalText)
            return deny.statement(named: name).canonicalText
        }
    }

    /// The JSON text without the white space between its parts.
    private static func withoutSpace(_ text: String) -> String {
        var bytes: [UInt8] = []
        var isInString = false
        var isEscaped = false
        for byte in text.utf8 {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: if !isInString { continue }
            case UInt8(ascii: "\""): if !isEscaped { isInString.toggle() }
            default: break
            }
            isEscaped = isInString && byte == UInt8(ascii: "\\") && !isEscaped
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension JSONReader {
    /// The value that comes next, and as it is written.
    fileprivate mutating func written() throws(JSONProblem) -> (value: JSONValue, text: String) {
        skipSpace()
        let start = position
        let value = try value()
        return (value, String(decoding: bytes[start..<position], as: UTF8.self))
    }
}
