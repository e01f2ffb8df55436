// SPDX-License-Identifier: Apache-2.0

/// A system that speaks for people: its alias tells which one it is, the policy for whom it may speak.
extension SpeakerEstablisher {
    func integration(_ name: String, _ event: [UInt8]) async throws(UnheardEvent) -> SpokenEvent {
        guard let integration = actors.integration(name) else {
            guard actors.areKnown else { return try await formerIntegration(name, event) }
            throw UnheardEvent(
                .unidentifiedActor,
                "The policy knows no integration \(name), by whose alias this came.",
                from: .unidentified(.integration(name))
            )
        }
        let itself = Speaker(name: name, kind: .integration(name), proof: .integration(name))
        let members = try said({ () throws(Refusal) in try BareEvent.members(of: event) }, by: itself)
        let action = try action(of: members, allowed: integration.actions, to: itself, called: name)
        let user = try await user(try person(in: members, for: action, itself), itself, asking: action)
        try checkNames(user, for: .asking(action), itself)
        let mandate = Mandate(
            from: integration.entryPoint,
            path: integration.path,
            person: user,
            scope: .integration(integration)
        )
        try said(
            { () throws(Refusal) in try mandate.check(asksFor: user) },
            by: itself,
            asking: .asking(action)
        )
        let speaker = Speaker(name: user.userName, kind: .person(userID: user.id), proof: .integration(name))
        try checkEnabled(user, for: .asking(action), speaker)
        return SpokenEvent(members: members, action: .asking(action), speaker: speaker, mandate: mandate)
    }

    /// An alias of which the policy, being invalid, does not tell what it may do. IAM lets only the integration invoke it,
    /// and what people have asked for through it tells that it was believed: about that it still speaks for them, to see,
    /// to cancel and to end.
    private func formerIntegration(_ name: String, _ event: [UInt8]) async throws(UnheardEvent) -> SpokenEvent {
        let itself = Speaker(name: name, kind: .integration(name), proof: .integration(name))
        let members = try said({ () throws(Refusal) in try BareEvent.members(of: event) }, by: itself)
        guard let entryPoint = EntryPoint(alias: name),
            case .asking(let action)? = EventAction(members, for: function),
            [.status, .list, .cancel, .revoke].contains(action)
        else {
            let consequence = "Until it is mended \(name) can only show, cancel and end what was asked through it."
            throw UnheardEvent(.policyInvalid(consequence), from: itself)
        }
        let user = try await user(try person(in: members, for: action, itself), itself, asking: action)
        let speaker = Speaker(name: user.userName, kind: .person(userID: user.id), proof: .integration(name))
        try checkEnabled(user, for: .asking(action), speaker)
        return SpokenEvent(
            members: members,
            action: .asking(action),
            speaker: speaker,
            mandate: Mandate(from: entryPoint, path: .itsm, person: user, scope: .nobody)
        )
    }

    /// Whom the integration says it speaks for.
    private func person(
        in members: [String: JSONValue],
        for action: PolicyAction,
        _ itself: Speaker
    ) throws(UnheardEvent) -> String {
        let isDecision = EventAction.asking(action).isDecision
        let names = isDecision ? ["approver"] : ["requester", "user_email"]
        var event = EventFields(members, known: names)
        let field = names.first { event.has($0) } ?? names[0]
        // Only this field counts here: what is wrong with the others the validator says.
        guard let person = event.text(field, limit: 320, required: true) else {
            let problems = event.problems.filter { $0.field == field }
            throw UnheardEvent(.invalidRequest(problems), from: itself, asking: .asking(action))
        }
        return person
    }

    private func user(
        _ name: String,
        _ itself: Speaker,
        asking action: PolicyAction
    ) async throws(UnheardEvent) -> DirectoryUser {
        let directory = directory
        let found = await attempt { () throws(DirectoryError) in try await directory.findUser(name) }
        let known = try said({ () throws(Refusal) in try refusing(found) }, by: itself, asking: .asking(action))
        guard let user = known else {
            throw UnheardEvent(
                .unidentifiedActor,
                "There is no user \(name) in Identity Center, for whom \(itself.name) speaks.",
                from: itself,
                asking: .asking(action)
            )
        }
        return user
    }

    /// - Throws: ``UnheardEvent`` (403) if the user is disabled: who has left decides nothing and asks for nothing.
    func checkEnabled(
        _ user: DirectoryUser,
        for action: EventAction,
        _ speaker: Speaker
    ) throws(UnheardEvent) {
        guard !user.isEnabled else { return }
        throw UnheardEvent(
            action.isDecision ? .approverDisabled : .actorNotAllowed,
            "The user \(user.userName) is disabled in Identity Center.",
            from: speaker,
            asking: action
        )
    }

    /// - Throws: ``UnheardEvent`` (403) if a name of theirs is another's too: what the policy says of the one would be
    ///   taken for said of the other.
    func checkNames(
        _ user: DirectoryUser,
        for action: EventAction,
        _ speaker: Speaker
    ) throws(UnheardEvent) {
        guard let shared = user.sharedName else { return }
        throw UnheardEvent(.ambiguousUser(shared), from: speaker, asking: action)
    }
}

extension AccessDirectory {
    /// The user with this user name or primary e-mail address.
    func findUser(_ name: String) async throws(DirectoryError) -> DirectoryUser? {
        guard let id = try await userID(named: name), let user = try await user(id: id) else { return nil }
        // The Identity Store finds a user by any of their addresses.
        return user.isNamed(name) ? user : nil
    }
}
