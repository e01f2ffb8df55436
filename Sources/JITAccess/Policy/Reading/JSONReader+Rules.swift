// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    private enum RuleKey: String, KnownWord {
        case name, description, effect, principals, paths, accounts, permissionSets = "permission_sets"
        case maximumDuration = "maximum_duration", maximumTotal = "maximum_total"
        case justification, ticket, windows, approval

        static let words = KnownWords(Self.self)
    }

    private enum JustificationKey: String, KnownWord {
        case minimumLength = "minimum_length"

        static let words = KnownWords(Self.self)
    }

    private enum TicketKey: String, KnownWord {
        case required, pattern, check

        static let words = KnownWords(Self.self)
    }

    private enum TicketCheckKey: String, KnownWord {
        case states, participant, changeWindow = "change_window"

        static let words = KnownWords(Self.self)
    }

    /// The list of rules; it may be empty, and then nothing is allowed.
    mutating func rules(_ defaultPermissionSet: String) throws(JSONProblem) -> [PolicyRule] {
        var rules: [PolicyRule] = []
        var names: Set<String> = []
        var last = LastRule()
        // Room for all of them, if they are as long as rules are.
        let expected = min(PolicyLimits.rules, (bytes.count - position) / 400)
        rules.reserveCapacity(expected)
        names.reserveCapacity(expected)
        try beginArray()
        while try nextElement() {
            guard rules.count < PolicyLimits.rules else {
                throw problem("is one too many; at most \(PolicyLimits.rules) rules are accepted")
            }
            let rule = try rule(defaultPermissionSet, &last)
            guard names.insert(rule.name).inserted else {
                let reason = "is the name of an earlier rule; each needs its own"
                throw JSONProblem(path: path + ".name", offset: rule.source.lowerBound, in: bytes, reason: reason)
            }
            rules.append(rule)
        }
        return rules
    }

    private mutating func rule(
        _ defaultPermissionSet: String,
        _ last: inout LastRule
    ) throws(JSONProblem) -> PolicyRule {
        var rule = RuleDraft()
        let start = offsetOfNext()
        try beginObject()
        while let key = try nextMember(RuleKey.self, of: "a rule") {
            switch key {
            case .name: rule.name = try text(PolicyLimits.nameCharacters)
            case .description: try skipText(PolicyLimits.descriptionCharacters)
            case .effect: rule.effect = try choice(RuleDraft.Effect.self)
            case .principals: rule.principals = try principals(&last.kinds)
            case .paths: rule.paths = try repeated(&last.paths) { reader throws(JSONProblem) in try reader.paths() }
            case .accounts: rule.accounts = try accounts()
            case .permissionSets:
                rule.permissionSets = try repeated(&last.permissionSets) { reader throws(JSONProblem) in
                    try reader.permissionSets(defaultPermissionSet)
                }
            case .maximumDuration:
                rule.maximumDuration = try repeated(&last.maximumDuration) { reader throws(JSONProblem) in
                    try reader.duration()
                }
            case .maximumTotal:
                rule.maximumTotal = try repeated(&last.maximumTotal) { reader throws(JSONProblem) in
                    try reader.duration()
                }
            case .justification:
                rule.minimumJustification = try repeated(&last.minimumJustification) { reader throws(JSONProblem) in
                    try reader.justification()
                }
            case .ticket: rule.ticket = try repeated(&last.ticket) { reader throws(JSONProblem) in try reader.ticket() }
            case .windows: rule.windows = try list { reader throws(JSONProblem) in try reader.window() }
            case .approval:
                rule.approval = try approval(&last.levels)
            }
        }
        do {
            return try rule.finished(start..<position)
        } catch {
            throw problem(error.reason, at: start)
        }
    }

    private mutating func justification() throws(JSONProblem) -> Int {
        var minimum: Int?
        try beginObject()
        while let key = try nextMember(JustificationKey.self, of: "justification") {
            switch key {
            case .minimumLength: minimum = Int(try wholeNumber(0...Int64(PolicyLimits.justificationCharacters)))
            }
        }
        guard let minimum else { throw problem("must have minimum_length; 0 makes a justification optional") }
        return minimum
    }

    private mutating func ticket() throws(JSONProblem) -> TicketDraft {
        var ticket = TicketDraft()
        try beginObject()
        while let key = try nextMember(TicketKey.self, of: "ticket") {
            switch key {
            case .required: ticket.isRequired = try bool()
            case .pattern: ticket.pattern = try pattern()
            case .check: ticket.check = try ticketCheck()
            }
        }
        return ticket
    }

    private mutating func ticketCheck() throws(JSONProblem) -> TicketCheck {
        var check = TicketCheck()
        try beginObject()
        while let key = try nextMember(TicketCheckKey.self, of: "check") {
            switch key {
            case .states:
                check.states = try list { reader throws(JSONProblem) in try reader.text(PolicyLimits.nameCharacters) }
            case .participant: check.isForParticipants = try bool()
            case .changeWindow: check.isForWindow = try bool()
            }
        }
        return check
    }
}
