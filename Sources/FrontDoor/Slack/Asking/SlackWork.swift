// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// What a door call leaves to be done: to ask Grant or Revoke for somebody, and to tell them what came of it.
struct SlackWork: Sendable, Equatable {
    /// In which member of the event the person is named.
    enum Role: String, Sendable {
        case requester
        case approver
    }

    let function: AccessFunctionKind

    /// All of it but who asks.
    let event: [String: JSONValue]
    let role: Role

    /// Slack's id of who asks.
    let user: String

    /// From which workspace, as the signed call says.
    let origin: SlackOrigin

    /// Where they are told; a direct message if there is none.
    let responseURL: String?

    var json: JSONValue {
        var members: [String: JSONValue] = [
            "function": .string(function.rawValue), "event": .object(event), "role": .string(role.rawValue),
            "user": .string(user), "origin": origin.json,
        ]
        members["response_url"] = responseURL.map(JSONValue.string)
        return .object(members)
    }

    init(
        _ function: AccessFunctionKind,
        _ event: [String: JSONValue],
        role: Role = .requester,
        user: String,
        origin: SlackOrigin,
        responseURL: String?
    ) {
        self.function = function
        self.event = event
        self.role = role
        self.user = user
        self.origin = origin
        self.responseURL = responseURL
    }

    /// Nil if it is none that this code, or an earlier version of it, has written.
    init?(_ json: JSONValue) {
        guard let function = (json["function"]?.text).flatMap(AccessFunctionKind.init(rawValue:)),
            let role = (json["role"]?.text).flatMap(Role.init(rawValue:)),
            let user = json["user"]?.text, SlackPerson.isID(user), case .object(let event)? = json["event"]
        else { return nil }
        self.init(
            function,
            event,
            role: role,
            user: user,
            origin: SlackOrigin(json["origin"]),
            responseURL: json["response_url"]?.text
        )
    }

    /// The event with who asks, as the alias of Slack takes it.
    func event(for email: String) -> [String: JSONValue] {
        var event = event
        event[role.rawValue] = .string(email)
        if event["action"] == "request" { event["user_email"] = .string(email) }
        return event
    }

    /// What Grant would say is wrong with it before it looks at anything but the event.
    var problems: [FieldProblem] {
        function == .grant ? EventCheck.problems(inGrantEvent: event(for: "somebody@example.com")) : []
    }

    /// What somebody typed in words of their own, which they should not have to type again.
    var typed: String? {
        let texts = ["justification", "comment", "reason", "ticket"].compactMap { event[$0]?.text }
            .filter { $0 != Self.usualReason }.map(TypedText.line)
        let text = texts.filter { !$0.isEmpty }.joined(separator: "\n")
        return text.isEmpty ? nil : text
    }

    /// Of an end for which nobody says why.
    static let usualReason = "Ended in Slack"
}

extension SlackWork {
    /// Who did something in Slack, and where they are told what came of it.
    struct Asker: Sendable, Equatable {
        let user: String
        let origin: SlackOrigin
        let responseURL: String?
    }

    /// - Parameter id: of a request that this makes; the same however often the work is done.
    init?(_ command: SlackCommand, _ asker: Asker, id: String) {
        switch command {
        case .form, .help: return nil
        case .request(let text):
            var event: [String: JSONValue] = [
                "action": "request", "source": "slack", "request_id": .string(id), "account_id": .string(text.account),
                "permission_set": .string(text.permissionSet), "duration": .string(text.duration),
            ]
            if !text.justification.isEmpty { event["justification"] = .string(text.justification) }
            event["ticket"] = text.ticket.map(JSONValue.string)
            self.init(.grant, event, asker)
        case .status(let id?): self.init(.grant, ["action": "status", "request_id": .string(id.description)], asker)
        case .status(nil): self.init(.grant, ["action": "list", "view": "mine"], asker)
        case .approvals(let place):
            var event: [String: JSONValue] = ["action": "list", "view": "approvals"]
            event["next"] = place.map(JSONValue.string)
            self.init(.grant, event, asker)
        case .cancel(let id): self.init(.grant, ["action": "cancel", "request_id": .string(id.description)], asker)
        case .end(let id, let reason): self.init(ending: id, reason: reason, asker)
        }
    }

    private init(_ function: AccessFunctionKind, _ event: [String: JSONValue], role: Role = .requester, _ asker: Asker)
    {
        self.init(
            function,
            event,
            role: role,
            user: asker.user,
            origin: asker.origin,
            responseURL: asker.responseURL
        )
    }

    init(ending id: RequestID, reason: String?, _ asker: Asker) {
        var event: [String: JSONValue] = ["action": "revoke", "request_id": .string(id.description)]
        event["reason"] = .string(reason ?? Self.usualReason)
        self.init(.revoke, event, asker)
    }

    init(approving id: RequestID, digest: String, _ asker: Asker) {
        let event: [String: JSONValue] = [
            "action": "approve", "request_id": .string(id.description), "digest": .string(digest), "source": "slack",
        ]
        self.init(.grant, event, role: .approver, asker)
    }

    /// What a form asks for; nil if its context is not ours.
    init?(_ form: SlackForm.Kind, context: String, _ values: [String: String], _ asker: Asker, id: String) {
        func value(_ name: SlackField) -> JSONValue? {
            values[name.rawValue].flatMap { $0.isEmpty ? nil : .string($0) }
        }
        switch form {
        case .request:
            var event: [String: JSONValue] = ["action": "request", "source": "slack", "request_id": .string(id)]
            event["account_id"] = value(.account)
            event["permission_set"] = value(.permissionSet)
            event["duration"] = value(.duration)
            event["justification"] = value(.justification)
            event["ticket"] = value(.ticket)
            self.init(.grant, event, asker)
        case .reject:
            guard case .reject(let request, let digest)? = SlackAction(name: "reject", value: context) else {
                return nil
            }
            var event: [String: JSONValue] = [
                "action": "reject", "request_id": .string(request.description), "digest": .string(digest),
                "source": "slack",
            ]
            event["comment"] = value(.reason)
            self.init(.grant, event, role: .approver, asker)
        case .extend:
            guard case .extend(let lease)? = SlackAction(name: "extend", value: context) else { return nil }
            var event: [String: JSONValue] = [
                "action": "extend", "extends": .string(lease.description), "request_id": .string(id), "source": "slack",
            ]
            event["duration"] = value(.duration)
            event["justification"] = value(.justification)
            event["ticket"] = value(.ticket)
            self.init(.grant, event, asker)
        }
    }
}
