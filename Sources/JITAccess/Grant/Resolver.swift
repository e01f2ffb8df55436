// SPDX-License-Identifier: Apache-2.0

/// Finds what a request names. Look-ups that do not need each other run at the same time.
struct Resolver {
    /// What a request is about.
    struct Resolved: Sendable {
        let userID: String
        let account: AccountFacts

        /// Nil if the request defines one that has not been made.
        let permissionSet: PermissionSet?

        /// What an assignment would be for; nil without a permission set.
        var binding: Binding? {
            permissionSet.map { Binding(userID: userID, accountID: account.id, permissionSetARN: $0.arn) }
        }

        /// What can be lent at once.
        var lent: (binding: Binding, permissionSet: PermissionSet)? {
            guard let permissionSet, let binding else { return nil }
            return (binding, permissionSet)
        }
    }

    let directory: any AccessDirectory
    let ledger: any Ledger
    let tickets: any TicketSystem
    let policy: Policy
    let protectedAccounts: ProtectedAccounts
    let clock: any AccessClock

    init(_ surroundings: Surroundings, policy: Policy) {
        directory = surroundings.directory
        ledger = surroundings.ledger
        tickets = surroundings.tickets
        clock = surroundings.clock
        protectedAccounts = surroundings.protectedAccounts
        self.policy = policy
    }

    /// First trip: who, where and what.
    ///
    /// - Parameter userID: whom the request was found to be for when it was made; nil while that is not known. Names may
    ///   change meanwhile and become another's, ids do not.
    /// - Throws: ``Refusal`` naming what does not exist or is not usable.
    func resolve(_ request: AccessRequest, userID: String? = nil) async throws(Refusal) -> Resolved {
        let known = userID
        async let user = attempt { () async throws(DirectoryError) -> String? in
            if let known { return known }
            return try await directory.userID(named: request.userEmail)
        }
        async let facts = attempt { () throws(Refusal) in try await accountWithProtection(request.accountID) }
        let isToBeMade = request.permissionSetToMake != nil
        async let set = attempt { () throws(DirectoryError) in
            isToBeMade ? nil : try await directory.permissionSet(named: request.permissionSet)
        }
        guard let userID = try refusing(await user) else {
            throw .userNotFound(request.userEmail)
        }
        let account = try await facts.get()
        let permissionSet = try refusing(await set)
        guard isToBeMade || permissionSet != nil else {
            throw .permissionSetGone(request)
        }
        return Resolved(userID: userID, account: account, permissionSet: permissionSet)
    }

    /// The account, with what the policy wants to know of it, but not whether it is protected: for who approves, not for
    /// what is lent.
    ///
    /// - Throws: ``Refusal`` if it is not there or not active.
    func account(_ id: AccountID) async throws(Refusal) -> AccountFacts {
        let facts = await attempt { () throws(DirectoryError) in
            try await directory.facts(
                about: id,
                organizationalUnits: policy.needs.organizationalUnits,
                tags: policy.needs.accountTags
            )
        }
        return try usable(try refusing(facts), id)
    }

    /// The account, with all that decides what is lent there.
    ///
    /// - Throws: ``Refusal`` if it is not there or not active. Where its protection cannot be told it is unknown.
    func accountWithProtection(_ id: AccountID) async throws(Refusal) -> AccountFacts {
        async let management = attempt { () throws(DirectoryError) in try await directory.managementAccount() }
        var account = try await account(id)
        account.protection = protectedAccounts.protection(of: id, management: await management)
        return account
    }

    /// A person, with those of their groups that the policy mentions or that the account's owners are.
    ///
    /// - Throws: ``Refusal`` if the person is not there, is disabled, has a name that is another's too, or the groups cannot
    ///   be read.
    func person(
        _ userID: String,
        named name: String,
        for account: AccountFacts
    ) async throws(Refusal) -> Person {
        let mentioned = policy.groups(for: account.forPolicy)
        async let found = attempt { () throws(DirectoryError) in try await directory.user(id: userID) }
        async let groups = attempt { () throws(DirectoryError) in
            mentioned.isEmpty ? [] : try await directory.groups(of: userID, among: mentioned)
        }
        guard let user = try refusing(await found) else {
            throw .userNotFound(name)
        }
        guard user.isEnabled else {
            throw Refusal(.userDisabled, "The user \(name) is disabled in Identity Center.")
        }
        // Rules name people, so nobody is held against them whom they cannot tell from another.
        if let shared = user.sharedName { throw .ambiguousUser(shared) }
        return Person(user: user, groups: try refusing(await groups))
    }

