// SPDX-License-Identifier: Apache-2.0

import JITAccess

extension JSONReader {
    private enum TestsKey: String, KnownWord {
        case policy, defaultPermissionSet = "default_permission_set", description, facts, expectations, assertions

        static let words = KnownWords(Self.self)
    }

    private enum FactsKey: String, KnownWord {
        case people, accounts, permissionSets = "permission_sets"

        static let words = KnownWords(Self.self)
    }

    private enum PersonKey: String, KnownWord {
        case names, groups, kind

        static let words = KnownWords(Self.self)
    }

    private enum AccountKey: String, KnownWord {
        case id, name, ou, ouIds = "ou_ids", tags, isProtected = "protected"

        static let words = KnownWords(Self.self)
    }

    /// Reads a whole file of policy tests. What its members mean does not depend on their order.
    ///
    /// - Throws: ``JSONProblem``
    static func policyTests(_ bytes: [UInt8]) throws(JSONProblem) -> PolicyTests {
        var tests = PolicyTests()
        // Each part needs those before it, wherever they are in the file.
        for part in TestsPart.allCases {
            var reader = try JSONReader(bytes)
            try reader.read(part, into: &tests)
        }
        guard !tests.expectations.isEmpty || !tests.assertions.isEmpty else {
            throw try JSONReader(bytes).problem("must have expectations or assertions")
        }
        return tests
    }

    /// What is read of the file at a time.
    private enum TestsPart: CaseIterable {
        case settings
        case facts
        case tests
    }

    private mutating func read(_ part: TestsPart, into tests: inout PolicyTests) throws(JSONProblem) {
        try beginObject()
        while let key = try nextMember(TestsKey.self, of: "policy tests") {
            switch (key, part) {
            case (.policy, .settings): tests.policy = try text(1_000)
            case (.defaultPermissionSet, .settings): tests.defaultPermissionSet = try text(256)
            case (.description, .settings): _ = try text(1_000)
            case (.facts, .facts): try facts(&tests)
            case (.expectations, .tests):
                tests.expectations = try list { reader throws(JSONProblem) in try reader.expectation(tests) }
            case (.assertions, .tests):
                tests.assertions = try list { reader throws(JSONProblem) in try reader.assertion(tests) }
            default: _ = try value()
            }
        }
        try finish()
    }

    private mutating func facts(_ tests: inout PolicyTests) throws(JSONProblem) {
        let permissionSet = tests.defaultPermissionSet
        var names: Set<String> = []
        try beginObject()
        while let key = try nextMember(FactsKey.self, of: "facts") {
            switch key {
            case .people:
                tests.people = try list { reader throws(JSONProblem) in
                    let start = reader.offsetOfNext()
                    let person = try reader.person()
                    // By the second of two nobody could ask for anything.
                    for name in person.names where !names.insert(name.lowercased()).inserted {
                        throw reader.problem("has a name of an earlier one, or one twice", at: start)
                    }
                    return person
                }
            case .accounts: tests.accounts = try accounts()
            case .permissionSets:
                tests.permissionSets = try list { reader throws(JSONProblem) in
                    try reader.permissionSet(permissionSet)
                }
            }
        }
    }

    private mutating func accounts() throws(JSONProblem) -> [PolicyAccount] {
        var names: Set<String> = []
        return try list { reader throws(JSONProblem) in
            let start = reader.offsetOfNext()
            let account = try reader.account()
            for name in [account.id.description, account.name].compactMap({ $0 })
            where !names.insert(name.lowercased()).inserted {
                throw reader.problem("has the id or name of an earlier one", at: start)
            }
            return account
        }
    }

    private mutating func person() throws(JSONProblem) -> PolicyPrincipal {
        var person = PolicyPrincipal(userID: nil, names: [])
        let start = offsetOfNext()
        try beginObject()
        while let key = try nextMember(PersonKey.self, of: "a person") {
            switch key {
            case .names: person.names = try list { reader throws(JSONProblem) in try reader.text(256) }
            case .groups: person.groups = Set(try list { reader throws(JSONProblem) in try reader.text(1_024) })
            case .kind: person.kind = try choice(PrincipalKind.self)
            }
        }
        guard !person.names.isEmpty else { throw problem("must have names", at: start) }
        return PolicyPrincipal(kind: person.kind, called: person.names, groups: person.groups)
    }

    private mutating func account() throws(JSONProblem) -> PolicyAccount {
        var id: AccountID?
        var name: String?
        var units: [String] = []
        var unitIDs: [String] = []
        var idsStart: Int?
        var tags: [String: String] = [:]
        var isProtected = false
        let start = offsetOfNext()
        try beginObject()
        while let key = try nextMember(AccountKey.self, of: "an account") {
            switch key {
            case .id: id = try accountID()
            case .name: name = try text(256)
            case .ou:
                units = try parsed(
                    "the names of units from the root downwards, such as \"Workloads/Prod\"",
                    limit: 1_024
                ) {
                    let names = $0.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
                    return names.contains("") ? nil : names
                }
            case .ouIds:
                idsStart = offsetOfNext()
                unitIDs = try list { reader throws(JSONProblem) in try reader.text(256) }
            case .isProtected: isProtected = try bool()
            case .tags:
                try beginObject()
                while let tag = try nextName() { tags[tag] = try string() }
            }
        }
        guard let id else { throw problem("must have an id", at: start) }
        // Left as they are, one of the two would name units that the other does not have.
        if let idsStart, unitIDs.count != units.count {
            throw problem(
                "must have an id in ou_ids for each unit of ou, from the root downwards (\(unitIDs.count) for "
                    + "\(units.count))",
                at: idsStart
            )
        }
        return PolicyAccount(
            id: id,
            name: name,
            organizationalUnits: units.enumerated().map { index, name in
                OrganizationalUnit(id: unitIDs.isEmpty ? "" : unitIDs[index], name: name)
            },
            tags: tags,
            isProtected: isProtected
        )
    }

    /// - Parameter standard: what `@default` stands for.
    mutating func permissionSet(_ standard: String) throws(JSONProblem) -> PolicyPermissionSet {
        try parsed("the name of a permission set, \"@default\" or \"@custom\"") { name in
            switch name {
            case "@custom": .custom
            case "@default": .named(standard)
            default: name.hasPrefix("@") ? nil : .named(name)
            }
        }
    }
}
