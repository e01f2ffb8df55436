// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    private enum PrincipalsKey: String, KnownWord {
        case kinds, users, groups

        static let words = KnownWords(Self.self)
    }

    private enum AccountsKey: String, KnownWord {
        case ids, names, ous, tags

        static let words = KnownWords(Self.self)
    }

    package mutating func principals() throws(JSONProblem) -> PrincipalSelector {
        var kinds: LastRule.Written<[PrincipalKind]>?
        return try principals(&kinds)
    }

    /// - Parameter kinds: those that were read last.
    mutating func principals(_ kinds: inout LastRule.Written<[PrincipalKind]>?) throws(JSONProblem) -> PrincipalSelector
    {
        if try takesEverything() { return .anybody }
        var selector = PrincipalSelector()
        let start = offsetOfNext()
        try beginObject()
        while let key = try nextMember(PrincipalsKey.self, of: "principals") {
            switch key {
            case .kinds:
                selector.kinds = try repeated(&kinds) { reader throws(JSONProblem) in try reader.kinds() }
            case .users: selector.users = try people()
            case .groups: selector.groups = try groupNames()
            }
        }
        guard selector.kinds != nil || !selector.isAnybody else {
            throw problem("selects nobody; write \"*\" for anybody", at: start)
        }
        if selector.users.contains(where: \.isAnything) {
            // Then it is for those without a name too, and the groups select nothing.
            selector.users = []
            selector.groups = []
        }
        return selector
    }

    private mutating func kinds() throws(JSONProblem) -> [PrincipalKind] {
        try list { reader throws(JSONProblem) in try reader.choice(PrincipalKind.self) }
    }

    package mutating func paths() throws(JSONProblem) -> [AccessPath] {
        try takesEverything() ? AccessPath.allCases : try pathList()
    }

    mutating func pathList() throws(JSONProblem) -> [AccessPath] {
        try list { reader throws(JSONProblem) in try reader.choice(AccessPath.self) }
    }

    package mutating func accounts() throws(JSONProblem) -> AccountSelector {
        if try takesEverything() { return .every }
        var selector = AccountSelector()
        let start = offsetOfNext()
        try beginObject()
        while let key = try nextMember(AccountsKey.self, of: "accounts") {
            switch key {
            case .ids:
                selector.ids = try list { reader throws(JSONProblem) in try reader.accountID() }
            case .names: selector.names = try patterns()
            case .ous:
                selector.units = try list { reader throws(JSONProblem) in try reader.unit() }
            case .tags: selector.tags = try tags()
            }
        }
        guard !selector.isAnywhere || !selector.tags.isEmpty else {
            throw problem("selects no account; write \"*\" for every one", at: start)
        }
        return selector
    }

    private mutating func unit() throws(JSONProblem) -> UnitSelector {
        try parsed(
            "a unit such as \"Workloads/Prod\" or \"ou-ab12-cdefghij\"; for all of them write \"accounts\": \"*\"",
            limit: 1_024,
            utf8: { UnitSelector(utf8: $0) }
        )
    }

    package mutating func accountID() throws(JSONProblem) -> AccountID {
        try parsed("an account id, a string of twelve digits", utf8: { AccountID(utf8: $0) })
    }

    private mutating func tags() throws(JSONProblem) -> [AccountSelector.Tag] {
        var tags: [AccountSelector.Tag] = []
        let start = offsetOfNext()
        try beginObject()
        while let key = try nextName() {
            // What an organization allows on an account.
            guard !key.isEmpty, tags.count < 50 else { throw problem("is no tag; 1 to 50 with a name are accepted") }
            tags.append(AccountSelector.Tag(key: key, values: try patterns()))
        }
        guard !tags.isEmpty else { throw problem("must not be empty", at: start) }
        return tags
    }

    package mutating func permissionSets(_ defaultPermissionSet: String) throws(JSONProblem) -> PermissionSetSelector {
        if try kind() == .string {
            _ = try takesEverything()
            return PermissionSetSelector(names: [Pattern("*")])
        }
        var selector = PermissionSetSelector()
        _ = try list { reader throws(JSONProblem) in
            if let pattern = try reader.plainPermissionSet() {
                selector.names.append(pattern)
                return
            }
            switch try reader.permissionSetName() {
            case "@custom": selector.includesCustom = true
            case "@default": selector.names.append(Pattern(defaultPermissionSet))
            case let name: selector.names.append(Pattern(name))
            }
        }
        return selector
    }

    /// Nil, and nothing has been read, unless it is plain text without an `@`.
    private mutating func plainPermissionSet() throws(JSONProblem) -> Pattern? {
        let start = offsetOfNext()
        guard let content = plainText(), !content.isEmpty, bytes[content.lowerBound] != UInt8(ascii: "@") else {
            position = start
            return nil
        }
        position = start
        return try pattern()
    }

    private mutating func permissionSetName() throws(JSONProblem) -> String {
        try parsed("the name of a permission set, a pattern, \"@default\" or \"@custom\"") { name in
            name.utf8.first != UInt8(ascii: "@") || ["@default", "@custom"].contains(name) ? name : nil
        }
    }
}
