// SPDX-License-Identifier: Apache-2.0

/// The administrators of Identity Center, who approve custom permission sets at the second level.
struct PolicyAdministrators: Sendable, Equatable {
    var users: [Pattern] = []
    var groups: [String] = []

    var isEmpty: Bool { users.isEmpty && groups.isEmpty }

    func include(_ names: [MatchText], userID: String?, in groups: Set<String>) -> Bool {
        users.include(names, userID: userID) || self.groups.contains(where: groups.contains)
    }
}
