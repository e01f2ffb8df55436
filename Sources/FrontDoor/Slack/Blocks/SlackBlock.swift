// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// A part of a message or a form: https://docs.slack.dev/reference/block-kit/blocks.
enum SlackBlock: Sendable, Equatable {
    case header(String)
    case section([Mark])
    /// Text that stands for itself, line by line.
    case text(String)
    /// Two columns; Slack takes ten at most.
    case fields([[Mark]])
    /// Small print.
    case context([Mark])
    case buttons([SlackButton])
    case input(SlackInput)

    var json: JSONValue {
        switch self {
        case .header(let text): ["type": "header", "text": SlackText.plain(text, in: .header).json]
        case .section(let marks): ["type": "section", "text": SlackText.marked(marks, in: .section).json]
        case .text(let text): ["type": "section", "text": SlackText.plain(text, in: .section).json]
        case .fields(let fields):
            [
                "type": "section",
                "fields": .array(fields.prefix(10).map { SlackText.marked($0, in: .field).json }),
            ]
        case .context(let marks):
            ["type": "context", "elements": [SlackText.marked(marks, in: .field).json]]
        case .buttons(let buttons): ["type": "actions", "elements": .array(buttons.prefix(25).map(\.json))]
        case .input(let input): input.json
        }
    }
}

/// A button, with what comes back when it is pressed.
struct SlackButton: Sendable, Equatable {
    enum Style: String, Sendable { case primary, danger }

    let label: String
    let offer: SlackOffer
    var style: Style?

    /// What Slack asks before it sends the action.
    var confirmation: String?

    var json: JSONValue {
        var members: [String: JSONValue] = [
            "type": "button", "text": SlackText.plain(label, in: .label).json,
            "action_id": .string(offer.action.name), "value": .string(offer.action.value),
        ]
        members["style"] = (style?.rawValue).map(JSONValue.string)
        if let confirmation {
            members["confirm"] = [
                "title": SlackText.plain("Are you sure?", in: .label).json,
                "text": SlackText.plain(confirmation, in: .header).json,
                "confirm": SlackText.plain("Yes", in: .title).json,
                "deny": SlackText.plain("No", in: .title).json,
            ]
        }
        return .object(members)
    }
}

/// What the buttons of messages do. A value is a request's whole id, of 193 characters at most, and a digest of 64: far from
/// the 2,000 that Slack carries.
enum SlackAction: Sendable, Equatable {
    case approve(RequestID, digest: String)
    case reject(RequestID, digest: String)
    case extend(RequestID)
    case end(RequestID)

    var name: String {
        switch self {
        case .approve: "approve"
        case .reject: "reject"
        case .extend: "extend"
        case .end: "end"
        }
    }

    var value: String {
        switch self {
        case .approve(let id, let digest), .reject(let id, let digest): "\(id) \(digest)"
        case .extend(let id), .end(let id): id.description
        }
    }

    /// Nil if it is none of ours.
    init?(name: String, value: String) {
        let parts = value.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first, let id = RequestID(first) else { return nil }
        switch (name, parts.count) {
        case ("approve", 2): self = .approve(id, digest: parts[1])
        case ("reject", 2): self = .reject(id, digest: parts[1])
        case ("extend", 1): self = .extend(id)
        case ("end", 1): self = .end(id)
        default: return nil
        }
    }
}
