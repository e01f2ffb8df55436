// SPDX-License-Identifier: Apache-2.0

/// Who calls the function's URL: IAM has checked their signature.
extension SpeakerEstablisher {
    func caller(_ event: [UInt8]) async throws(UnheardEvent) -> SpokenEvent {
        let request = try said(
            { () throws(Refusal) in try FunctionURLRequest(event) },
            by: .unidentified(.functionURL)
        )
        switch request.caller.identity {
        case .person(let userName): return try await person(userName, request)
        case .roleOrUser: return try mapped(request)
        case .other:
            throw UnheardEvent(
                .unidentifiedActor,
                "\(request.caller.arn) is neither a person's session of Identity Center nor a role or user that the "
                    + "policy could name.",
                from: .unidentified(request.caller)
            )
        }
    }

    private func person(_ userName: String, _ request: FunctionURLRequest) async throws(UnheardEvent) -> SpokenEvent {
        let user = try await user(userName, request.caller)
        let speaker = Speaker(name: user.userName, kind: .person(userID: user.id), proof: .identityCenterSession)
        var members = try said({ () throws(Refusal) in try request.members() }, by: speaker)
        // A comparison of everybody's access is not a matter of anybody's own.
        let allowed = Set(PolicyAction.allCases).subtracting([.reconcile])
        let action = try action(of: members, allowed: allowed, to: speaker, called: user.userName)
        try checkEnabled(user, for: .asking(action), speaker)
        // Who speaks is settled; another name beside it would only stand on record as if it meant something.
        let claims = ["requester", "approver"].filter { members[$0] != nil }
        guard claims.isEmpty else {
            let problem = "must be left out: you are \(user.userName), by your signature"
            throw UnheardEvent(
                .invalidRequest(claims.map { FieldProblem($0, problem) }),
                from: speaker,
                asking: .asking(action)
            )
        }
        if action == .request, members["user_email"] == nil { members["user_email"] = .string(user.userName) }
        return SpokenEvent(
            members: members,
            action: .asking(action),
            speaker: speaker,
            mandate: Mandate(
                path: members["source"] == "console" ? .console : .cli,
                person: user,
                scope: .themselves(userID: user.id)
            )
        )
    }

    /// The user of Identity Center whose session it is.
    private func user(_ userName: String, _ caller: IAMCaller) async throws(UnheardEvent) -> DirectoryUser {
        let directory = directory
        // A role of the same name in an account of somebody else's has somebody else's users.
        async let account = attempt { () throws(DirectoryError) in
            try await directory.facts(about: caller.account, organizationalUnits: false, tags: false)
        }
        async let user = attempt { () throws(DirectoryError) in try await directory.findUser(userName) }
        let (knownAccount, found) = await (account, user)
        let nobody = Speaker.unidentified(caller)
        guard try said({ () throws(Refusal) in try refusing(knownAccount) }, by: nobody) != nil else {
            throw UnheardEvent(
                .unidentifiedActor,
                "The account \(caller.account) does not belong to the organization.",
                from: nobody
            )
        }
        // The session has the user name; a user who is found by an e-mail address is another one.
        guard let user = try said({ () throws(Refusal) in try refusing(found) }, by: nobody),
            user.userName.asciiFolded == userName.asciiFolded
        else {
            throw UnheardEvent(
                .unidentifiedActor,
                "There is no user \(userName) in Identity Center, whose session this is.",
                from: nobody
            )
        }
        return user
    }

    /// A role or user that the policy knows.
    private func mapped(_ request: FunctionURLRequest) throws(UnheardEvent) -> SpokenEvent {
        guard let actor = actors.actor(arn: request.caller.arn) else {
            throw UnheardEvent(
                .unidentifiedActor,
                "The policy knows no actor \(request.caller.arn). People call with a session of Identity Center; roles and "
                    + "users of IAM must be among the policy's actors.",
                from: .unidentified(request.caller)
            )
        }
        let speaker = Speaker(name: request.caller.arn, kind: .mapped(actor.name), proof: .iam)
        let members = try said({ () throws(Refusal) in try request.members() }, by: speaker)
        let action = try action(of: members, allowed: actor.actions, to: speaker, called: actor.name)
        guard !EventAction.asking(action).isDecision else {
            throw UnheardEvent(
                .actorNotAllowed,
                "Only people decide on requests, and \(actor.name) is none.",
                from: speaker,
                asking: .asking(action)
            )
        }
        return SpokenEvent(
            members: members,
            action: .asking(action),
            speaker: speaker,
            mandate: Mandate(path: actor.path, principalKind: actor.kind, scope: .actor(actor))
        )
    }
}

extension Speaker {
    /// A caller that IAM has authenticated, and that is nobody we know.
    fileprivate static func unidentified(_ caller: IAMCaller) -> Speaker {
        Speaker(name: caller.arn, kind: .unidentified, proof: .iam)
    }
}

extension String {
    /// Identity Center takes user names that differ in the case of letters for the same; only ASCII is folded, so that
    /// no two names that look different come out alike.
    fileprivate var asciiFolded: [UInt8] {
        utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
}
