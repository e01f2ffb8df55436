// SPDX-License-Identifier: Apache-2.0

/// What AWS says when it refuses: it names roles and resources, and must stay in the account.
public enum WordsOfAWS {
    /// What is looked for everywhere else.
    public static let role = "arn:aws:sts::999988887777:assumed-role/hourglass-RevokeRole"

    /// Whether a text tells it. Most are too short to, and a search costs much for each.
    static func areTold(in text: String) -> Bool { text.utf8.count >= role.utf8.count && text.contains(role) }

    /// A refusal; `call` says which.
    public static func refusal(_ call: String) -> String {
        "Identity Center: \(call): User: \(role)/hourglass-Revoke is not authorized to do this."
    }
}
