// SPDX-License-Identifier: Apache-2.0

/// Reads the fields of an event, as ``TypedFields`` has them, one by one and collects what is wrong with each, so that one answer names them all.
struct EventFields {
    private let members: [String: JSONValue]

    /// What is wrong so far, in the order of reading.
    private(set) var problems: [FieldProblem] = []

    /// - Parameter known: every field that is understood, besides ``AsynchronousEvent/field``, which every event may have;
    ///   a field that looks like a misspelling of one is a problem.
    init(_ members: [String: JSONValue], known: [String]) {
        self.members = members
        let known = known + [AsynchronousEvent.field]
        switch value(AsynchronousEvent.field) {
        case nil, .bool?: break
        default: refuse(AsynchronousEvent.field, "must be true or false")
        }
        for name in members.keys.sorted() where !known.contains(name) {
            if let meant = NearMiss.of(name, among: known) {
                refuse(NearMiss.printable(name), "is not a known field; did you mean \(meant)?")
            }
        }
    }

    /// Whether the field is there with a value other than null.
    func has(_ name: String) -> Bool {
        value(name) != nil
    }

    mutating func refuse(_ field: String, _ problem: String) {
        problems.append(FieldProblem(field, problem))
    }

    /// Text of 1 to `limit` characters on one line; nil if it is absent or wrong.
    mutating func text(_ name: String, limit: Int, required: Bool = false) -> String? {
        guard let value = value(name) else {
            if required { refuse(name, "is missing") }
            return nil
        }
        guard case .string(let text) = value else {
            refuse(name, "must be a string")
            return nil
        }
        guard text.contains(where: { !$0.isWhitespace }) else {
            refuse(name, "must not be empty")
            return nil
        }
        guard text.unicodeScalars.count <= limit else {
            refuse(name, "must have at most \(limit) characters")
            return nil
        }
        guard !text.unicodeScalars.contains(where: Self.isForbidden) else {
            refuse(name, "must not have control characters or line breaks")
            return nil
        }
        return text
    }

    /// A name: text without white space. It may have a `#`, as the user names of guests have; no key has a name in it.
    mutating func name(_ name: String, limit: Int, required: Bool = false) -> String? {
        guard let text = text(name, limit: limit, required: required) else { return nil }
        guard !text.contains(where: \.isWhitespace) else {
            refuse(name, "must not have spaces")
            return nil
        }
        return text
    }

    /// Text that `parse` understands; `expectation` completes the sentence "must be ...".
    mutating func parsed<Value>(
        _ name: String,
        limit: Int,
        required: Bool = false,
        expectation: String,
        _ parse: (String) -> Value?
    ) -> Value? {
        guard let text = text(name, limit: limit, required: required) else { return nil }
        guard let value = parse(text) else {
            refuse(name, "must be \(expectation)")
            return nil
        }
        return value
    }

    /// A whole number that `parse` understands: `4`, `4.0`, and `"4"`, which is how forms send it.
    mutating func wholeNumber<Value>(_ name: String, expectation: String, _ parse: (Int64) -> Value?) -> Value? {
        guard let value = value(name) else { return nil }
        let number: Int64?
        switch value {
        case .integer(let integer): number = integer
        case .number(let double): number = Int64(exactly: double)
        case .string(let text): number = Self.digits(text)
        default: number = nil
        }
        guard let number, let result = parse(number) else {
            refuse(name, "must be \(expectation)")
            return nil
        }
        return result
    }

    /// Up to nine digits. Not `4,5`, `4.000` or `1e3`, which mean one thing here and another there.
    private static func digits(_ text: String) -> Int64? {
        (1...9).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(text) : nil
    }

    private func value(_ name: String) -> JSONValue? {
        guard let value = members[name], value != .null else { return nil }
        return value
    }

    /// Control characters, line separators, and the marks that turn the direction of text and so could make a
    /// justification read as something else.
    static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: scalar.properties.isBidiControl
        }
    }
}
