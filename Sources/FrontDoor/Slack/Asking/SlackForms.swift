// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// The fields of the forms.
enum SlackField: String, Sendable {
    case account
    case permissionSet = "permission_set"
    case duration
    case justification
    case ticket
    case reason
}

extension SlackForm.Kind {
    /// Beside which what is wrong with the whole is said.
    var lastField: SlackField { self == .reject ? .reason : .duration }

    /// What is wrong with what was filled in, by the field, as far as that can be told at once.
    func problems(of work: SlackWork) -> [SlackField: String] {
        var errors: [SlackField: [String]] = [:]
        for problem in work.problems {
            errors[field(of: problem.field), default: []].append("This \(problem.problem).")
        }
        return errors.mapValues { $0.joined(separator: " ") }
    }

    private func field(of member: String) -> SlackField {
        let field: SlackField? =
            switch member {
            case "account_id": .account
            case "comment": .reason
            default: SlackField(rawValue: member)
            }
        let own: [SlackField] =
            switch self {
            case .request: [.account, .permissionSet, .duration, .justification, .ticket]
            case .extend: [.duration, .justification, .ticket]
            case .reject: [.reason]
            }
        return field.flatMap { own.contains($0) ? $0 : nil } ?? lastField
    }
}

extension SlackForm {
    private static let durations = [
        ("30 minutes", "30m"), ("1 hour", "1h"), ("2 hours", "2h"), ("4 hours", "4h"), ("8 hours", "8h"),
        ("12 hours", "12h"), ("1 day", "24h"), ("3 days", "3d"), ("7 days", "7d"),
    ]

    /// The form of `/jit`.
    static let request = SlackForm(
        kind: .request,
        title: "Ask for access",
        submit: "Ask",
        blocks: [
            .input(
                SlackInput(
                    name: SlackField.account.rawValue,
                    label: "Account",
                    kind: .lookUp(fromCharacters: 1),
                    hint: "Type a part of its name or of its number."
                )
            ),
            .input(
                SlackInput(
                    name: SlackField.permissionSet.rawValue,
                    label: "Permission set",
                    kind: .lookUp(fromCharacters: 0),
                    hint: "Those that you may ask for on this account: choose the account first."
                )
            ),
            duration, justification, ticket,
        ]
    )

    /// Why a request is rejected, which the requester is told.
    ///
    /// - Parameter shown: The request, if it is the one that the button was for.
    static func reject(_ action: SlackAction, _ shown: RenderedRequest? = nil) -> SlackForm {
        SlackForm(
            kind: .reject,
            title: "Reject a request",
            submit: "Reject",
            context: action.value,
            blocks: described(shown) + [
                .input(
                    SlackInput(
                        name: SlackField.reason.rawValue,
                        label: "Why?",
                        kind: .text(isLong: true, limit: 1000),
                        hint: "Whoever asked will read it."
                    )
                )
            ]
        )
    }

    /// More time on access that somebody has.
    ///
    /// - Parameter shown: The request by which they have it.
    static func extend(_ action: SlackAction, _ shown: RenderedRequest? = nil) -> SlackForm {
        SlackForm(
            kind: .extend,
            title: "Ask for more time",
            submit: "Ask",
            context: action.value,
            blocks: described(shown) + [duration, justification, ticket]
        )
    }

    /// What a form is about.
    private static func described(_ shown: RenderedRequest?) -> [SlackBlock] {
        shown.map { SlackShownRequest($0).blocks } ?? []
    }

    private static let duration = SlackBlock.input(
        SlackInput(
            name: SlackField.duration.rawValue,
            label: "For how long",
            kind: .choice(durations.compactMap { SlackOption($0, value: $1) })
        )
    )

    private static let justification = SlackBlock.input(
        SlackInput(
            name: SlackField.justification.rawValue,
            label: "What for",
            kind: .text(isLong: true, limit: 1000),
            isOptional: true
        )
    )

    private static let ticket = SlackBlock.input(
        SlackInput(
            name: SlackField.ticket.rawValue,
            label: "Ticket",
            kind: .text(isLong: false, limit: 100),
            isOptional: true
        )
    )
}
