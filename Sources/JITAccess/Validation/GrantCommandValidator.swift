// SPDX-License-Identifier: Apache-2.0

/// Tells what a Grant event asks for, and whether it is complete.
struct GrantCommandValidator {
    let rules: RequestRules

    /// By what the event came.
    let entryPoint: EntryPoint

    /// The command, or everything that is wrong with it.
    ///
    /// - Parameter lambdaRequestID: the id of a request that names none: it stays the same when the platform delivers an
    ///   event again.
    func validate(
        _ action: EventAction?,
        _ members: [String: JSONValue],
        lambdaRequestID: String
    ) -> Validated<GrantCommand> {
        let fallbackID = RequestID(GivenRequestID(lambdaRequestID: lambdaRequestID), from: entryPoint)
        return switch action {
        case .asking(.request):
            RequestValidator(rules: rules).validate(members, from: entryPoint, fallbackID: fallbackID).map(
                GrantCommand.request
            )
        case .asking(.approve): decision(members, .approve)
        case .asking(.reject): decision(members, .reject)
        case .asking(.cancel): cancel(members)
        case .asking(.extend): extend(members, fallbackID)
        case .asking(.status): status(members)
        case .asking(.list): list(members)
        case .asking(.options): options(members)
        case .sweep: .valid(.sweep)
        case .asking(.revoke), .asking(.reconcile), .scheduledReconcile, nil:
            .invalid([EventAction.problem(for: .grant)], AuditSubject())
        }
    }

    private func decision(_ members: [String: JSONValue], _ verdict: Decision.Verdict) -> Validated<GrantCommand> {
        var event = EventFields(members, known: ["action", "request_id", "digest", "comment", "approver", "source"])
        let id = event.namedRequest("request_id", from: entryPoint, required: true)
        let digest = event.parsed(
            "digest",
            limit: 64,
            required: true,
            expectation: "the 64 hexadecimal digits that status shows"
        ) { text in
            text.utf8.count == 64 && text.utf8.allSatisfy { ("0123456789abcdef").utf8.contains($0) } ? text : nil
        }
        let comment = event.text("comment", limit: 1000, required: verdict == .reject)
        guard event.problems.isEmpty, let id, let digest else { return .invalid(event.problems, AuditSubject()) }
        return .valid(.decide(Decision(request: id, verdict: verdict, digest: digest, comment: comment)))
    }

    private func cancel(_ members: [String: JSONValue]) -> Validated<GrantCommand> {
        var event = EventFields(members, known: ["action", "request_id", "reason", "requester", "source"])
        let id = event.namedRequest("request_id", from: entryPoint, required: true)
        let reason = event.text("reason", limit: 1000)
        guard event.problems.isEmpty, let id else { return .invalid(event.problems, AuditSubject()) }
        return .valid(.cancel(id, reason: reason))
    }

    private func extend(_ members: [String: JSONValue], _ fallbackID: RequestID) -> Validated<GrantCommand> {
        var event = EventFields(
            members,
            known: [
                "action", "extends", "request_id", "duration", "duration_hours", "justification", "ticket", "requester",
                "source",
            ]
        )
        let extends = event.namedRequest("extends", from: entryPoint, required: true)
        let id = event.newRequestID(from: entryPoint)
        let duration = event.duration()
        let justification = event.text("justification", limit: 1000)
        let ticket = event.ticket()
        let source = event.source()
        guard event.problems.isEmpty, let extends else { return .invalid(event.problems, AuditSubject()) }
        return .valid(
            .extend(
                Extension(
                    id: id ?? fallbackID,
                    extends: extends,
                    duration: duration ?? rules.defaultDuration,
                    justification: justification,
                    ticket: ticket,
                    source: source
                )
            )
        )
    }

    private func status(_ members: [String: JSONValue]) -> Validated<GrantCommand> {
        var event = EventFields(members, known: ["action", "request_id", "requester", "source"])
        let id = event.namedRequest("request_id", from: entryPoint, required: true)
        guard event.problems.isEmpty, let id else { return .invalid(event.problems, AuditSubject()) }
        return .valid(.status(id))
    }

    private func list(_ members: [String: JSONValue]) -> Validated<GrantCommand> {
        var event = EventFields(members, known: ["action", "view", "user_email", "requester", "source", "next"])
        let view = event.parsed(
            "view",
            limit: 32,
            expectation: RequestList.View.allCases.map(\.rawValue).joined(separator: " or "),
            RequestList.View.init(rawValue:)
        )
        let userEmail = event.name("user_email", limit: 320)
        let place = event.parsed(
            "next",
            limit: ListPlace.maximumLength,
            expectation: "the next of an earlier list of approvals",
            ListPlace.init(_:)
        )
        guard event.problems.isEmpty else { return .invalid(event.problems, AuditSubject()) }
        guard place == nil || view == .approvals else {
            return .invalid([FieldProblem("next", "goes with the view approvals alone")], AuditSubject())
        }
        return .valid(.list(RequestList(view: view ?? .mine, userEmail: userEmail, after: place)))
    }
}

extension Validated {
    func map<Other>(_ transform: (Value) -> Other) -> Validated<Other> {
        switch self {
        case .valid(let value): .valid(transform(value))
        case .invalid(let problems, let subject): .invalid(problems, subject)
        }
    }
}
