// SPDX-License-Identifier: Apache-2.0

/// The IAM policy that a request writes for itself, checked as far as that is possible without AWS: what approvers are
/// shown is what would be granted, and AWS will not refuse it for its form after they have approved it.
///
/// Grammar: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>
public struct InlinePolicy: Sendable, Equatable {
    /// The most characters, without white space between the parts.
    public static let maximumLength = 10_240

    /// The policy.
    public let document: JSONValue

    /// The policy in the one spelling that is sent.
    public var text: String { document.canonicalText }

    /// Checks a policy.
    ///
    /// - Parameter problems: Gets what is wrong, with the path of the part; then the result is nil.
    init?(_ document: JSONValue, field: String, problems: inout [FieldProblem]) {
        var check = PolicyCheck()
        check.document(document, field)
        let text = document.canonicalText
        if text.unicodeScalars.count > Self.maximumLength {
            check.refuse(field, "must have at most \(Self.maximumLength) characters")
        }
        if text.unicodeScalars.contains(where: { $0.value > 0xFF || (0x7F...0xA0).contains($0.value) }) {
            check.refuse(field, "must have no characters beyond Latin-1: Identity Center does not take them")
        }
        problems += check.problems
        guard check.problems.isEmpty else { return nil }
        self.document = document
    }
}

/// Goes through a policy and notes everything that is wrong with it.
private struct PolicyCheck {
    private static let maximumStatements = 100
    private(set) var problems: [FieldProblem] = []
    private var ids: Set<String> = []

    mutating func refuse(_ field: String, _ problem: String) {
        // A policy that is no policy need not be told a hundred times.
        if problems.count < 20 { problems.append(FieldProblem(field, problem)) }
    }

    mutating func document(_ value: JSONValue, _ field: String) {
        guard case .object(let members) = value else {
            return refuse(field, "must be an IAM policy: an object with Version and Statement")
        }
        unknown(members, ["Version", "Id", "Statement"], field)
        if members["Version"] != "2012-10-17" { refuse("\(field).Version", "must be \"2012-10-17\"") }
        if let id = members["Id"], !id.isText { refuse("\(field).Id", "must be a string") }
        switch members["Statement"] {
        case .array(let statements) where (1...Self.maximumStatements).contains(statements.count):
            for (index, value) in statements.enumerated() { statement(value, "\(field).Statement[\(index)]") }
        case .object(let members): statement(.object(members), "\(field).Statement")
        default: refuse("\(field).Statement", "must be a statement, or a list of 1 to \(Self.maximumStatements)")
        }
    }

    private mutating func statement(_ value: JSONValue, _ field: String) {
        guard case .object(let members) = value else { return refuse(field, "must be an object") }
        for name in ["Principal", "NotPrincipal"] where members[name] != nil {
            refuse("\(field).\(name)", "must not be there: the policy is for whoever gets the permission set")
        }
        unknown(
            members,
            [
                "Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition", "Principal",
                "NotPrincipal",
            ],
            field
        )
        let isAllow = members["Effect"] == "Allow"
        if !isAllow, members["Effect"] != "Deny" { refuse("\(field).Effect", "must be \"Allow\" or \"Deny\"") }
        if isAllow {
            // It would give everything that it does not name, which no approver can oversee.
            for name in ["NotAction", "NotResource"] where members[name] != nil {
                refuse("\(field).\(name)", "must not be there: an Allow must name what it allows")
            }
        }
        one(of: "Action", "NotAction", members, field, "* or names such as s3:GetObject", Self.isAction)
        one(of: "Resource", "NotResource", members, field, "* or ARNs", Self.isResource)
        if let sid = members["Sid"] { self.sid(sid, "\(field).Sid") }
        if let condition = members["Condition"] { self.condition(condition, "\(field).Condition") }
    }

    /// Checks the one of two members that must be there: a text or a list of texts.
    private mutating func one(
        of name: String,
        _ other: String,
        _ members: [String: JSONValue],
        _ field: String,
        _ expectation: String,
        _ isValid: (String) -> Bool
    ) {
        let given = [name, other].filter { members[$0] != nil }
        guard let only = given.first, given.count == 1 else {
            return refuse("\(field).\(name)", given.isEmpty ? "is missing" : "must not be there together with \(other)")
        }
        let texts: [JSONValue]
        if case .array(let list)? = members[only] { texts = list } else { texts = members[only].map { [$0] } ?? [] }
        let areValid = texts.allSatisfy { if case .string(let text) = $0 { isValid(text) } else { false } }
        if texts.isEmpty || !areValid { refuse("\(field).\(only)", "must be \(expectation)") }
    }

    private mutating func sid(_ value: JSONValue, _ field: String) {
        guard case .string(let sid) = value, sid.utf8.allSatisfy(Self.isAlphanumeric) else {
            return refuse(field, "must be letters and digits")
        }
        if !sid.isEmpty, !ids.insert(sid).inserted {
            refuse(field, "must be another one than that of each other statement")
        }
    }

    private mutating func condition(_ value: JSONValue, _ field: String) {
        guard case .object(let operators) = value else { return refuse(field, "must be an object") }
        for (name, value) in operators.sorted(by: { $0.key < $1.key }) {
            guard case .object(let keys) = value, !keys.isEmpty, keys.values.allSatisfy(\.isConditionValue) else {
                refuse("\(field).\(NearMiss.printable(name))", "must be an object of condition keys and their values")
                continue
            }
        }
    }

    private mutating func unknown(_ members: [String: JSONValue], _ known: [String], _ field: String) {
        for name in members.keys.sorted() where !known.contains(name) {
            refuse("\(field).\(NearMiss.printable(name))", "is not a part of a policy")
        }
    }

    private static func isAction(_ text: String) -> Bool {
        if text == "*" { return true }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2
            && parts.allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { isAlphanumeric($0) || "-*?".utf8.contains($0) }
            }
    }

    private static func isResource(_ text: String) -> Bool {
        text == "*"
            || (text.hasPrefix("arn:") && text.split(separator: ":", omittingEmptySubsequences: false).count >= 6)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}

extension JSONValue {
    fileprivate var isText: Bool {
        if case .string = self { true } else { false }
    }

    /// A text, number or truth value, or a list of them.
    fileprivate var isConditionValue: Bool {
        switch self {
        case .string, .bool, .integer, .number: true
        case .array(let values): values.allSatisfy { if case .array = $0 { false } else { $0.isConditionValue } }
        case .null, .object: false
        }
    }
}
