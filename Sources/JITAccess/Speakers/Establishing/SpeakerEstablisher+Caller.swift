// SPDX-License-Identifier: Apache-2.0

/// Who calls the function's URL: IAM has checked their signature.
extension SpeakerEstablisher {
    func caller(_ event: [UInt8]) async throws(UnheardEvent) -> SpokenEvent {
        let request = try said(
            { () throws(Refusal) in try FunctionURLRequest(event) },
            by: .unidentified(.functionURL)
        )
        switch request.caller.identity {
        case .person(let session): return try await person(session, request)
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

    private func person(
        _ session: IAMCaller.PersonSession,
        _ request: FunctionURLRequest
    ) async throws(UnheardEvent) -> SpokenEvent {
        let user = try await user(session, request.caller)
        let speaker = Speaker(
            name: user.userName,
            kind: .person(userID: user.id),
            proof: .identityCenterSession,
            callerID: request.caller.id
        )
        var members = try said({ () throws(Refusal) in try request.members() }, by: speaker)
        // A comparison of everybody's access is not a matter of anybody's own.
        let allowed = Set(PolicyAction.allCases).subtracting([.reconcile])
        let action = try action(of: members, allowed: allowed, to: speaker, called: user.userName)
        try checkEnabled(user, for: .asking(action), speaker)
        // Revoke goes by the id, and a name that another has given themselves holds up nobody who ends their own access.
        if function == .grant { try checkNames(user, for: .asking(action), speaker) }
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
                from: .functionURL,
                path: .cli,
                person: user,
                scope: .themselves(userID: user.id)
            )
        )
    }

    /// The user of Identity Center whose session it is.
    ///
    /// Whoever administers an account can make a role there that is called like one of Identity Center, and a session of it
    /// that is called like anybody. What they cannot do is make it in the account of the functions, or below the path that
    /// AWS keeps for Identity Center.
    private func user(
        _ session: IAMCaller.PersonSession,
        _ caller: IAMCaller
    ) async throws(UnheardEvent) -> DirectoryUser {
        let nobody = Speaker.unidentified(caller)
        guard let account else {
            throw UnheardEvent(
                .unidentifiedActor,
                "The function does not know its own account, so no session is a person's.",
                from: nobody
            )
        }
        guard caller.account == account else {
            throw UnheardEvent(
                .unidentifiedActor,
                "This is a session of the account \(caller.account), and only sessions of the account \(account) count. "
                    + "Sign in to \(account) with the permission set for Hourglass, and call again (docs/deploy.md, \"People\").",
                from: nobody,
                alert: .foreignSession(caller, account)
            )
        }
        let roles = roles
        async let role = attempt { () throws(DirectoryError) in
            try await roles.role(named: session.roleName, id: session.roleID)
        }
        async let user = attempt { () throws(DirectoryError) in try await self.user(ofSession: session.userName) }
        let (knownRole, found) = await (role, user)
        guard let role = try said({ () throws(Refusal) in try refusing(knownRole) }, by: nobody),
            role.id == session.roleID, role.name == session.roleName, role.isOfIdentityCenter
        else {
            throw UnheardEvent(
                .unidentifiedActor,
                "The role \(session.roleName) was not made by Identity Center, so its sessions are nobody's.",
                from: nobody,
                alert: .lookAlike(caller, session)
            )
        }
        // The session has the user name; a user who is found by an e-mail address is another one.
        guard let user = try said({ () throws(Refusal) in try refusing(found) }, by: nobody),
            user.userName.asciiFolded == session.userName.asciiFolded
        else {
            throw UnheardEvent(
                .unidentifiedActor,
                "There is no user \(session.userName) in Identity Center, whose session this is.",
                from: nobody
            )
        }
        return user
    }

    /// The user whose session has this name, which is their user name. That it is another's address, too, is no matter where
    /// access is ended: nobody is to be hindered in that.
    private func user(ofSession name: String) async throws(DirectoryError) -> DirectoryUser? {
        do {
            return try await directory.findUser(name)
        } catch {
            guard function == .revoke, case .ambiguous(let shared) = error.kind else { throw error }
            return try await directory.user(id: shared.userNameOf)
        }
    }

    /// A role or user that the policy knows.
    private func mapped(_ request: FunctionURLRequest) throws(UnheardEvent) -> SpokenEvent {
        guard let actor = actors.actor(arn: request.caller.arn) else {
            guard actors.areKnown else {
                throw UnheardEvent(
                    .policyInvalid("Until it is mended no role and no user of IAM is known."),
                    from: .unidentified(request.caller)
                )
            }
            throw UnheardEvent(
                .unidentifiedActor,
                "The policy knows no actor \(request.caller.arn). People call with a session of Identity Center; roles and "
                    + "users of IAM must be among the policy's actors.",
                from: .unidentified(request.caller)
            )
        }
        let speaker = Speaker(
            name: request.caller.arn,
            kind: .mapped(actor.name),
            proof: .iam,
            callerID: request.caller.id
        )
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
            mandate: Mandate(
                from: .functionURL,
                path: actor.path,
                principalKind: actor.kind,
                scope: .actor(actor)
            )
        )
    }
}

extension FirstAlert {
    /// Somebody calls with a session of another account.
    static func foreignSession(_ caller: IAMCaller, _ account: AccountID) -> FirstAlert {
        FirstAlert(
            "session#\(caller.account)",
            subject: "Hourglass: a session of the account \(caller.account) was refused",
            message: """
                \(caller.arn) has called the function's URL. Only sessions of the account \(account) are people's: whoever \
                administers another account can be anybody there.

                What to do: give whoever it was the permission set for Hourglass in \(account) (docs/deploy.md, "People"). \
                If nobody knows of it, look for that role in the account \(caller.account). Further calls from there are on \
                record and not in another alert.
                """
        )
    }

    /// Somebody calls with a session of a role that pretends to be Identity Center's.
    static func lookAlike(_ caller: IAMCaller, _ session: IAMCaller.PersonSession) -> FirstAlert {
        FirstAlert(
            "role#\(session.roleID)",
            subject: "Hourglass: a role pretends to be one of Identity Center",
            message: """
                \(caller.arn) has called the function's URL, and was refused: the role is called like one of Identity Center, \
                and Identity Center has not made it.

                What to do: find out in CloudTrail who has made the role (CreateRole) and who has taken it (AssumeRole). \
                Further calls by it are on record and not in another alert.
                """
        )
    }
}

extension Speaker {
    /// A caller that IAM has authenticated, and that is nobody we know.
    fileprivate static func unidentified(_ caller: IAMCaller) -> Speaker {
        Speaker(name: caller.arn, kind: .unidentified, proof: .iam, callerID: caller.id)
    }
}

extension String {
    /// Identity Center takes user names that differ in the case of letters for the same; only ASCII is folded, so that
    /// no two names that look different come out alike.
    fileprivate var asciiFolded: [UInt8] {
        utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
}
