// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    private enum ApprovalKey: String, KnownWord {
        case levels, timeout

        static let words = KnownWords(Self.self)
    }

    private enum LevelKey: String, KnownWord {
        case name, users, groups, accountOwners = "account_owners", administrators, required, stepUp = "step_up"
        case otherEntryPoint = "other_entry_point"

        static let words = KnownWords(Self.self)
    }

    private enum AdministratorsKey: String, KnownWord {
        case users, groups

        static let words = KnownWords(Self.self)
    }

    /// - Parameter last: the levels that were read last.
    mutating func approval(_ last: inout LastRule.Written<ApprovalTerms>?) throws(JSONProblem) -> ApprovalTerms {
        if try kind() == .string {
            _ = try parsed("\"automatic\", or an object with levels") { $0 == "automatic" ? $0 : nil }
            return .automatic
        }
        return try repeated(&last) { reader throws(JSONProblem) in try reader.levels() }
    }

    private mutating func levels() throws(JSONProblem) -> ApprovalTerms {
        let start = offsetOfNext()
        var levels: [LevelTerms]?
        var timeout = ApprovalTerms.defaultTimeout
        try beginObject()
        while let key = try nextMember(ApprovalKey.self, of: "approval") {
            switch key {
            case .levels:
                var names: [String] = []
                levels = try list(PolicyLimits.levels) { reader throws(JSONProblem) in try reader.level(&names) }
            case .timeout: timeout = try duration().duration
            }
        }
        guard let levels else { throw problem("must have levels, or be \"automatic\"", at: start) }
        return .levels(levels, timeout: timeout)
    }

    /// - Parameter names: those of the levels before; that of this one is added.
    private mutating func level(_ names: inout [String]) throws(JSONProblem) -> LevelTerms {
        var level = LevelTerms(offset: offsetOfNext())
        try beginObject()
        while let key = try nextMember(LevelKey.self, of: "a level") {
            switch key {
            case .name: level.name = try text(PolicyLimits.nameCharacters)
            case .users: level.users = try people()
            case .groups: level.groups = try groupNames()
            case .accountOwners: level.includesOwners = try bool()
            case .administrators: level.includesAdministrators = try bool()
            case .stepUp: level.needsStepUp = try bool()
            case .otherEntryPoint: level.needsOtherEntryPoint = try bool()
            case .required: level.required = Int(try wholeNumber(1...Int64(PolicyLimits.required)))
            }
        }
        guard !level.name.isEmpty else { throw problem("must have a name, such as \"owner\"", at: level.offset) }
        guard level.isForSomebody else {
            let reason = "has no approvers; give users, groups, account_owners or administrators"
            throw problem(reason, at: level.offset)
        }
        guard !names.contains(level.name) else {
            throw problem("has the name of an earlier level; each needs its own", at: level.offset)
        }
        names.append(level.name)
        return level
    }

    mutating func administrators() throws(JSONProblem) -> PolicyAdministrators {
        var administrators = PolicyAdministrators()
        let start = offsetOfNext()
        try beginObject()
        while let key = try nextMember(AdministratorsKey.self, of: "administrators") {
            switch key {
            case .users: administrators.users = try people()
            case .groups: administrators.groups = try groupNames()
            }
        }
        guard !administrators.isEmpty else { throw problem("must have users or groups", at: start) }
        return administrators
    }
}
