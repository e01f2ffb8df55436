// SPDX-License-Identifier: Apache-2.0

/// What a Revoke event asks for.
enum RevokeCommand: Equatable {
    /// Look at everything that is due.
    case sweep
    /// End leases now, before their expiry.
    case revoke(EarlyRevocation)
    /// Compare the ledger with Identity Center.
    case reconcile(ReconcileCommand)
}

/// Which leases to end early, and why.
struct EarlyRevocation: Equatable {
    enum Target: Equatable {
        /// The lease of one request.
        case request(NamedRequest)
        /// Every lease on one binding.
        case binding(userEmail: String, accountID: AccountID, permissionSet: String)
    }

    var target: Target
    let reason: String?
    /// Who asks, in the caller's words.
    let requester: String?
}

/// Tells what a Revoke event asks for.
struct RevocationValidator {
    private static let fields = [
        "action", "request_id", "user_email", "account_id", "permission_set", "reason", "requester",
    ]

    /// Nil if the setting is wrong: an event that ends a binding must name its permission set then.
    let defaultPermissionSet: String?

    /// By what the event came.
    let entryPoint: EntryPoint

    func validate(_ members: [String: JSONValue]) -> Validated<RevokeCommand> {
        let isScheduled = EventAction.isScheduled(members)
        if members["action"] == "reconcile" {
            switch ReconcileValidator().validate(members, isScheduled: isScheduled) {
            case .valid(let command): return .valid(.reconcile(command))
            case .invalid(let problems, let subject): return .invalid(problems, subject)
            }
        }
        // An event without members, and whatever else an EventBridge rule sends, is a sweep.
        if members.isEmpty || isScheduled { return .valid(.sweep) }
        var event = EventFields(members, known: Self.fields)
        let action = event.text("action", limit: 32, required: true)
        switch action {
        case nil where event.problems.isEmpty: event.refuse("action", "must be one of sweep, revoke, reconcile")
        case "sweep": return event.problems.isEmpty ? .valid(.sweep) : .invalid(event.problems, AuditSubject())
        case nil, "revoke": break
        default: event.refuse("action", "must be one of sweep, revoke, reconcile")
        }

        let requestID = event.namedRequest("request_id", from: entryPoint)
        let namesBinding = event.has("user_email") || event.has("account_id") || event.has("permission_set")
        let namesRequest = event.has("request_id")
        if namesBinding, namesRequest {
            event.refuse("request_id", "must not be given together with user_email, account_id or permission_set")
        }
        let needsBinding = !namesRequest && action == "revoke"
        let userEmail = event.name("user_email", limit: 320, required: needsBinding)
        let accountID = event.accountID(required: needsBinding)
        let permissionSet = event.name(
            "permission_set",
            limit: 32,
            required: needsBinding && defaultPermissionSet == nil
        )
        let reason = event.text("reason", limit: 1000)
        let requester = event.text("requester", limit: 320)

        let subject = AuditSubject(userEmail: userEmail, accountID: accountID, permissionSet: permissionSet)
        guard event.problems.isEmpty else { return .invalid(event.problems, subject) }
        if let requestID {
            return .valid(.revoke(EarlyRevocation(target: .request(requestID), reason: reason, requester: requester)))
        }
        guard let userEmail, let accountID, let permissionSet = permissionSet ?? defaultPermissionSet else {
            return .invalid(event.problems, subject)
        }
        let target = EarlyRevocation.Target.binding(
            userEmail: userEmail,
            accountID: accountID,
            permissionSet: permissionSet
        )
        return .valid(.revoke(EarlyRevocation(target: target, reason: reason, requester: requester)))
    }
}
