// SPDX-License-Identifier: Apache-2.0

/// A policy while it is read: what one part says about another is looked at when all of it is there.
struct PolicyDraft {
    private enum Key: String, KnownWord {
        case version, description, accountOwnerTag = "account_owner_tag", administrators, actors, integrations
        case rules

        static let words = KnownWords(Self.self)
    }

    let bytes: [UInt8]
    private(set) var ownerTag: String?
    private(set) var administrators = PolicyAdministrators()
    private(set) var actors: [PolicyActor] = []
    private(set) var integrations: [String: PolicyIntegration] = [:]
    private(set) var rules: [RuleDraft] = []

    /// The owners of the account, then the administrators; one array for all rules.
    ///
    /// Levels without anybody are right here if the policy names nobody: then nobody can approve, and checking the
    /// policy says so.
    private(set) var customLevels: [ApprovalLevel] = []

    init(parsing bytes: [UInt8], defaultPermissionSet: String) throws(JSONProblem) {
        self.bytes = bytes
        var reader = try JSONReader(bytes, maximumDepth: 16)
        var seen: Set<Key> = []
        try reader.beginObject()
        while let key = try reader.nextMember(Key.self, of: "a policy") {
            seen.insert(key)
            switch key {
            case .version: try Self.version(&reader)
            case .description: try reader.skipText(PolicyLimits.descriptionCharacters)
            case .accountOwnerTag: ownerTag = try reader.text(128)
            case .administrators: administrators = try reader.administrators()
            case .actors: actors = try reader.actors()
            case .integrations: integrations = try reader.integrations()
            case .rules: rules = try reader.rules(defaultPermissionSet)
            }
        }
        for key in [Key.version, .rules] where !seen.contains(key) {
            throw JSONProblem(path: "$", offset: 0, in: bytes, reason: "must have \(key.rawValue)")
        }
        try reader.finish()
        customLevels = [
            ApprovalLevel(name: "owner", required: 1, approvers: ApproverSet(ownerTag: ownerTag)),
            ApprovalLevel(name: "admin", required: 1, approvers: ApproverSet(administrators: administrators)),
        ]
    }

    private static func version(_ reader: inout JSONReader) throws(JSONProblem) {
        let start = reader.offsetOfNext()
        guard try reader.kind() == .number, try reader.number() == .integer(1) else {
            throw reader.problem("must be 1, the only version there is", at: start)
        }
    }

    /// The rules with their approvers.
    func finishedRules() throws(JSONProblem) -> [PolicyRule] {
        var names: Set<String> = []
        var finished: [PolicyRule] = []
        finished.reserveCapacity(rules.count)
        names.reserveCapacity(rules.count)
        for rule in rules {
            guard names.insert(rule.name).inserted else {
                throw JSONProblem(
                    path: rule.path + ".name",
                    offset: rule.source.lowerBound,
                    in: bytes,
                    reason: "is the name of an earlier rule; each needs its own"
                )
            }
            finished.append(try rule.finished(self))
        }
        return finished
    }
}
