// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// A message: blocks, and the words for where there are none.
struct SlackMessage: Sendable, Equatable {
    /// The most blocks of a message.
    static let maximumBlocks = 50

    /// In words, for notifications, as Slack takes it: it reads marks here too.
    let summary: String
    let blocks: [SlackBlock]

    /// Blocks beyond the fiftieth are left out, and the message says so.
    init(_ summary: String, _ blocks: [SlackBlock]) {
        self.init(marked: [.said(summary)], blocks)
    }

    private init(marked summary: [Mark], _ blocks: [SlackBlock]) {
        self.summary = SlackText.marked(summary, in: .message).text
        let rest = blocks.count - Self.maximumBlocks
        self.blocks =
            rest <= 0 ? blocks : blocks.prefix(Self.maximumBlocks - 1) + [.context([.said("And \(rest + 1) more.")])]
    }

    private init(summary: String, blocks: [SlackBlock]) {
        self.summary = summary
        self.blocks = blocks
    }

    /// With these blocks below, of which there is room for a few.
    func with(_ more: [SlackBlock]) -> SlackMessage {
        SlackMessage(summary: summary, blocks: Array((blocks + more).prefix(Self.maximumBlocks)))
    }

    /// One sentence.
    init(_ sentence: [Mark]) {
        self.init(marked: sentence, [.section(sentence)])
    }

    /// The members of a call that posts it.
    var members: [String: JSONValue] {
        [
            "text": .string(summary), "blocks": .array(blocks.map(\.json)),
            // Nor is it to look for links and people in the text: chat.update does, unless it is told not to.
            "parse": "none", "link_names": false,
            // Links in what people write are no reason to fetch pages.
            "unfurl_links": false, "unfurl_media": false,
        ]
    }

    /// As the answer to a command or a button, seen by nobody but who used it.
    var privateAnswer: JSONValue {
        .object(
            [
                "response_type": "ephemeral", "replace_original": false,
                "text": .string(summary),
                "blocks": .array(blocks.map(\.json)),
            ]
        )
    }
}

/// A form in a window: https://docs.slack.dev/reference/views/modal-views.
struct SlackForm: Sendable, Equatable {
    /// Which form it is.
    enum Kind: String, Sendable, CaseIterable {
        case request
        case reject
        case extend
    }

    let kind: Kind
    let title: String
    let submit: String
    /// What comes back with the form: an action's value.
    var context = ""
    let blocks: [SlackBlock]

    var json: JSONValue {
        [
            "type": "modal", "callback_id": .string(kind.rawValue),
            "title": SlackText.plain(title, in: .title).json,
            "submit": SlackText.plain(submit, in: .title).json,
            "close": SlackText.plain("Close", in: .title).json,
            // Slack carries 3,000 characters; see SlackAction.
            "private_metadata": .string(context),
            "blocks": .array(blocks.prefix(100).map(\.json)),
        ]
    }
}
