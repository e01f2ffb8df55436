// SPDX-License-Identifier: Apache-2.0

/// Turns the members of a Grant event into a request.
struct RequestValidator {
    private static let fields = [
        "action", "user_email", "account_id", "duration_hours", "duration", "permission_set", "justification", "ticket",
        "source", "requester", "approver", "request_id", "start_at",
        "custom_permission_set",
    ]

    let rules: RequestRules

    /// The request, or everything that is wrong with it.
    ///
    /// - Parameter fallbackID: the id of a request that names none: the Lambda request id, which stays the same when
    ///   the platform delivers an event again.
    func validate(
        _ members: [String: JSONValue],
        from entryPoint: EntryPoint,
        fallbackID: RequestID
    ) -> Validated<AccessRequest> {
        var event = EventFields(members, known: Self.fields)
        let userEmail = event.name("user_email", limit: 320, required: true)
        let accountID = event.accountID(required: true)
        let permissionSet = event.name("permission_set", limit: 32)
        let duration = event.duration()
        let justification = event.text("justification", limit: 1000)
        let ticket = event.ticket()
        let source = event.source()
        let requester = event.text("requester", limit: 320)
        let approver = event.text("approver", limit: 320)
        let startAt = event.moment("start_at")
        let id = event.newRequestID(from: entryPoint) ?? fallbackID
        let custom = customPermissionSet(members, &event)
        let customName = custom.flatMap { _ in try? CustomPermissionSet.name(for: id) }
        if custom != nil, customName == nil { event.refuse("custom_permission_set", "could not be given a name") }

        let subject = AuditSubject(
            userEmail: userEmail,
            accountID: accountID,
            permissionSet: customName ?? permissionSet
        )
        guard event.problems.isEmpty, let userEmail, let accountID else {
            return .invalid(event.problems, subject)
        }
        return .valid(
            AccessRequest(
                id: id,
                userEmail: userEmail,
                accountID: accountID,
                permissionSet: customName ?? permissionSet ?? rules.defaultPermissionSet,
                duration: duration ?? rules.defaultDuration,
                justification: justification,
                ticket: ticket,
                source: source,
                requester: requester,
                approver: approver,
                startAt: startAt,
                customPermissionSet: custom
            )
        )
    }

    private func customPermissionSet(
        _ members: [String: JSONValue],
        _ event: inout EventFields
    ) -> CustomPermissionSet? {
        let field = "custom_permission_set"
        guard let value = members[field], value != .null else { return nil }
        if event.has("permission_set") { event.refuse(field, "must not be given together with permission_set") }
        var problems: [FieldProblem] = []
        let custom = CustomPermissionSet.read(value, field: field, problems: &problems)
        for problem in problems { event.refuse(problem.field, problem.problem) }
        return custom
    }
}

/// The outcome of validation.
enum Validated<Value> {
    case valid(Value)
    /// What is wrong, and the fields that are right, for the record.
    case invalid([FieldProblem], AuditSubject)
}
