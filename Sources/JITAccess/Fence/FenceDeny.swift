// SPDX-License-Identifier: Apache-2.0

/// One statement of ours in a permission set's policy: nothing at all for these users' sessions of before.
///
/// The key `aws:PrincipalAccount` holds it to the accounts in which access ended: the same user may have a lease of the same
/// permission set in another one, which gets the policy too. A user who is granted access again gets sessions that are
/// issued later, and is not locked out.
///
/// Keys: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
struct FenceDeny: Sendable, Hashable {
    /// What the names of our statements begin with.
    static let namePrefix = "HourglassFence"

    private static let userKey = "identitystore:UserId"
    private static let accountKey = "aws:PrincipalAccount"
    private static let issueKey = "aws:TokenIssueTime"

    /// Sorted, each once.
    let accountIDs: [AccountID]

    /// Sorted, each once.
    let userIDs: [String]

    /// Sessions issued before this whole second are kept out.
    let before: Timestamp

    init(accountIDs: Set<AccountID>, userIDs: Set<String>, before: Timestamp) {
        self.accountIDs = accountIDs.sorted { $0.description < $1.description }
        self.userIDs = userIDs.sorted()
        self.before = before
    }

    /// Reads a statement of ours, known by its name and by all of its form: what somebody has named alike, or written
    /// alike under another name, is not ours and is left alone.
    init?(_ statement: JSONValue) {
        let members = statement.members
        guard members.count == 5, members["Sid"]?.texts.first?.hasPrefix(Self.namePrefix) == true,
            members["Effect"] == "Deny", members["Action"]?.texts == ["*"], members["Resource"]?.texts == ["*"],
            let conditions = members["Condition"]?.members, conditions.count == 2,
            let equals = conditions["StringEquals"]?.members, equals.count == 2,
            let times = conditions["DateLessThan"]?.members, times.count == 1,
            let users = equals[Self.userKey]?.texts, !users.isEmpty,
            let names = equals[Self.accountKey]?.texts, !names.isEmpty,
            let before = times[Self.issueKey]?.only.flatMap(Timestamp.init(rfc3339:))
        else { return nil }
        let accounts = names.compactMap(AccountID.init(_:))
        guard accounts.count == names.count else { return nil }
        self.init(accountIDs: Set(accounts), userIDs: Set(users), before: before)
    }

    /// The statement under a name of its own.
    func statement(named name: String) -> JSONValue {
        [
            "Sid": .string(name),
            "Effect": "Deny",
            "Action": "*",
            "Resource": "*",
            "Condition": [
                "StringEquals": [
                    Self.userKey: Self.value(userIDs),
                    Self.accountKey: Self.value(accountIDs.map(\.description)),
                ],
                "DateLessThan": [Self.issueKey: .string(before.iso8601Seconds)],
            ],
        ]
    }

    /// As AWS writes it too: one text stands without a list.
    private static func value(_ texts: [String]) -> JSONValue {
        guard texts.count == 1, let only = texts.first else { return .array(texts.map(JSONValue.string)) }
        return .string(only)
    }
}

extension JSONValue {
    /// The members of an object; none of anything else.
    var members: [String: JSONValue] {
        guard case .object(let members) = self else { return [:] }
        return members
    }

    /// A text, or a list of nothing but texts: a policy may write one value either way. Nothing of anything else.
    fileprivate var texts: [String] {
        switch self {
        case .string(let text): return [text]
        case .array(let values):
            let texts = values.compactMap { value -> String? in
                guard case .string(let text) = value else { return nil }
                return text
            }
            return texts.count == values.count ? texts : []
        default: return []
        }
    }

    /// The one text.
    fileprivate var only: String? { texts.count == 1 ? texts.first : nil }
}
