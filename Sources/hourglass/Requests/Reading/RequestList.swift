// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// Several requests as a table.
enum RequestList {
    static func text(of answer: AnswerObject) -> String {
        let requests = answer.objects("requests")
        guard let next = answer.text("next") else {
            let isCut = answer.flag("more")
            return table(requests) + (isCut ? "\n\nThere are more, and they cannot be listed from here." : "")
        }
        let message = answer.text("message") ?? "There are more"
        return
            "\(table(requests))\n\n\(PlainText.line(message)). The next: hourglass list approvals --next \(PlainText.line(next))"
    }

    private static func table(_ requests: [AnswerObject]) -> String {
        guard !requests.isEmpty else { return "There are none." }
        let ids = ShownRequestIDs(requests.map(\.members))
        return TextTable(
            headers: ["request", "user", "account", "permission set", "duration", "status", "expires (UTC)"],
            rows: requests.map { request in
                [
                    ids.text(of: request.members), request.text("user_email") ?? "",
                    request.text("account_id") ?? "", request.text("permission_set") ?? "",
                    request.number("duration_seconds").map(Moments.duration) ?? "", RequestText.summary(of: request),
                    request.moment("expires_at").map { $0.replacing(" UTC", with: "") } ?? "",
                ]
            }
        ).text
    }
}
