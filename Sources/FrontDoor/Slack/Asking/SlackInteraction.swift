// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// What comes of a button, a form, or typing into a field: https://docs.slack.dev/reference/interaction-payloads.
struct SlackInteraction: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case pressed(SlackAction)
        case submitted(SlackForm.Kind, context: String, values: [String: String])
        /// What has been typed so far, into the field of this name, and what the others hold.
        case typed(String, field: String, values: [String: String])
        /// A button of a link, or one of a message of an earlier version.
        case nothing
    }

    let kind: Kind

    /// The id of who did it.
    let user: String

    /// Where it comes from, as the call says.
    let origin: SlackOrigin

    /// For opening a form, within three seconds.
    let trigger: String?

    /// Where an answer goes that only they see; forms have none.
    let responseURL: String?

    /// Nil if it is no interaction that Slack sends.
    init?(payload: String) {
        guard let value = try? JSONValue(parsing: Array(payload.utf8)), let type = value["type"]?.text,
            let user = value["user"]?["id"]?.text, SlackPerson.isID(user)
        else { return nil }
        self.user = user
        origin = SlackOrigin(interaction: value)
        trigger = value["trigger_id"]?.text
        responseURL = value["response_url"]?.text
        switch type {
        case "block_actions":
            let action = value["actions"]?.elements.first
            guard let name = action?["action_id"]?.text, let given = action?["value"]?.text,
                let action = SlackAction(name: name, value: given)
            else {
                kind = .nothing
                return
            }
            kind = .pressed(action)
        case "view_submission":
            guard let view = value["view"], let form = (view["callback_id"]?.text).flatMap(SlackForm.Kind.init) else {
                return nil
            }
            let context = view["private_metadata"]?.text ?? ""
            kind = .submitted(form, context: context, values: Self.values(view))
        case "block_suggestion":
            guard let field = value["action_id"]?.text, let typed = value["value"]?.text else { return nil }
            kind = .typed(typed, field: field, values: value["view"].map(Self.values) ?? [:])
        default: kind = .nothing
        }
    }

    /// What each field holds: a text, or the value of the chosen option. Field and element have the same name.
    private static func values(_ view: JSONValue) -> [String: String] {
        var values: [String: String] = [:]
        for (name, elements) in view["state"]?["values"]?.members ?? [:] {
            let element = elements[name]
            values[name] = element?["value"]?.text ?? element?["selected_option"]?["value"]?.text
        }
        return values
    }
}

/// Somebody in Slack.
enum SlackPerson {
    /// Whether it is the id of a user: `U` or `W`, and capital letters and digits.
    static func isID(_ text: String) -> Bool {
        (2...40).contains(text.utf8.count) && (text.hasPrefix("U") || text.hasPrefix("W"))
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
    }
}
