// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// What is written on a ticket about an event: a sentence or two, with the id under which the audit trail has it all, and,
/// where something was decided, the request as approvers were shown it.
enum TicketNote {
    /// The most UTF-16 units of a note; a journal field of ServiceNow takes 4,000.
    static let limit = 3_800

    /// The events after which whoever works on the ticket has to know what was decided. The end of access names it only.
    private static let decisions: Set<String> = [
        "Access Granted", "Access Denied", "Access Failed", "Request Rejected", "Request Cancelled",
        "Request Timed Out",
    ]

    /// Whether a ticket needs to show the event; most it need not.
    static func isNeeded(for event: LifecycleEvent) -> Bool { sentence(event) != nil }

    /// Nil for events that no ticket needs to show.
    static func text(_ event: LifecycleEvent, _ record: RequestRecord) -> String? {
        guard let sentence = sentence(event) else { return nil }
        guard decisions.contains(event.detailType), let shown = RenderedRequest(record) else { return sentence }
        let lines = shown.lines.flatMap { $0.text.split(separator: "\n") }.map { StrangersText(String($0)).journal }
        // In place of what does not fit stands what changes with any of it.
        let rest = "There is more to it than fits here: `hourglass status \(shown.id)`. Its digest is \(shown.digest)."
        var note = sentence
        for (index, line) in lines.enumerated() {
            let room = index + 1 == lines.count ? limit : limit - rest.utf16.count - 1
            guard note.utf16.count + 1 + line.utf16.count <= room else { return "\(note)\n\(rest)" }
            note += "\n\(line)"
        }
        return note
    }

    private static func sentence(_ event: LifecycleEvent) -> String? {
        let detail = event.detail
        let access = access(detail)
        let sentence: String? =
            switch event.detailType {
            case "Access Granted":
                "\(access) is granted\(until(detail))."
            case "Access Denied":
                "\(access) was refused: \(told(detail))"
            case "Request Rejected":
                "\(access) was rejected by \(said(detail["actor"]) ?? "an approver")\(comment(detail))."
            case "Request Cancelled": "\(access) was cancelled by \(said(detail["actor"]) ?? "the requester")."
            case "Request Timed Out": "Nobody decided about \(access) in time."
            case "Access Failed":
                "\(access) could not be given: \(told(detail))"
            case "Access Ended", "Lease Ended":
                "\(access) has ended. \(said(detail["reason"]) ?? "")"
            case "Revocation Failed":
                "\(access) is over and could not be removed yet; it is tried again until it is gone."
            default: nil
            }
        return sentence.map { "Hourglass: \(trimmed($0)) (request \(event.requestID.given))" }
    }

    /// Others' words, for a field in which some text is read as HTML.
    private static func said(_ value: JSONValue?) -> String? {
        value?.text.map { StrangersText($0).journal }
    }

    /// What went wrong, without what AWS said about it.
    private static func told(_ detail: JSONValue) -> String {
        said(detail["told"]) ?? "the audit trail has the reason."
    }

    private static func access(_ detail: JSONValue) -> String {
        let what = said(detail["permission_set"]) ?? "access"
        let place = said(detail["account_id"]).map { " on account \($0)" } ?? ""
        let who = (said(detail["user_email"]) ?? said(detail["user_id"])).map { " for \($0)" } ?? ""
        return "\(what)\(place)\(who)"
    }

    private static func until(_ detail: JSONValue) -> String {
        detail["expires_at"]?.whole.map { " until \(Moments.text(Timestamp(seconds: $0)))" } ?? ""
    }

    private static func comment(_ detail: JSONValue) -> String {
        said(detail["reason"]).map { ": \($0)" } ?? ""
    }

    private static func trimmed(_ text: String) -> String {
        text.hasSuffix(" ") ? String(text.dropLast()) : text
    }
}
