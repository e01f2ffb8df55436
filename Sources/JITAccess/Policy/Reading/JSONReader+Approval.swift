// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    private static let levelKeys = [
        "name", "users", "groups", "account_owners", "administrators", "required", "step_up",
    ]

    mutating func approval() throws(JSONProblem) -> ApprovalDraft {
        let start = offsetOfNext()
        if try kind() == .string {
            _ = try parsed("\"automatic\", or an object with levels") { $0 == "automatic" ? $0 : nil }
            return .automatic
        }
        var levels: [LevelDraft]?
        var timeout = ApprovalDraft.defaultTimeout
        try beginObject()
        while let key = try nextMember() {
            switch key {
            case "levels":
                levels = try list(PolicyLimits.levels) { reader throws(JSONProblem) in try reader.level() }
            case "timeout": timeout = try duration().duration
            default: throw unknown(key.text, of: "approval", known: ["levels", "timeout"])
            }
        }
        guard let levels else { throw problem("must have levels, or be \"automatic\"", at: start) }
        return .levels(levels, timeout: timeout)
    }

    private mutating func level() throws(JSONProblem) -> LevelDraft {
        var level = LevelDraft(offset: offsetOfNext())
        try beginObject()
        while let key = try nextMember() {
            switch key {
            case "name": level.name = try text(PolicyLimits.nameCharacters)
            case "users": level.users = try patterns()
            case "groups": level.groups = try groupNames()
            case "account_owners": level.includesOwners = try bool()
            case "administrators": level.includesAdministrators = try bool()
            case "step_up": level.needsStepUp = try bool()
            case "required": level.required = Int(try wholeNumber(1...Int64(PolicyLimits.required)))
            default: throw unknown(key.text, of: "a level", known: Self.levelKeys)
            }
        }
        return level
    }

    mutating func administrators() throws(JSONProblem) -> PolicyAdministrators {
        var administrators = PolicyAdministrators()
        let start = offsetOfNext()
        try beginObject()
        while let key = try nextMember() {
            switch key {
            case "users": administrators.users = try patterns()
            case "groups": administrators.groups = try groupNames()
            default: throw unknown(key.text, of: "administrators", known: ["users", "groups"])
            }
        }
        guard !administrators.isEmpty else { throw problem("must have users or groups", at: start) }
        return administrators
    }
}
