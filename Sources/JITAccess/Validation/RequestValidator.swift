// SPDX-License-Identifier: Apache-2.0

/// Turns the members of a Grant event into a request.
struct RequestValidator {
    private static let fields = [
        "action", "user_email", "account_id", "duration_hours", "duration", "permission_set", "justification", "ticket",
        "source", "requester", "approver", "request_id",
    ]

    let rules: RequestRules

    /// The request, or everything that is wrong with it.
    ///
    /// - Parameter fallbackID: the id of a request that names none: the Lambda request id, which stays the same when
    ///   the platform delivers an event again.
    func validate(_ members: [String: JSONValue], fallbackID: RequestID) -> Validated<AccessRequest> {
        var event = EventFields(members, known: Self.fields)
        if let action = event.text("action", limit: 32), action != "request" {
            event.refuse("action", "must be request, or left out")
        }
        let userEmail = event.name("user_email", limit: 320, required: true)
        let accountID = event.parsed(
            "account_id",
            limit: 64,
            required: true,
            expectation: "a string of 12 digits",
            AccountID.init(_:)
        )
        let permissionSet = event.name("permission_set", limit: 32)
        let duration = duration(&event)
        let justification = event.text("justification", limit: 1000)
        let ticket = event.text("ticket", limit: 100)
        let source = event.parsed(
            "source",
            limit: 32,
            expectation: "one of " + RequestSource.allCases.map(\.rawValue).joined(separator: ", "),
            RequestSource.init(rawValue:)
        )
        let requester = event.text("requester", limit: 320)
        let approver = event.text("approver", limit: 320)
        let id = event.parsed(
            "request_id",
            limit: RequestID.maximumLength,
            expectation: "letters, digits, . _ : or -",
            RequestID.init(_:)
        )

        let subject = AuditSubject(userEmail: userEmail, accountID: accountID, permissionSet: permissionSet)
        guard event.problems.isEmpty, let userEmail, let accountID else {
            return .invalid(event.problems, subject)
        }
        return .valid(
            AccessRequest(
                id: id ?? fallbackID,
                userEmail: userEmail,
                accountID: accountID,
                permissionSet: permissionSet ?? rules.defaultPermissionSet,
                duration: duration ?? rules.defaultDuration,
                justification: justification,
                ticket: ticket,
                source: source,
                requester: requester,
                approver: approver
            )
        )
    }

    private func duration(_ event: inout EventFields) -> LeaseDuration? {
        if event.has("duration"), event.has("duration_hours") {
            event.refuse("duration", "must not be given together with duration_hours")
        }
        let hours = event.wholeNumber("duration_hours", expectation: "a whole number of hours from 1 to 720") { hours in
            LeaseDuration(hours: hours)
        }
        let duration = event.parsed(
            "duration",
            limit: 32,
            expectation: "a length such as 45m, 4h, 7d or PT4H, from 15 seconds to 720 hours",
            LeaseDuration.init(parsing:)
        )
        return duration ?? hours
    }
}

/// The outcome of validation.
enum Validated<Value> {
    case valid(Value)
    /// What is wrong, and the fields that are right, for the record.
    case invalid([FieldProblem], AuditSubject)
}
