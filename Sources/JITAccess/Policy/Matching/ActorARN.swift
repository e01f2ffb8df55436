// SPDX-License-Identifier: Apache-2.0

/// The pattern of an ARN of a role or user. The account is always spelt out, so that no `*` can reach into another one.
/// See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html.
struct ActorARN: Sendable, Equatable {
    private let partition: String
    private let account: AccountID
    private let isRole: Bool
    private let name: Pattern

    /// Nil unless it is `arn:<partition>:iam::<account>:role/<name>` or `...:user/<name>` with patterns in the name
    /// only. A role's name is without its path, since sessions do not tell it.
    init?(_ text: String) {
        guard let parts = Self.parts(of: text), parts.service == "iam", let (kind, name) = Self.split(parts.resource),
            kind == "user" || (kind == "role" && !name.contains("/"))
        else { return nil }
        partition = parts.partition
        account = parts.account
        isRole = kind == "role"
        self.name = Pattern(name)
    }

    /// Whether `arn`, of a user, a role or a session of a role, is one of these.
    func matches(_ arn: String) -> Bool {
        guard let parts = Self.parts(of: arn), parts.partition == partition, parts.account == account,
            let (kind, rest) = Self.split(parts.resource)
        else { return false }
        switch (parts.service, kind) {
        case ("iam", "user"): return !isRole && name.matches(MatchText(rest))
        case ("iam", "role"):
            return isRole && name.matches(MatchText(rest.split(separator: "/").last.map(String.init) ?? rest))
        case ("sts", "assumed-role"):
            guard let (role, session) = Self.split(rest), !session.contains("/") else { return false }
            return isRole && name.matches(MatchText(role))
        default: return false
        }
    }

    private static func parts(
        of arn: String
    ) -> (partition: String, service: String, account: AccountID, resource: String)? {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn", ["aws", "aws-cn", "aws-us-gov"].contains(parts[1]),
            parts[3].isEmpty, let account = AccountID(parts[4])
        else { return nil }
        return (parts[1], parts[2], account, parts[5])
    }

    /// What is before and after the first slash; nil if one of them is empty.
    private static func split(_ resource: String) -> (String, String)? {
        let parts = resource.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        return (parts[0], parts[1])
    }
}
