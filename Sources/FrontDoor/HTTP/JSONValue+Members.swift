// SPDX-License-Identifier: Apache-2.0

import JITAccess

extension JSONValue {
    /// The member of an object; nil if it is none, or has no such member.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    /// The text of a string.
    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The elements of a list; none if it is no list.
    var elements: [JSONValue] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    /// The members of an object; none if it is no object.
    var members: [String: JSONValue] {
        guard case .object(let members) = self else { return [:] }
        return members
    }

    /// A whole number.
    var whole: Int64? {
        guard case .integer(let number) = self else { return nil }
        return number
    }
}
