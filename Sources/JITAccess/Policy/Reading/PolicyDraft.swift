// SPDX-License-Identifier: Apache-2.0

/// A policy while it is read: what one part says about another is looked at when all of it is there.
struct PolicyDraft {
    private enum Key: String, KnownWord {
        case version, description, accountOwnerTag = "account_owner_tag", administrators, actors, integrations
        case rules

        static let words = KnownWords(Self.self)
    }

    private(set) var people = PolicyPeople()
    private(set) var actors: [PolicyActor] = []
    private(set) var integrations: [String: PolicyIntegration] = [:]
    private(set) var rules: [PolicyRule] = []

    init(parsing bytes: [UInt8], defaultPermissionSet: String) throws(JSONProblem) {
        var reader = try JSONReader(bytes, maximumDepth: 16)
        var missing: [Key] = [.version, .rules]
        try reader.beginObject()
        while let key = try reader.nextMember(Key.self, of: "a policy") {
            missing.removeAll { $0 == key }
            switch key {
            case .version: try Self.version(&reader)
            case .description: try reader.skipText(PolicyLimits.descriptionCharacters)
            case .accountOwnerTag: people.ownerTag = try reader.text(128)
            case .administrators: people.administrators = try reader.administrators()
            case .actors: actors = try reader.actors()
            case .integrations: integrations = try reader.integrations()
            case .rules: rules = try reader.rules(defaultPermissionSet)
            }
        }
        if let key = missing.first {
            throw JSONProblem(path: "$", offset: 0, in: bytes, reason: "must have \(key.rawValue)")
        }
        try reader.finish()
        try checkApprovers(bytes)
    }

    /// That every level has the owners or administrators whom it names.
    private func checkApprovers(_ bytes: [UInt8]) throws(JSONProblem) {
        if people.ownerTag == nil, let place = firstLevel(where: \.includesOwners) {
            let reason = "needs the owners of accounts; say in $.account_owner_tag which tag names them"
            throw JSONProblem(path: place.path, offset: place.offset, in: bytes, reason: reason)
        }
        if people.administrators.isEmpty, let place = firstLevel(where: \.includesAdministrators) {
            let reason = "needs the administrators; say in $.administrators who they are"
            throw JSONProblem(path: place.path, offset: place.offset, in: bytes, reason: reason)
        }
    }

    /// The first level that is so, with its path such as `$.rules[3].approval.levels[0]`.
    private func firstLevel(where isMeant: (LevelTerms) -> Bool) -> (path: String, offset: Int)? {
        for (index, rule) in rules.enumerated() {
            for (number, level) in (rule.terms?.approval.levels ?? []).enumerated() where isMeant(level) {
                return ("$.rules[\(index)].approval.levels[\(number)]", level.offset)
            }
        }
        return nil
    }

    private static func version(_ reader: inout JSONReader) throws(JSONProblem) {
        let start = reader.offsetOfNext()
        guard try reader.kind() == .number, try reader.number() == .integer(1) else {
            throw reader.problem("must be 1, the only version there is", at: start)
        }
    }
}
