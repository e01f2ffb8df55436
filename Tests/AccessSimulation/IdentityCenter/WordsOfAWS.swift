// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// What AWS says when it refuses: it names roles and resources, and must stay in the account.
public enum WordsOfAWS {
    /// What is looked for everywhere else.
    public static let role = "arn:aws:sts::999988887777:assumed-role/hourglass-RevokeRole"

    private static let pattern = TextPattern(role)

    /// Whether a text tells it.
    static func areTold(in text: String) -> Bool { pattern.isIn(text) }

    /// Whether any text in an answer, or any name, tells it.
    static func areTold(in value: JSONValue) -> Bool {
        switch value {
        case .string(let text): areTold(in: text)
        case .array(let values): values.contains(where: areTold)
        case .object(let members): members.contains { areTold(in: $0.key) || areTold(in: $0.value) }
        case .null, .bool, .integer, .number: false
        }
    }

    /// A refusal; `call` says which.
    public static func refusal(_ call: String) -> String {
        "Identity Center: \(call): User: \(role)/hourglass-Revoke is not authorized to do this."
    }
}
