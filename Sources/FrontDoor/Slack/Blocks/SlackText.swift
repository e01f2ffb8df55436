// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// Text as Slack shows it, never longer than its place allows.
///
/// Slack refuses a whole message for one text that is too long, so what does not fit ends in `…`.
/// Limits: https://docs.slack.dev/reference/block-kit/composition-objects/text-object and the pages of each block.
struct SlackText: Sendable, Equatable {
    /// Where a text is, which says how long it may be.
    enum Place: Int, Sendable {
        case section = 3000
        case field = 2000
        case header = 150
        /// A button, an option, the name of an input's choice.
        case label = 75
        case title = 24
        /// What a notification and a screen reader show instead of the blocks.
        case message = 4000
    }

    let json: JSONValue
    let text: String

    /// Text that stands for itself.
    static func plain(_ text: String, in place: Place) -> SlackText {
        // Only sections have lines, whose parts are encoded where they are put together.
        let lines = place == .section ? text.split(separator: "\n", omittingEmptySubsequences: false) : [text[...]]
        let readable = lines.map { StrangersText(String($0)).line }.joined(separator: "\n")
        let fitting = fit(readable.unicodeScalars.map(String.init), place.rawValue)
        return SlackText(
            json: ["type": "plain_text", "text": .string(fitting.isEmpty ? "-" : fitting), "emoji": false],
            text: fitting
        )
    }

    /// Text with Slack's own marks, of which mentions and links are ours alone.
    static func marked(_ parts: [Mark], in place: Place) -> SlackText {
        let fitting = fit(parts.flatMap(\.units), place.rawValue)
        return SlackText(
            // Slack is to look for no links, channels or people of its own in what others write.
            json: ["type": "mrkdwn", "text": .string(fitting.isEmpty ? "-" : fitting), "verbatim": true],
            text: fitting
        )
    }

    /// As many units as fit, none of them cut: half an entity would be another text. Slack's count is not published to
    /// the letter; UTF-16 is the longest that it can be.
    private static func fit(_ units: [String], _ limit: Int) -> String {
        let whole = units.joined()
        guard whole.utf16.count > limit else { return whole }
        var text = ""
        var length = 0
        for unit in units {
            length += unit.utf16.count
            guard length <= limit - 1 else { break }
            text += unit
        }
        return text + "…"
    }
}

/// A part of a text with marks.
enum Mark: Sendable, Equatable {
    /// Of ours: `*bold*`, a mention.
    case marked(String)
    /// Of whoever: shown as it is, so that nobody can write a mention or a link that looks like one of ours. What else
    /// Slack reads as marks makes letters bold, and nobody is misled by that.
    case said(String)

    /// A link to where people sign in; the configuration sees to it that the URL ends no link early.
    static func portal(_ url: String) -> Mark { .marked("<\(url)|Open the access portal>") }

    /// What may not be cut apart.
    var units: [String] {
        switch self {
        case .marked(let text): [text]
        case .said(let text): StrangersText(text).slackUnits
        }
    }
}

extension Mark: ExpressibleByStringLiteral {
    init(stringLiteral value: String) {
        self = .marked(value)
    }
}
