// SPDX-License-Identifier: Apache-2.0

/// Several requests as a table.
enum RequestList {
    static func text(of requests: [AnswerObject]) -> String {
        guard !requests.isEmpty else { return "There are none." }
        return TextTable(
            headers: ["request", "user", "account", "permission set", "duration", "status", "expires (UTC)"],
            rows: requests.map { request in
                [
                    request.text("request_id") ?? "", request.text("user_email") ?? "",
                    request.text("account_id") ?? "", request.text("permission_set") ?? "",
                    request.number("duration_seconds").map(Moments.duration) ?? "", RequestText.summary(of: request),
                    request.moment("expires_at").map { $0.replacing(" UTC", with: "") } ?? "",
                ]
            }
        ).text
    }
}
