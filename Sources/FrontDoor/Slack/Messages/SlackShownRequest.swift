// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// A request as Slack shows it to whoever decides about it. Buttons that decide are made of it and of nothing else, and
/// only if all of it is shown.
struct SlackShownRequest: Sendable, Equatable {
    let rendered: RenderedRequest

    /// Every line, as text that stands for itself.
    let blocks: [SlackBlock]

    /// Whether nothing had to be cut.
    let isWhole: Bool

    init(_ rendered: RenderedRequest) {
        self.rendered = rendered
        let shown = Self.blocks(of: rendered.lines)
        blocks = shown.blocks
        isWhole = shown.isWhole
    }

    /// As few sections as take the lines; a line that is too long for one by itself is cut, and then `isWhole` is false.
    static func blocks(of lines: [RenderedLine]) -> (blocks: [SlackBlock], isWhole: Bool) {
        let limit = SlackText.Place.section.rawValue
        var sections: [String] = []
        for text in lines.map(\.capitalized) {
            if let last = sections.last, last.utf16.count + 1 + text.utf16.count <= limit {
                sections[sections.count - 1] = "\(last)\n\(text)"
            } else {
                sections.append(text)
            }
        }
        return (sections.map(SlackBlock.text), sections.allSatisfy { $0.utf16.count <= limit })
    }

    /// The buttons of an approver, or, if there is more than Slack shows, the command that shows it.
    ///
    /// - Parameter confirmation: What Slack asks before an approval is sent.
    func decision(confirmation: String) -> SlackBlock {
        guard isWhole else {
            return .section([
                "There is more to this request than Slack shows. Look at all of it, and decide there: ",
                "`hourglass approve ", .said(rendered.id.description), "`",
            ])
        }
        return .buttons([
            SlackButton(
                label: "Approve",
                offer: SlackOffer(.approve(rendered.id, digest: rendered.digest)),
                style: .primary,
                confirmation: confirmation
            ),
            SlackButton(
                label: "Reject",
                offer: SlackOffer(.reject(rendered.id, digest: rendered.digest)),
                style: .danger
            ),
        ])
    }
}

/// What a button does. One that decides comes from ``SlackShownRequest`` alone: nobody else in this module can make it.
struct SlackOffer: Sendable, Equatable {
    let action: SlackAction

    fileprivate init(_ action: SlackAction) {
        self.action = action
    }

    /// More time, or the end, of access that somebody has: nothing that an approver has to have seen.
    static func extend(_ id: RequestID) -> SlackOffer { SlackOffer(.extend(id)) }
    static func end(_ id: RequestID) -> SlackOffer { SlackOffer(.end(id)) }
}

extension RenderedLine {
    /// Its text, beginning with a capital letter.
    fileprivate var capitalized: String { text.prefix(1).uppercased() + text.dropFirst() }
}
