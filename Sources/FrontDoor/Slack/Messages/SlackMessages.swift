// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// What is answered to whoever asked, and to nobody else.
enum SlackMessages {
    /// The commands, with what was wrong if something was.
    static func help(problem: String? = nil) -> SlackMessage {
        var blocks: [SlackBlock] = []
        if let problem { blocks.append(.section([.said(problem)])) }
        blocks.append(
            .section([
                "*Ask for access*\n`/jit` opens a form.\n",
                "`/jit request <account> <permission set> <duration> [ticket=<id>] <what for>` asks in one line.\n",
                "`/jit status` shows your requests, `/jit status <id>` one of them.\n",
                "`/jit approvals` shows what awaits your decision.\n",
                "`/jit cancel <id>` takes a request back that nobody has decided.\n",
                "`/jit end <id> [why]` ends access before its time.\n",
                "`/jit help` shows this.",
            ])
        )
        let example = "Example: /jit request 111122223333 ReadOnlyAccess 2h ticket=INC0012345 look at the queue"
        blocks.append(.context([.said(example)]))
        return SlackMessage(problem ?? "What /jit can do", blocks)
    }

    /// The first answer to a command whose own answer follows.
    static func begun(_ command: SlackCommand) -> SlackMessage {
        switch command {
        case .request: SlackMessage(["Your request is on its way. You are told here what comes of it."])
        case .end: SlackMessage(["The access is being ended. You are told here when it is."])
        default: SlackMessage(["One moment."])
        }
    }

    static let notHandedOver = SlackMessage(
        ["This could not be handed over just now, and nothing has happened. Try again in a minute."]
    )

    static let formNotOpened = SlackMessage([
        "The form could not be opened. Try again, or ask in one line: see `/jit help`."
    ])

    static func unknownPerson(_ settings: SlackSettings) -> SlackMessage {
        SlackMessage([
            "Hourglass knows full members of its own workspace, by an e-mail address that Slack has confirmed and shows. ",
            "You are not among them. Nothing has happened. Ask ",
            .said(settings.helpContact), ".",
        ])
    }

    /// What a function answered, in words.
    static func reply(_ reply: FunctionReply, to work: SlackWork, _ settings: SlackSettings) -> SlackMessage {
        if let error = reply.body["error"]?.text { return refusal(error, reply, settings).with(typed(work)) }
        if case .array(let requests)? = reply.body["requests"] { return list(requests, reply, work) }
        let message = reply.body["message"]?.text ?? "Done"
        guard let id = reply.body["request_id"]?.text else { return SlackMessage([.said(message), "."]) }
        var blocks: [SlackBlock] = [.section([.said(message), "."])]
        if reply.body["user_email"] != nil {
            blocks += SlackShownRequest.blocks(of: RequestFacts(members: reply.body).lines).blocks
            let fields = fields(reply.body)
            if !fields.isEmpty { blocks.append(.fields(fields)) }
        }
        if work.role == .requester, let portal = portal(reply, settings) { blocks.append(.section([.portal(portal)])) }
        blocks.append(.context(["Request ", .said(id)]))
        return SlackMessage(message, blocks)
    }

    private static func portal(_ reply: FunctionReply, _ settings: SlackSettings) -> String? {
        reply.body["lease_status"] == "ACTIVE" ? settings.accessPortalURL : nil
    }

    private static func refusal(_ error: String, _ reply: FunctionReply, _ settings: SlackSettings) -> SlackMessage {
        var marks: [Mark] = [.said(error)]
        if reply.code == Refusal.Code.unidentifiedActor.rawValue {
            marks += [" Nothing has happened. Ask ", .said(settings.helpContact), "."]
        }
        return SlackMessage(marks)
    }

    /// What was typed, for whoever wants to ask again.
    static func typed(_ work: SlackWork) -> [SlackBlock] {
        guard let text = work.typed else { return [] }
        var marks: [Mark] = [.marked("*You typed*")]
        for line in text.split(separator: "\n") { marks += [.marked("\n"), .said(String(line))] }
        return [.section(marks)]
    }

    private static func list(_ requests: [JSONValue], _ reply: FunctionReply, _ work: SlackWork) -> SlackMessage {
        let message = reply.body["message"]?.text ?? "Requests"
        var blocks: [SlackBlock] = [.section([.marked("*"), .said(message), .marked("*")])]
        let isForApprover = work.event["view"] == "approvals"
        var place: String?
        let ids = ShownRequestIDs(requests.map(\.members))
        for (index, request) in requests.enumerated() {
            let entry = entry(request.members, ids.text(of: request.members), isForApprover: isForApprover)
            // One is shown with its buttons or not at all; the last block says that there are more.
            guard blocks.count + entry.count < SlackMessage.maximumBlocks else {
                let more = isForApprover ? max(requests.count - index, 1) : requests.count - index
                return SlackMessage(message, blocks + [.context(rest(more, after: place, isForApprover))])
            }
            blocks += entry
            place = request["place"]?.text
        }
        guard let next = reply.body["next"]?.text else { return SlackMessage(message, blocks) }
        return SlackMessage(message, blocks + [.context(["And more: ", "`/jit approvals ", .said(next), "`"])])
    }

    /// That a list has more than one message shows, and how to see it.
    private static func rest(_ count: Int, after place: String?, _ isForApprover: Bool) -> [Mark] {
        guard isForApprover, let place else {
            let view = isForApprover ? "approvals" : "mine"
            return [.said("And \(count) more: hourglass list \(view) shows them.")]
        }
        return [.said("And \(count) more: "), "`/jit approvals ", .said(place), "`"]
    }

    /// One request of a list: for an approver all that is decided about, with the buttons to it.
    private static func entry(
        _ body: [String: JSONValue],
        _ shownID: String,
        isForApprover: Bool
    ) -> [SlackBlock] {
        let line = SlackBlock.section([.said(line(body)), "\n", .said(shownID)])
        guard isForApprover else { return [line] }
        guard let rendered = RenderedRequest(answer: body) else {
            let id = RequestID(answer: body)?.description ?? shownID
            return [line, .context(["It cannot be shown here. Look at it: ", "`hourglass approve ", .said(id), "`"])]
        }
        let shown = SlackShownRequest(rendered)
        return [line] + shown.blocks + [shown.decision(confirmation: "Approve what is shown above?")]
    }

    private static func line(_ body: [String: JSONValue]) -> String {
        let status = body["lease_status"]?.text ?? body["status"]?.text ?? ""
        let set = body["permission_set"]?.text ?? ""
        let account = body["account_id"]?.text ?? ""
        let until = body["expires_at"]?.whole.map { " until \(Moments.text(Timestamp(seconds: $0)))" } ?? ""
        return "\(status): \(set) on \(account)\(until)"
    }

    private static func fields(_ body: [String: JSONValue]) -> [[Mark]] {
        var fields: [[Mark]] = []
        if let end = body["expires_at"]?.whole {
            fields.append(["*Until*\n", .said(Moments.text(Timestamp(seconds: end)))])
        }
        if let awaiting = body["awaiting"]?["approvers"]?.text { fields.append(["*Awaits*\n", .said(awaiting)]) }
        return fields
    }
}

/// Moments for people.
enum Moments {
    /// To the minute, in UTC; whoever reads it may be anywhere.
    static func text(_ moment: Timestamp) -> String {
        let text = moment.iso8601
        guard text.utf8.count >= 16 else { return text }
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
    }
}
