// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import JITAccess

/// The options that describe a request and the facts about it.
struct QuestionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Who gets access: a user name, e-mail address or user:<id>.", valueName: "name"))
    var user: String

    @Option(help: ArgumentHelp("The account: twelve digits.", valueName: "id"))
    var account: String

    @Option(help: ArgumentHelp("The permission set, or @custom for one that the request defines.", valueName: "name"))
    var permissionSet: String

    @Option(help: ArgumentHelp("For how long, such as 45m, 4h, 7d or PT4H.", valueName: "duration"))
    var duration: String

    @Option(help: "The ticket. What is no number of ServiceNow is none that a rule can check.")
    var ticket: String?

    @OptionGroup(title: "The ticket, as the ticket system has it")
    var ticketRecord: TicketOptions

    @Option(help: "Why the access is needed.")
    var justification: String?

    @Option(help: "The way in: console, cli, pipeline, agent or itsm.", transform: { try Self.choice($0) })
    var path = AccessPath.cli

    @Option(help: "What the user is: user, workload or agent.", transform: { try Self.choice($0) })
    var kind = PrincipalKind.user

    @Option(help: ArgumentHelp("A group the user is in, as the policy names it; repeat for more.", valueName: "name"))
    var group: [String] = []

    @Option(
        help: ArgumentHelp("Another name, e-mail address or user:<id> of the user; repeat for more.", valueName: "name")
    )
    var alias: [String] = []

    @Option(help: ArgumentHelp("The name of the account.", valueName: "name"))
    var accountName: String?

    @Option(
        help: ArgumentHelp(
            "A unit the account is in, from the root downwards: Workloads/Prod, or repeat; id=name gives its id too.",
            valueName: "unit"
        )
    )
    var ou: [String] = []

    @Option(help: ArgumentHelp("A tag of the account; repeat for more.", valueName: "key=value"))
    var tag: [String] = []

    @Flag(
        name: .customLong("protected"),
        help:
            "The account is a protected one: that of the functions, the management account, or a delegated administrator."
    )
    var isProtected = false

    @Option(help: ArgumentHelp("When the access begins (RFC 3339); now if left out.", valueName: "time"))
    var startAt: String?

    func question() throws -> PolicyQuestion {
        guard let accountID = AccountID(account) else {
            throw ValidationError("--account must be twelve digits, such as 111122223333.")
        }
        guard let duration = LeaseDuration(parsing: duration) else {
            throw ValidationError("--duration must be such as 45m, 4h, 7d or PT4H; 15 seconds to 30 days.")
        }
        var tags: [String: String] = [:]
        for text in tag {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw ValidationError("--tag must be key=value, such as environment=prod.")
            }
            tags[parts[0]] = parts[1]
        }
        return PolicyQuestion(
            principal: PolicyPrincipal(kind: kind, called: [user] + alias, groups: Set(group)),
            path: path,
            account: PolicyAccount(
                id: accountID,
                name: accountName,
                organizationalUnits: units(),
                tags: tags,
                isProtected: isProtected
            ),
            permissionSet: permissionSet == "@custom" ? .custom : .named(permissionSet),
            duration: duration,
            justification: justification,
            ticket: ticket,
            ticketRecord: try ticket.flatMap { TicketNumber($0) }
                .map { try ticketRecord.record($0.description, of: [user] + alias) },
            start: try start()
        )
    }

    private func units() -> [OrganizationalUnit] {
        ou.flatMap { text -> [OrganizationalUnit] in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2, parts[0].hasPrefix("ou-") { return [OrganizationalUnit(id: parts[0], name: parts[1])] }
            if text.hasPrefix("ou-") { return [OrganizationalUnit(id: text, name: text)] }
            return text.split(separator: "/").map { OrganizationalUnit(id: "", name: String($0)) }
        }
    }

    private static func choice<Choice: RawRepresentable & CaseIterable>(
        _ text: String
    ) throws -> Choice where Choice.RawValue == String {
        if let choice = Choice(rawValue: text) { return choice }
        let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("\(text) is none of \(known).")
    }

    private func start() throws -> Timestamp {
        guard let startAt else { return Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
        guard let start = Moments.parse(startAt) else {
            throw ValidationError("--start-at must be a time such as 2026-01-14T10:00:00Z.")
        }
        return start
    }
}
