// SPDX-License-Identifier: Apache-2.0

/// A question in the form in which rules look at it, prepared once for all of them.
package struct PolicyFacts {
    /// The units of the account, from the root downwards.
    struct Units {
        let ids: [String]
        let names: [MatchText]
    }

    let question: PolicyQuestion
    let names: [MatchText]
    let accountName: MatchText
    let units: Units
    let tags: [String: MatchText]

    /// Nil for a custom one.
    let permissionSet: MatchText?

    /// Those of a custom one.
    let managedPolicies: [MatchText]

    /// In characters that can be seen; see ``TypedText/visibleLength(_:)``.
    let justificationLength: Int
    let ticket: MatchText?

    var principal: PolicyPrincipal { question.principal }
    var account: PolicyAccount { question.account }

    package init(_ question: PolicyQuestion) {
        self.question = question
        names = question.principal.names.map(MatchText.init)
        accountName = MatchText(question.account.name ?? "")
        units = Units(
            ids: question.account.organizationalUnits.map(\.id),
            names: question.account.organizationalUnits.map { MatchText($0.name) }
        )
        tags = question.account.tags.mapValues(MatchText.init)
        permissionSet =
            switch question.permissionSet {
            case .named(let name): MatchText(name)
            case .custom: nil
            }
        managedPolicies = question.managedPolicies.map(MatchText.init)
        justificationLength = TypedText.visibleLength(question.justification ?? "")
        let ticket = TypedText.line(question.ticket ?? "")
        self.ticket = ticket.isEmpty ? nil : MatchText(ticket)
    }
}
