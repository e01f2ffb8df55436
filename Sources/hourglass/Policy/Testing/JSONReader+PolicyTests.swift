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

    /// A whole file of policy tests.
    ///
    /// - Throws: ``JSONProblem``
    mutating func policyTests() throws(JSONProblem) -> PolicyTests {
        var tests = PolicyTests()
        try beginObject()
        while let key = try nextMember(TestsKey.self, of: "policy tests") {
            switch key {
            case .policy: tests.policy = try text(1_000)
            case .defaultPermissionSet: tests.defaultPermissionSet = try text(256)
            case .description: _ = try text(1_000)
            case .facts: try facts(&tests)
            case .expectations:
                tests.expectations = try list { reader throws(JSONProblem) in try reader.expectation(tests) }
            case .assertions:
                tests.assertions = try list { reader throws(JSONProblem) in try reader.assertion(tests) }
            }
        }
        try finish()
        guard !tests.expectations.isEmpty || !tests.assertions.isEmpty else {
            throw problem("must have expectations or assertions, after the facts")
        }
        return tests
    }

    private mutating func facts(_ tests: inout PolicyTests) throws(JSONProblem) {
        try beginObject()
        while let key = try nextMember(FactsKey.self, of: "facts") {
            switch key {
            case .people: tests.people = try list { reader throws(JSONProblem) in try reader.person() }
            case .accounts: tests.accounts = try list { reader throws(JSONProblem) in try reader.account() }
            case .permissionSets:
                tests.permissionSets = try list { reader throws(JSONProblem) in try reader.permissionSet() }
            }
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
        var units: [OrganizationalUnit] = []
        var tags: [String: String] = [:]
        var isProtected = false
        let start = offsetOfNext()
        try beginObject()
        while let key = try nextMember(AccountKey.self, of: "an account") {
            switch key {
            case .id: id = try accountID()
            case .name: name = try text(256)
            case .ou:
                units = try text(1_024).split(separator: "/").map { OrganizationalUnit(id: "", name: String($0)) }
            case .ouIds:
                let ids = try list { reader throws(JSONProblem) in try reader.text(256) }
                units = zip(ids, units).map { OrganizationalUnit(id: $0, name: $1.name) }
            case .isProtected: isProtected = try bool()
            case .tags:
                try beginObject()
                while let tag = try nextName() { tags[tag] = try string() }
            }
        }
        guard let id else { throw problem("must have an id", at: start) }
        return PolicyAccount(
            id: id,
            name: name,
            organizationalUnits: units,
            tags: tags,
            isProtected: isProtected
        )
    }

    mutating func permissionSet() throws(JSONProblem) -> PolicyPermissionSet {
        let name = try text(256)
        return name == "@custom" ? .custom : .named(name)
    }
}
