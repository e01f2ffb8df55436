// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// The workspace that the app is installed in, and on Enterprise Grid the organization around it, as `auth.test` names
/// them: https://docs.slack.dev/reference/methods/auth.test
struct SlackWorkspace: Sendable, Equatable {
    let team: String
    let enterprise: String?

    /// Nil if the answer names no workspace.
    init?(authTest answer: JSONValue) {
        guard let team = answer["team_id"]?.text, !team.isEmpty else { return nil }
        self.team = team
        enterprise = answer["enterprise_id"]?.text.flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// Where a signed call says that it comes from: each workspace that it names, and the organization of Enterprise Grid.
struct SlackOrigin: Sendable, Equatable {
    let teams: [String]
    let enterprise: String?

    init(teams: [String], enterprise: String? = nil) {
        self.teams = teams
        self.enterprise = enterprise
    }

    /// Of a command: https://docs.slack.dev/interactivity/implementing-slash-commands
    init(command form: WebForm) {
        self.init(teams: [form["team_id"]].compactMap { $0 }, enterprise: form["enterprise_id"])
    }

    /// Of an interaction. An app that is installed for the whole organization gets no `team`.
    init(interaction payload: JSONValue) {
        self.init(
            teams: [payload["team"]?["id"]?.text, payload["user"]?["team_id"]?.text].compactMap { $0 },
            enterprise: payload["enterprise"]?["id"]?.text ?? payload["team"]?["enterprise_id"]?.text
        )
    }

    /// As work keeps it.
    init(_ json: JSONValue?) {
        self.init(teams: json?["teams"]?.elements.compactMap(\.text) ?? [], enterprise: json?["enterprise"]?.text)
    }

    var json: JSONValue {
        var members: [String: JSONValue] = ["teams": .array(teams.map(JSONValue.string))]
        members["enterprise"] = enterprise.map(JSONValue.string)
        return .object(members)
    }

    /// Whether all of it is of our workspace, or of our organization. A call that names nothing is of neither.
    func isWithin(_ home: SlackWorkspace) -> Bool {
        if let ours = home.enterprise, enterprise == ours { return true }
        return !teams.isEmpty && teams.allSatisfy { $0 == home.team }
    }
}

/// Whether a user whom Slack shows is one of ours: a full member of the workspace, or of the organization, whose address
/// Slack has confirmed. What Slack does not say is not assumed.
///
/// https://docs.slack.dev/reference/objects/user-object
enum SlackMembership: Sendable, Equatable {
    case member(email: String)
    /// For the log.
    case nobody(reason: String)

    /// Each flag that must be there, with its value.
    private static let flags: [(name: String, value: JSONValue, otherwise: String)] = [
        ("deleted", false, "the user is not shown to be active"),
        ("is_bot", false, "the user is not shown to be a person"),
        ("is_restricted", false, "the user is not shown to be a full member"),
        ("is_ultra_restricted", false, "the user is not shown to be a full member"),
        ("is_email_confirmed", true, "the address is not shown to be confirmed"),
    ]

    /// Judges the `user` of an answer.
    init(_ user: JSONValue?, in home: SlackWorkspace) {
        guard let user, SlackPerson.isID(user["id"]?.text ?? "") else {
            self = .nobody(reason: "Slack does not show the user")
            return
        }
        guard Self.isOf(home, user) else {
            self = .nobody(reason: "the user is not shown to be of this workspace")
            return
        }
        // The one flag that Slack leaves out where it does not apply; by itself it says nothing of shared channels.
        guard user["is_stranger"] == nil || user["is_stranger"] == false else {
            self = .nobody(reason: "the user is a stranger")
            return
        }
        for flag in Self.flags where user[flag.name] != flag.value {
            self = .nobody(reason: flag.otherwise)
            return
        }
        guard let email = user["profile"]?["email"]?.text, email.contains("@") else {
            self = .nobody(reason: "Slack shows no address")
            return
        }
        self = .member(email: email)
    }

    private static func isOf(_ home: SlackWorkspace, _ user: JSONValue) -> Bool {
        if let team = user["team_id"]?.text, team == home.team { return true }
        guard let ours = home.enterprise else { return false }
        return user["enterprise_user"]?["enterprise_id"]?.text == ours
    }
}
