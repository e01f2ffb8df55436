// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    /// The list of rules; it may be empty, and then nothing is allowed.
    mutating func rules(_ defaultPermissionSet: String) throws(JSONProblem) -> [RuleDraft] {
        var rules: [RuleDraft] = []
        try beginArray()
        while try nextElement() {
            guard rules.count < PolicyLimits.rules else {
                throw problem("is one too many; at most \(PolicyLimits.rules) rules are accepted")
            }
            rules.append(try rule(defaultPermissionSet, index: rules.count))
        }
        return rules
    }

    private mutating func rule(_ defaultPermissionSet: String, index: Int) throws(JSONProblem) -> RuleDraft {
        let rule = RuleDraft(index: index)
        let start = offsetOfNext()
        try beginObject()
        while let key = try nextMember() {
            switch key {
            case "name": rule.name = try text(PolicyLimits.nameCharacters)
            case "description": try skipText(PolicyLimits.descriptionCharacters)
            case "effect": rule.effect = try choice(RuleDraft.Effect.self)
            case "principals": rule.principals = try principals()
            case "paths": rule.paths = try paths()
            case "accounts": rule.accounts = try accounts()
            case "permission_sets": rule.permissionSets = try permissionSets(defaultPermissionSet)
            case "maximum_duration": rule.maximumDuration = try duration()
            case "justification": rule.minimumJustification = try justification()
            case "ticket": rule.ticket = try ticket()
            case "windows": rule.windows = try list { reader throws(JSONProblem) in try reader.window() }
            case "approval": rule.approval = try approval()
            default: throw unknown(key.text, of: "a rule", known: RuleDraft.keys)
            }
        }
        rule.source = start..<position
        return rule
    }

    private mutating func justification() throws(JSONProblem) -> Int {
        var minimum: Int?
        try beginObject()
        while let key = try nextMember() {
            switch key {
            case "minimum_length": minimum = Int(try wholeNumber(0...Int64(PolicyLimits.justificationCharacters)))
            default: throw unknown(key.text, of: "justification", known: ["minimum_length"])
            }
        }
        guard let minimum else { throw problem("must have minimum_length; 0 makes a justification optional") }
        return minimum
    }

    private mutating func ticket() throws(JSONProblem) -> TicketDraft {
        var ticket = TicketDraft()
        try beginObject()
        while let key = try nextMember() {
            switch key {
            case "required": ticket.isRequired = try bool()
            case "pattern": ticket.pattern = try pattern()
            case "check": ticket.check = try ticketCheck()
            default: throw unknown(key.text, of: "ticket", known: ["required", "pattern", "check"])
            }
        }
        return ticket
    }

    private mutating func ticketCheck() throws(JSONProblem) -> TicketCheck {
        var check = TicketCheck()
        try beginObject()
        while let key = try nextMember() {
            switch key {
            case "states":
                check.states = try list { reader throws(JSONProblem) in try reader.text(PolicyLimits.nameCharacters) }
            case "participant": check.isForParticipants = try bool()
            case "change_window": check.isForWindow = try bool()
            default: throw unknown(key.text, of: "check", known: ["states", "participant", "change_window"])
            }
        }
        return check
    }
}