    /// How often others may have moved a binding on while it was looked at.
    private static let maximumLooks = 5

    /// What the ledger and Identity Center hold for the binding.
    ///
    /// - Throws: ``Refusal`` (503) if it cannot be told, or if others kept changing it.
    func situation(of binding: Binding) async throws(Refusal) -> GrantPlan.Situation {
        for _ in 1...Self.maximumLooks {
            if let situation = try await look(at: binding) { return situation }
        }
        throw Refusal(.conflict([.binding]))
    }

    /// Nil if it was moved on while it was looked at: what was read of it is not of one moment then, and nothing is concluded
    /// from it.
    private func look(at binding: Binding) async throws(Refusal) -> GrantPlan.Situation? {
        async let isAssigned = attempt { () throws(DirectoryError) in try await directory.isAssigned(binding) }
        async let stored = attempt { () throws(LedgerError) in try await ledger.binding(binding) }
        async let ended = attempt { () throws(LedgerError) in try await ledger.endedBinding(binding) }

        let found = try refusing(await stored)
        let assigned = try refusing(await isAssigned)
        let remembered = await ended
        var removal: EndedBinding?
        if case .failure(.unreadable(let problem)) = remembered {
            if found == .absent, assigned { return Self.unremembered(binding, problem) }
        } else {
            removal = try refusing(remembered)
        }
        if found == .absent, assigned, removal == nil {
            // The reads ran side by side: a removal may have finished after the one and before the other.
            removal = try refusing(
                await attempt { () throws(LedgerError) in try await ledger.endedBinding(binding) }
            )
        }
        var situation = GrantPlan.Situation(stored: found, ended: removal, isAssigned: assigned)
        if let remembered = removal, assigned, remembered.isRecent(at: clock.now()), try await !isBorneOut(remembered) {
            removal = nil
            situation = GrantPlan.Situation(stored: found, ended: nil, isAssigned: assigned)
            situation.doubts = [
                "\(binding.key): no audit trail bears out the removal that is remembered. It is not believed."
            ]
        }
        switch found {
        case .absent where assigned && removal?.isRecent(at: clock.now()) != true:
            return try await missing(situation, binding)
        case .record(let record): return try await examined(situation, record)
        case .absent, .published: return situation
        }
    }

    /// Whether the access was lent and has ended as the memory of a removal says. Otherwise standing access would be taken for
    /// what is just going, and for the lease's own when that ends.
    private func isBorneOut(_ ended: EndedBinding) async throws(Refusal) -> Bool {
        let (ledger, directory, now) = (ledger, directory, clock.now())
        let end = RecordedEnd(binding: ended.binding, requestIDs: ended.requestIDs, endedAt: ended.endedAt)
        let evidence = try refusing(
            await attempt { () throws(LedgerError) in
                try await EndWitnesses(ledger: ledger).evidence(of: end, at: now)
            }
        )
        guard let evidence else { return false }
        for name in evidence.permissionSets where name != ended.binding.permissionSetARN {
            let set = try refusing(
                await attempt { () throws(DirectoryError) in try await directory.permissionSet(named: name) }
            )
            guard set?.arn == ended.binding.permissionSetARN else { return false }
        }
        return true
    }

    /// Where there is access and no binding, and what is remembered of a removal cannot be understood: nobody knows whether that
    /// is somebody's own, or ours that is just going.
    private static func unremembered(_ binding: Binding, _ problem: String) -> GrantPlan.Situation {
        var situation = GrantPlan.Situation(stored: .absent, ended: nil, isAssigned: true)
        situation.isForged = true
        situation.doubts = [
            "\(binding.key): what is remembered of its removal cannot be understood, so nothing is granted there. "
                + "Delete that item: \(problem)"
        ]
        return situation
    }

