// SPDX-License-Identifier: Apache-2.0

/// The owners of an account, as the value of its tag names them: user names, e-mail addresses, `user:<id>`,
/// `group:<name>` and `group:<id>`, separated by spaces.
struct AccountOwners {
    let users: [String]
    let groups: [String]

    init(tag value: String?) {
        var users: [String] = []
        var groups: [String] = []
        for word in (value ?? "").split(separator: " ") {
            if word.hasPrefix(PersonReference.groupPrefix) {
                groups.append(String(word.dropFirst(PersonReference.groupPrefix.count)))
            } else {
                users.append(String(word))
            }
        }
        self.users = users
        self.groups = groups.filter { !$0.isEmpty }
    }

    /// A tag names people literally: a `*` in it is no pattern, since who may tag accounts does not write the policy.
    func include(_ names: [MatchText], userID: String?, in groups: Set<String>) -> Bool {
        let isNamed = users.contains { user in
            if PersonReference.isReserved(user) {
                userID != nil && PersonReference.userID(of: user) == userID
            } else {
                names.contains(MatchText(user))
            }
        }
        return isNamed || self.groups.contains(where: groups.contains)
    }
}
