// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// What is to be told in Slack when what is wrong has been mended. What it says is read from the request then.
enum LaterNotice: Equatable {
    /// The approvers' message of a request.
    case channel(RequestID)
    /// What has happened, to whom the request is for.
    case requester(RequestID, SlackHappening)

    var request: RequestID {
        switch self {
        case .channel(let id), .requester(let id, _): id
        }
    }

    /// As it is kept.
    var text: String {
        switch self {
        case .channel(let id): "channel \(id)"
        case .requester(let id, let happening): "\(happening.rawValue) \(id)"
        }
    }

    /// Reads what was kept; nil if it is nothing of this version.
    init?(_ text: String) {
        let parts = text.split(separator: " ").map(String.init)
        guard parts.count == 2, let id = RequestID(parts[1]) else { return nil }
        if parts[0] == "channel" {
            self = .channel(id)
        } else {
            guard let happening = SlackHappening(rawValue: parts[0]) else { return nil }
            self = .requester(id, happening)
        }
    }
}

/// What to do about a refusal of Slack's.
enum SlackAdvice {
    /// What Slack says of a channel where the app cannot write. https://docs.slack.dev/reference/methods/chat.postMessage
    static let channelFaults: Set<String> = [
        "not_in_channel", "channel_not_found", "is_archived", "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel", "restricted_action_non_threadable_channel",
        "method_not_supported_for_channel_type", "external_channel_migrating", "slack_connect_canvas_sharing_blocked",
    ]

    /// In a sentence.
    static func on(_ word: String) -> String {
        switch word {
        case "not_in_channel": "Invite the app into the approvers' channel: /invite, and its name."
        case "channel_not_found": "SLACK_CHANNEL must be the id of a channel that the app can see; invite it there."
        case "is_archived": "The approvers' channel is archived: unarchive it, or set SLACK_CHANNEL to another."
        case "missing_scope": "Give the app the scopes of docs/slack.md, and install it again."
        case let word where channelFaults.contains(word): "Let the app post in the approvers' channel."
        default: "Look at the app's token in the secret that SLACK_SECRET_ID names."
        }
    }
}
