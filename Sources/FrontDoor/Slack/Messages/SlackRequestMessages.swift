// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// What is told of a request from its record: always what is true now, whatever event led to it.
enum SlackRequestMessages {
    /// For the channel of the approvers. The same message is shown anew whenever something has changed.
    static func approvers(_ record: RequestRecord) -> SlackMessage {
        let request = record.request
        let what = "\(request.permissionSet) on \(request.accountID)"
        let shown = RenderedRequest(record).map(SlackShownRequest.init)
        var blocks: [SlackBlock] = [.header(request.extends == nil ? "Access is asked for" : "More time is asked for")]
        blocks +=
            shown?.blocks ?? [.section(["What is on record of this request does not fit together. Do not approve it."])]
        for approval in record.approvals {
            blocks.append(
                .context([
                    .said("Approved by \(approval.by.name) at \(Moments.text(approval.at))\(said(approval.comment))")
                ])
            )
        }
        switch record.state {
        case .pending(let pending):
            let question = "Approve \(what) for \(request.userEmail)?"
            if let shown { blocks.append(shown.decision(confirmation: question)) }
            blocks.append(
                .context([.said("To be decided by \(Moments.text(pending.timesOutAt)). Level: \(pending.levelName).")])
            )
        case .approved, .leased: blocks.append(.section(["*Approved.*"]))
        case .closed(let closing):
            blocks.append(
                .section([
                    .said(
                        "\(word(closing.kind)) by \(closing.by.name) at \(Moments.text(closing.at))\(said(closing.comment))"
                    )
                ])
            )
        }
        blocks.append(.context(["Request ", .said(record.id.given)]))
        return SlackMessage("\(request.userEmail) asks for \(what): \(record.status.rawValue)", blocks)
    }

    /// For whoever asked: what has just been decided or done. Nil if there is nothing to say.
    static func requester(_ record: RequestRecord, _ happening: SlackHappening, _ settings: SlackSettings)
        -> SlackMessage?
    {
        let request = record.request
        let what = "\(request.permissionSet) on \(request.accountID)"
        switch (happening, record.state) {
        case (.granted, .leased(let lease)):
            var blocks: [SlackBlock] = [
                .section([
                    "*You can use it now:* ",
                    .said("\(what), until \(Moments.text(lease.expiresAt))."),
                ])
            ]
            if let portal = settings.accessPortalURL { blocks.append(.section([.portal(portal)])) }
            blocks.append(lending(record))
            return SlackMessage("Your access is ready: \(what)", blocks)
        case (.endsSoon, .leased(let lease)):
            let sentence = "Your access ends at \(Moments.text(lease.expiresAt)): \(what)."
            return SlackMessage(sentence, [.section([.said(sentence)]), lending(record)])
        case (.ended, _): return SlackMessage([.said("Your access has ended: \(what).")])
        case (.failed, _):
            return SlackMessage([.said("Your access could not be given: \(what). Those who run this have been told.")])
        case (.closed, .closed(let closing)):
            let by = closing.kind == .timedOut ? ": nobody decided in time" : " by \(closing.by.name)"
            return SlackMessage([
                .said("Your request was \(word(closing.kind).lowercased())\(by): \(what)\(said(closing.comment))")
            ])
        default: return nil
        }
    }

    private static func lending(_ record: RequestRecord) -> SlackBlock {
        .buttons([
            SlackButton(label: "Ask for more time", offer: .extend(record.id)),
            SlackButton(
                label: "End it now",
                offer: .end(record.id),
                style: .danger,
                confirmation: "End this access before its time?"
            ),
        ])
    }

    private static func said(_ comment: String?) -> String {
        comment.map { ": \($0)" } ?? "."
    }

    private static func word(_ kind: RequestRecord.Closing.Kind) -> String {
        switch kind {
        case .rejected: "Rejected"
        case .cancelled: "Cancelled"
        case .timedOut: "Timed out"
        }
    }
}

/// What a requester hears of.
enum SlackHappening: String, Sendable, Equatable {
    case granted
    case endsSoon
    case ended
    case failed
    case closed
}
