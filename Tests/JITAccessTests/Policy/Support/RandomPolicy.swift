// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess

/// Random policies and questions from few names, so that they meet each other often.
struct RandomPolicy {
    private static let selectors: [(key: String, values: [String])] = [
        (
            "principals",
            [
                #""*""#, #"{"users": ["a*"]}"#, #"{"users": ["ada", "bob"]}"#, #"{"groups": ["G1"]}"#,
                #"{"groups": ["G1", "G2"]}"#, #"{"kinds": ["user"]}"#, #"{"kinds": ["agent"], "users": ["?d?"]}"#,
            ]
        ),
        ("paths", [#""*""#, #"["cli"]"#, #"["cli", "console"]"#, #"["agent"]"#]),
        (
            "accounts",
            [
                #""*""#, #"{"ids": ["000000000001"]}"#, #"{"names": ["prod-*"]}"#, #"{"ous": ["Work"]}"#,
                #"{"ous": ["Work/Prod"], "names": ["dev-#"]}"#, #"{"tags": {"env": ["prod"]}}"#,
                #"{"ous": ["Work"], "tags": {"env": ["dev", "prod"], "team": ["*"]}}"#,
            ]
        ),
        ("permission_sets", [#""*""#, #"["Read*"]"#, #"["Admin", "@custom"]"#, #"["@custom"]"#, #"["*", "@custom"]"#]),
        (
            "windows",
            [
                #"[{"from": "08:00", "to": "18:00"}]"#, #"[{"days": ["monday", "sunday"]}]"#,
                #"[{"from": "20:00", "to": "04:00", "utc_offset": "+02:00"}]"#,
            ]
        ),
    ]

    private static let terms: [(key: String, values: [String])] = [
        ("maximum_duration", [#""1h""#, #""4h""#, #""24h""#]),
        ("justification", [#"{"minimum_length": 0}"#, #"{"minimum_length": 10}"#]),
        (
            "ticket",
            [
                #"{}"#, #"{"pattern": "INC#"}"#, #"{"required": false}"#, #"{"check": {}}"#,
                #"{"check": {"participant": true}}"#,
                #"{"required": false, "check": {"states": ["New"], "change_window": true}}"#,
            ]
        ),
        (
            "approval",
            [
                #""automatic""#, #"{"levels": [{"name": "l", "users": ["zoe"]}]}"#,
                #"{"levels": [{"name": "l", "users": ["zoe", "yan"], "required": 2}]}"#,
                #"{"levels": [{"name": "l", "groups": ["G2"]}, {"name": "m", "account_owners": true, "required": 2}]}"#,
            ]
        ),
    ]

    /// A rule as its members: key and value.
    typealias Rule = [String: String]

    var generator: SeededGenerator

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &generator)]
    }

    mutating func chance(_ parts: Int) -> Bool { Int.random(in: 0..<parts, using: &generator) == 0 }

    /// The widest comes first, and as often as all others together, so that rules overlap.
    private mutating func widely(_ values: [String]) -> String { chance(2) ? values[0] : pick(values) }

    mutating func allowRule() -> Rule {
        var rule = ["effect": "\"allow\""]
        for (key, values) in Self.selectors where key != "windows" || chance(4) { rule[key] = widely(values) }
        for (key, values) in Self.terms where key != "ticket" || chance(3) { rule[key] = pick(values) }
        return rule
    }

    /// Allow rules that are for nearly everything and differ in what they demand, so that several match at once.
    mutating func overlappingRules() -> [Rule] {
        (0..<4).map { number in
            var rule = ["name": "\"r\(number)\"", "effect": "\"allow\"", "justification": #"{"minimum_length": 0}"#]
            for (key, values) in Self.selectors where key != "windows" {
                rule[key] = chance(5) ? pick(values) : values[0]
            }
            rule["maximum_duration"] = pick([#""4h""#, #""24h""#])
            rule["approval"] = pick(Self.terms[3].values)
            return rule
        }
    }

    mutating func denyRule() -> Rule {
        var rule = ["effect": "\"deny\""]
        for (key, values) in Self.selectors where chance(2) { rule[key] = pick(values) }
        if rule["permission_sets"] == #""*""# { rule["permission_sets"] = #"["Read*"]"# }
        if rule.count == 1 { rule["paths"] = #"["agent"]"# }
        return rule
    }

    mutating func rules() -> [Rule] {
        (0..<Int.random(in: 1...6, using: &generator)).map { number in
            (chance(4) ? denyRule() : allowRule()).merging(["name": "\"r\(number)\""]) { $1 }
        }
    }

    mutating func question() throws -> PolicyQuestion {
        let names = pick([["ada", "ada@example.com"], ["bob"], ["eve"], ["adx"]])
        let groups = pick([[], ["G1"], ["G2"], ["G1", "G2"]] as [Set<String>])
        return try PolicyExamples.question { question in
            question.principal = PolicyPrincipal(
                kind: chance(4) ? .agent : .user,
                userID: names[0],
                names: names,
                groups: groups
            )
            question.path = pick([.cli, .cli, .console, .agent, .itsm])
            question.account = try PolicyExamples.account(
                pick(["000000000001", "000000000002"]),
                name: pick(["prod-a", "dev-1"]),
                units: pick([[], ["Work"], ["Work", "Prod"], ["Other", "Prod"]]),
                tags: pick([[:], ["env": "prod"], ["env": "dev", "team": "x", "owner": "zoe"]])
            )
            question.permissionSet = pick([.named("ReadOnly"), .named("Admin"), .custom])
            question.duration = LeaseDuration(hours: pick([1, 3, 24])) ?? .oneDay
            question.justification = pick([nil, "short", "long enough for all"])
            question.ticket = pick([nil, "INC1", "CHG1"])
            question.ticketRecord = chance(3) ? nil : ticket(question.ticket ?? "INC1")
            question.stage = pick([.asking, .beginning])
            question.start = question.start + .seconds(3600 * Int64.random(in: 0..<168, using: &generator))
        }
    }

    private mutating func ticket(_ number: String) -> Ticket {
        Ticket(
            number: number,
            isOpen: !chance(4),
            states: [pick(["New", "Closed"])],
            people: [pick(["ada", "bob"])],
            window: chance(3)
                ? nil
                : Ticket.Window(start: PolicyExamples.start, end: PolicyExamples.start + .seconds(3600 * 100))
        )
    }

    static func policy(_ rules: [Rule]) throws -> Policy {
        let texts = rules.map { rule in
            "{" + rule.sorted { $0.key < $1.key }.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
        }
        let more = #""account_owner_tag": "owner", "administrators": {"users": ["root"]},"#
        return try PolicyExamples.policy(texts.joined(separator: ",\n"), more: more)
    }
}

extension RandomPolicy {
    /// `rule` made narrower in one respect; nil if there is nothing to narrow there.
    mutating func narrower(_ rule: Rule) -> Rule? {
        var narrow = rule
        switch Int.random(in: 0..<7, using: &generator) {
        case 0:
            guard rule["principals"] == #""*""# else { return nil }
            narrow["principals"] = pick(Array(Self.selectors[0].values.dropFirst()))
        case 1:
            guard rule["paths"] != #"["agent"]"# else { return nil }
            narrow["paths"] = #"["cli"]"#
        case 2:
            guard rule["accounts"] == #""*""# else { return nil }
            narrow["accounts"] = pick(Array(Self.selectors[2].values.dropFirst()))
        case 3: narrow["maximum_duration"] = #""1h""#
        case 4:
            let isChecked = rule["ticket"]?.contains("check") == true
            guard !isChecked else { return nil }
            narrow["ticket"] = pick([#"{"pattern": "INC#"}"#, #"{"pattern": "INC#", "check": {"participant": true}}"#])
        case 5:
            guard rule["windows"] == nil else { return nil }
            narrow["windows"] = pick(Self.selectors[4].values)
        default:
            guard rule["permission_sets"] == #"["*", "@custom"]"# else { return nil }
            narrow["permission_sets"] = pick(Array(Self.selectors[3].values))
        }
        return narrow
    }
}
