// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// What an answer says about a request, as people read it.
enum RequestText {
    /// What happened, and everything that is known of the request.
    static func text(of answer: AnswerObject) -> String {
        text(answer, details(of: answer))
    }

    /// What happened, and what became of the request, for somebody who has just read the rest.
    static func outcome(of answer: AnswerObject) -> String {
        let labels: Set = [
            "request", "status", "awaiting", "usable from", "expires", "last session ends", "approved by", "decided by",
            "failure", "code", "portal",
        ]
        return text(answer, lines(facts(of: answer).filter { labels.contains($0.label) }))
    }

    /// One line a fact, nothing where nothing is known; and all of an inline policy, because whoever approves a request
    /// approves that.
    static func details(of answer: AnswerObject) -> String {
        ([lines(facts(of: answer))] + blocks(of: RequestFacts(members: answer.members).lines))
            .filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// What is shown of a custom permission set by itself.
    static func text(of lines: [RenderedLine]) -> String {
        ([Self.lines(facts(of: lines))] + blocks(of: lines)).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// What takes several lines.
    private static func blocks(of lines: [RenderedLine]) -> [String] {
        lines.filter(\.isBlock).map { line in
            (["  \(line.label.rawValue):"] + line.texts.map { "    " + PlainText.line($0.line) }).joined(
                separator: "\n"
            )
        }
    }

    private static func facts(of lines: [RenderedLine]) -> [Fact] {
        lines.filter { !$0.isBlock }.map { ($0.label.rawValue, $0.texts.first?.line) }
    }

    private typealias Fact = (label: String, value: String?)

    private static func text(_ answer: AnswerObject, _ details: String) -> String {
        let headline = answer.text("error") ?? answer.text("message")
        return [headline.map(PlainText.line), details.isEmpty ? nil : details].compactMap { $0 }.joined(separator: "\n")
    }

    private static func lines(_ facts: [Fact]) -> String {
        TextTable.rows(facts.compactMap { fact in fact.value.map { ["  " + fact.label, $0] } })
    }

    private static func facts(of answer: AnswerObject) -> [Fact] {
        var facts: [Fact] = [
            ("request", answer.text("request_id")),
            ("status", status(answer)),
            ("awaiting", awaiting(answer)),
        ]
        facts += Self.facts(of: RequestFacts(members: answer.members).lines)
        facts += [
            ("requested at", answer.moment("requested_at")),
            ("usable from", answer.moment("usable_from_utc")),
            ("expires", answer.moment("expires_at_utc") ?? answer.moment("expires_at")),
            // A session that was opened before outlives the access, unless it is shut out.
            ("last session ends", answer.moment("last_credential_at_utc")),
            ("rule", answer.text("policy_rule")),
        ]
        facts += answer.objects("approvals").map { ("approved by", decision($0)) }
        facts.append(("decided by", answer.object("decided").flatMap(decision)))
        facts += [
            ("failure", answer.text("failure")),
            ("AWS request", answer.text("aws_request_id")),
            ("code", answer.text("code")),
            ("digest", answer.text("digest")),
            ("portal", answer.text("access_portal_url")),
        ]
        return facts
    }

    /// `PENDING_OWNER, awaiting owner (0 of 1)`: enough for a list or a progress line.
    static func summary(of answer: AnswerObject) -> String {
        var text = status(answer) ?? "unknown"
        if let awaiting = answer.object("awaiting") { text += ", awaiting \(level(awaiting))" }
        return PlainText.line(text)
    }

    private static func status(_ answer: AnswerObject) -> String? {
        let words = [answer.text("status"), answer.text("lease_status")].compactMap { $0 }
        let standing = answer.flag("standing") ? " (standing access, held before)" : ""
        return words.isEmpty ? nil : words.joined(separator: ", ") + standing
    }

    private static func awaiting(_ answer: AnswerObject) -> String? {
        guard let awaiting = answer.object("awaiting") else { return nil }
        var text = level(awaiting)
        if let approvers = awaiting.words("approvers") { text += " by \(approvers)" }
        if let end = awaiting.moment("times_out_at") { text += ", until \(end)" }
        return text
    }

    private static func level(_ awaiting: AnswerObject) -> String {
        let name = awaiting.text("level") ?? "approval"
        guard let required = awaiting.number("required") else { return name }
        return "\(name) (\(awaiting.number("given") ?? 0) of \(required) given)"
    }

    private static func decision(_ decision: AnswerObject) -> String? {
        guard var text = decision.text("by") else { return nil }
        if let level = decision.text("level") { text += " (\(level))" }
        if let moment = decision.moment("at") { text += " at \(moment)" }
        if let comment = decision.text("comment") { text += ": \(comment)" }
        return text
    }
}
