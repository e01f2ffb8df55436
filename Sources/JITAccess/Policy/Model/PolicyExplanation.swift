// SPDX-License-Identifier: Apache-2.0

/// A decision with what every rule had to do with it.
public struct PolicyExplanation: Sendable, Equatable {
    public let decision: PolicyDecision

    /// All rules, in the order of the file.
    public let rules: [RuleExplanation]

    /// The allow rules that missed no more than `most` things, the nearest first: what to look at after a refusal.
    public func nearMisses(most: Int = 2) -> [RuleExplanation] {
        rules.enumerated()
            .filter { !$1.isDeny && (1...most).contains($1.missing.count) }
            .sorted { ($0.element.missing.count, $0.offset) < ($1.element.missing.count, $1.offset) }
            .map(\.element)
    }
}

/// How one rule matched.
public struct RuleExplanation: Sendable, Equatable {
    /// Something that a rule wants and the question has not.
    public struct Missing: Sendable, Equatable {
        /// A stable word: principal, path, account, tags, permission_set, window, duration, total, justification, ticket or
        /// ticket_pattern.
        public let what: String

        /// What the rule wants, going on from "the rule": `allows at most 4 hours (8 hours was asked for)`.
        public let wish: String

        /// Creates a wish.
        public init(what: String, wish: String) {
            self.what = what
            self.wish = wish
        }
    }

    public let name: String
    public let isDeny: Bool

    /// Empty if the rule matches.
    public let missing: [Missing]

    /// Creates an explanation.
    public init(name: String, isDeny: Bool, missing: [Missing]) {
        self.name = name
        self.isDeny = isDeny
        self.missing = missing
    }

    public var matches: Bool { missing.isEmpty }
}