    /// Where there is access and no binding: whether a request says that it is lent. The access is somebody's own only if none
    /// does.
    private func missing(
        _ situation: GrantPlan.Situation,
        _ binding: Binding
    ) async throws(Refusal) -> GrantPlan.Situation? {
        let found = try refusing(
            await attempt { () throws(LedgerError) in try await ledger.requests(lending: binding) }
        )
        guard !found.requests.isEmpty || !found.unreadable.isEmpty else { return situation }
        var lending: [RequestID] = []
        for seen in found.requests {
            // The index may be behind.
            let request = try refusing(
                await attempt { () throws(LedgerError) in try await ledger.request(seen.id) }
            )
            if request?.lends(binding) == true { lending.append(seen.id) }
        }
        // Or the binding was written in between.
        guard try await isStill(.absent, binding) else { return nil }
        // Or what the index shows has just ended: then a removal is remembered by now.
        guard !lending.isEmpty || !found.unreadable.isEmpty else { return nil }
        var lost = situation
        lost.lending = lending
        lost.doubts = [
            "\(binding.key): it is lent by \(lending.map(\.description).joined(separator: ", ")), and has no binding."
        ]
        lost.doubts += found.unreadable
        lost.isForged = lending.isEmpty
        return lost
    }

    /// Where there is a binding: whether it is as Hourglass has written it. What it says of standing access, and of leases that
    /// hold it or are prolonged, decides what is created, how long it lasts and what is taken away later.
    private func examined(
        _ situation: GrantPlan.Situation,
        _ record: BindingRecord
    ) async throws(Refusal) -> GrantPlan.Situation? {
        let testimony = await LeaseWitnesses(ledger: ledger, directory: directory).examine(record)
        if let trouble = testimony.trouble {
            throw Refusal(.unavailable(trouble, awsRequestID: nil))
        }
        guard !testimony.doubts.isEmpty else { return situation }
        guard try await isStill(.record(record), record.binding) else { return nil }
        var believed = GrantPlan.Situation(
            stored: .record(testimony.record),
            ended: situation.ended,
            isAssigned: situation.isAssigned
        )
        believed.doubts = situation.doubts + testimony.doubts
        believed.isForged = testimony.isForged
        return believed
    }

    private func isStill(_ stored: StoredBinding, _ binding: Binding) async throws(Refusal) -> Bool {
        try refusing(await attempt { () throws(LedgerError) in try await ledger.binding(binding) }) == stored
    }

    /// What the ticket system says about the ticket; nil if no rule wants to know, or there is none.
    ///
    /// - Throws: ``Refusal`` if the ticket system does not say.
    func ticket(_ number: String?) async throws(Refusal) -> Ticket? {
        guard let number, policy.checksTicket(number) else { return nil }
        let tickets = tickets
        do {
            return try await tickets.ticket(number)
        } catch {
            throw Refusal(
                .ticketSystemUnavailable,
                "The ticket system could not be asked about the ticket. Nothing was changed; try again.",
                cause: error.message
            )
        }
    }

    private func usable(_ facts: AccountFacts?, _ id: AccountID) throws(Refusal) -> AccountFacts {
        guard let facts else {
            throw Refusal(.accountNotFound, "There is no account \(id) in the organization.")
        }
        guard facts.isActive else { throw Refusal(.accountNotActive, "The account \(id) is not active.") }
        return facts
    }
}

/// A user of the Identity Store, with those of their groups that matter.
struct Person: Sendable, Equatable {
    let user: DirectoryUser
    let groups: Set<String>

    /// The person in the policy's words.
    func principal(_ kind: PrincipalKind = .user) -> PolicyPrincipal {
        PolicyPrincipal(kind: kind, userID: user.id, names: user.names, groups: groups)
    }
}

/// The value, or the refusal that tells the caller why there is none.
func refusing<Value>(_ result: Result<Value, DirectoryError>) throws(Refusal) -> Value {
    do {
        return try result.get()
    } catch {
        if case .ambiguous(let shared) = error.kind { throw .ambiguousUser(shared) }
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
