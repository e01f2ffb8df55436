// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
    /// Reads a JSON text (RFC 8259), refusing what readers understand differently: members that come twice, byte order
    /// marks, halves of surrogate pairs.
    ///
    /// - Parameter maximumDepth: the most levels of lists and objects; reading recurses as deep.
    /// - Throws: ``JSONProblem`` that says what is wrong, and where.
    public init(parsing bytes: [UInt8], maximumDepth: Int = 32) throws(JSONProblem) {
        var reader = try JSONReader(bytes, maximumDepth: maximumDepth)
        self = try reader.value()
        try reader.finish()
    }
}

extension JSONReader {
    /// The value that comes next, whatever it is.
    package mutating func value() throws(JSONProblem) -> JSONValue {
        switch try kind() {
        case .string: return .string(try string())
        case .number: return try number()
        case .bool: return .bool(try bool())
        case .null:
            try null()
            return .null
        case .array:
            var elements: [JSONValue] = []
            try beginArray()
            while try nextElement() { elements.append(try value()) }
            return .array(elements)
        case .object:
            var members: [String: JSONValue] = [:]
            try beginObject()
            while let name = try nextName() { members[name] = try value() }
            return .object(members)
        }
    }
}
