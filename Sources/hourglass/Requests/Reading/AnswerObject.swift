// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess

/// An object in an answer, read leniently: a member of another type than expected is as good as none, and must not hide the
/// others from whoever asked.
struct AnswerObject: Equatable {
    let members: [String: JSONValue]

    /// Nil if this is no JSON object.
    init?(_ json: Data) {
        guard let members = try? JSONDecoder().decode([String: JSONValue].self, from: json) else { return nil }
        self.members = members
    }

    init(_ members: [String: JSONValue]) {
        self.members = members
    }

    /// A text that is not empty.
    func text(_ name: String) -> String? {
        guard case .string(let text)? = members[name], !text.isEmpty else { return nil }
        return text
    }

    func number(_ name: String) -> Int64? {
        if case .integer(let number)? = members[name] { number } else { nil }
    }

    func flag(_ name: String) -> Bool {
        members[name] == .bool(true)
    }

    /// `2026-11-21 09:30:00 UTC`, from RFC 3339 or seconds since 1970.
    func moment(_ name: String) -> String? {
        switch members[name] {
        case .integer(let seconds)?: "\(Moments.utc(seconds: seconds)) UTC"
        case .string(let text)? where text.hasSuffix("Z"): "\(Moments.utc(iso8601: text)) UTC"
        default: text(name)
        }
    }

    func object(_ name: String) -> AnswerObject? {
        if case .object(let members)? = members[name] { AnswerObject(members) } else { nil }
    }

    func objects(_ name: String) -> [AnswerObject] {
        guard case .array(let elements)? = members[name] else { return [] }
        return elements.compactMap { element in
            if case .object(let members) = element { AnswerObject(members) } else { nil }
        }
    }

    /// A text, or several with commas between.
    func words(_ name: String) -> String? {
        guard case .array(let elements)? = members[name] else { return text(name) }
        let texts = elements.compactMap { element in
            if case .string(let text) = element { text } else { nil }
        }
        return texts.isEmpty ? nil : texts.joined(separator: ", ")
    }
}
