// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// What is written on a ticket about an event; one sentence or two, with the id under which the audit trail has it all.
enum TicketNote {
    /// Nil for events that no ticket needs to show.
    static func text(_ event: LifecycleEvent) -> String? {
        let detail = event.detail
        let access = access(detail)
        let sentence: String? =
            switch event.detailType {
            case "Access Granted":
                "\(access) is granted\(until(detail))."
            case "Request Denied", "Extension Denied", "Access Denied":
                "\(access) was refused: \(detail["error_message"]?.text ?? detail["reason"]?.text ?? "see the audit trail")"
            case "Request Rejected":
                "\(access) was rejected by \(detail["actor"]?.text ?? "an approver")\(comment(detail))."
            case "Request Cancelled": "\(access) was cancelled by \(detail["actor"]?.text ?? "the requester")."
            case "Request Timed Out": "Nobody decided about \(access) in time."
            case "Access Failed":
                "\(access) could not be given: \(detail["error_message"]?.text ?? "see the audit trail")"
            case "Access Ended", "Lease Ended":
                "\(access) has ended. \(detail["reason"]?.text ?? "")"
            case "Revocation Failed":
                "\(access) is over and could not be removed yet; it is tried again until it is gone."
            default: nil
            }
        return sentence.map { "Hourglass: \(trimmed($0)) (request \(event.requestID))" }
    }

    private static func access(_ detail: JSONValue) -> String {
        let what = detail["permission_set"]?.text ?? "access"
        let place = detail["account_id"]?.text.map { " on account \($0)" } ?? ""
        let who = (detail["user_email"]?.text ?? detail["user_id"]?.text).map { " for \($0)" } ?? ""
        return "\(what)\(place)\(who)"
    }

    private static func until(_ detail: JSONValue) -> String {
        detail["expires_at"]?.whole.map { " until \(Moments.text(Timestamp(seconds: $0)))" } ?? ""
    }

    private static func comment(_ detail: JSONValue) -> String {
        detail["reason"]?.text.map { ": \($0)" } ?? ""
    }

    private static func trimmed(_ text: String) -> String {
        text.hasSuffix(" ") ? String(text.dropLast()) : text
    }
}
