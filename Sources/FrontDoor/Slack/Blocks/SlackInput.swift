// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// A field of a form: https://docs.slack.dev/reference/block-kit/blocks/input-block.
struct SlackInput: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        /// A line of text, or several.
        case text(isLong: Bool, limit: Int)
        /// One of these; Slack takes a hundred at most.
        case choice([SlackOption])
        /// One of what the Gateway finds for what has been typed.
        case lookUp(fromCharacters: Int)
    }

    /// Of the block and of its only element; the form's values come back under it.
    let name: String
    let label: String
    let kind: Kind
    var hint: String?
    var isOptional = false

    /// The most characters that Slack takes of a line of text.
    private static let longest = 3000

    var json: JSONValue {
        var block: [String: JSONValue] = [
            "type": "input", "block_id": .string(name), "optional": .bool(isOptional),
            "label": SlackText.plain(label, in: .field).json, "element": element,
        ]
        block["hint"] = hint.map { SlackText.plain($0, in: .field).json }
        return .object(block)
    }

    private var element: JSONValue {
        switch kind {
        case .text(let isLong, let limit):
            [
                "type": "plain_text_input", "action_id": .string(name), "multiline": .bool(isLong),
                "max_length": .integer(Int64(min(limit, Self.longest))),
            ]
        case .choice(let options):
            [
                "type": "static_select", "action_id": .string(name),
                "options": .array(options.prefix(SlackOption.maximumCount).map(\.json)),
            ]
        case .lookUp(let characters):
            [
                "type": "external_select", "action_id": .string(name),
                "min_query_length": .integer(Int64(characters)),
            ]
        }
    }
}

/// One of several to choose from.
struct SlackOption: Sendable, Equatable {
    /// The most in one list.
    static let maximumCount = 100

    /// The most characters of a value; a longer one could not be told apart from another that begins alike.
    private static let longestValue = 75

    let label: String
    let value: String

    /// Nil if Slack would not carry the value.
    init?(_ label: String, value: String) {
        guard !value.isEmpty, value.utf16.count <= Self.longestValue else { return nil }
        self.label = label
        self.value = value
    }

    var json: JSONValue { ["text": SlackText.plain(label, in: .label).json, "value": .string(value)] }
}
