// SPDX-License-Identifier: Apache-2.0

/// Finds what a request names. Look-ups that do not need each other run at the same time.
struct Resolver {
    /// The request and what it is about.
    struct Resolved {
        let binding: Binding
        let permissionSet: PermissionSet
        /// What the ledger knows under the request's id.
        let known: RequestRecord?
        let tail: AuditTail
    }

    let surroundings: Surroundings

    /// First trip: who, where, what, and whether this request has been here before.
    ///
    /// - Throws: ``Refusal`` naming what does not exist or is not usable.
    func resolve(_ request: AccessRequest) async throws(Refusal) -> Resolved {
        let directory = surroundings.directory
        let ledger = surroundings.ledger
        async let user = attempt { () throws(DirectoryError) in try await directory.userID(named: request.userEmail) }
        async let account = attempt { () throws(DirectoryError) in
            try await directory.facts(about: request.accountID, organizationalUnits: false, tags: false)
        }
        async let permissionSet = attempt { () throws(DirectoryError) in
            try await directory.permissionSet(named: request.permissionSet)
        }
        async let known = attempt { () throws(LedgerError) in try await ledger.request(request.id) }
        async let tail = attempt { () throws(LedgerError) in try await ledger.auditTail(of: request.id) }

        // A request that has been here before gets the answer it got, whatever has become of what it names.
        if let known = try refusing(await known) {
            let permissionSet = PermissionSet(name: known.permissionSet, arn: known.binding.permissionSetARN)
            return Resolved(
                binding: known.binding,
                permissionSet: permissionSet,
                known: known,
                tail: try refusing(await tail)
            )
        }
        guard let userID = try refusing(await user) else {
            throw Refusal(.userNotFound, "There is no user \(request.userEmail) in Identity Center.")
        }
        guard let found = try refusing(await account) else {
            throw Refusal(.accountNotFound, "There is no account \(request.accountID) in the organization.")
        }
        guard found.isActive else {
            throw Refusal(.accountNotActive, "The account \(request.accountID) is not active.")
        }
        guard let permissionSet = try refusing(await permissionSet) else {
            throw Refusal(.permissionSetNotFound, "There is no permission set \(request.permissionSet).")
        }
        let binding = Binding(userID: userID, accountID: request.accountID, permissionSetARN: permissionSet.arn)
        return Resolved(
            binding: binding,
            permissionSet: permissionSet,
            known: nil,
            tail: try refusing(await tail)
        )
    }

    /// Second trip: what the ledger and Identity Center hold for the binding.
    ///
    /// - Throws: ``Refusal`` if the user is disabled or something cannot be read.
    func situation(of binding: Binding, userEmail: String) async throws(Refusal) -> GrantPlan.Situation {
        let directory = surroundings.directory
        let ledger = surroundings.ledger
        async let user = attempt { () throws(DirectoryError) in try await directory.user(id: binding.userID) }
        async let isAssigned = attempt { () throws(DirectoryError) in try await directory.isAssigned(binding) }
        async let stored = attempt { () throws(LedgerError) in try await ledger.binding(binding) }
        async let ended = attempt { () throws(LedgerError) in try await ledger.endedBinding(binding) }

        guard let user = try refusing(await user) else {
            throw Refusal(.userNotFound, "There is no user \(userEmail) in Identity Center.")
        }
        guard user.isEnabled else {
            throw Refusal(.userDisabled, "The user \(userEmail) is disabled in Identity Center.")
        }
        let found = try refusing(await stored)
        let assigned = try refusing(await isAssigned)
        var removal = try refusing(await ended)
        if found == .absent, assigned, removal == nil {
            // The reads ran side by side: a removal may have finished after the one and before the other.
            removal = try refusing(
                await attempt { () throws(LedgerError) in try await ledger.endedBinding(binding) }
            )
        }
        return GrantPlan.Situation(stored: found, ended: removal, isAssigned: assigned)
    }
}

/// The value, or the refusal that tells the caller why there is none.
func refusing<Value>(_ result: Result<Value, DirectoryError>) throws(Refusal) -> Value {
    do {
        return try result.get()
    } catch {
        throw Refusal(
            .directoryUnavailable,
            "Identity Center could not be asked. Nothing was changed; try again.",
            awsRequestID: error.awsRequestID,
            cause: error.message
        )
    }
}

/// The value, or the refusal that tells the caller why there is none.
func refusing<Value>(_ result: Result<Value, LedgerError>) throws(Refusal) -> Value {
    do {
        return try result.get()
    } catch {
        throw Refusal(error)
    }
}
