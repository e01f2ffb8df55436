// SPDX-License-Identifier: Apache-2.0

/// For whom an established speaker may speak, and by which path its requests come.
public struct Mandate: Sendable, Equatable {
    /// Whose access it may ask for.
    enum Scope: Sendable, Equatable {
        /// Anybody's: the calling system has checked the request.
        case anybody
        /// Their own.
        case themselves(userID: String)
        /// That of the people the policy names for an actor.
        case actor(PolicyActor)
        /// That of the people the policy names for an integration.
        case integration(PolicyIntegration)
        /// Nobody's.
        case nobody
    }

    /// By what its requests are made, told by what was invoked.
    public let entryPoint: EntryPoint

    /// What rules go by.
    public let path: AccessPath

    /// What kind of principal asks.
    public let principalKind: PrincipalKind

    /// The person who speaks, looked up already; nil if it is none.
    public let person: DirectoryUser?

    let scope: Scope

    init(
        from entryPoint: EntryPoint,
        path: AccessPath,
        principalKind: PrincipalKind = .user,
        person: DirectoryUser? = nil,
        scope: Scope
    ) {
        self.entryPoint = entryPoint
        self.path = path
        self.principalKind = principalKind
        self.person = person
        self.scope = scope
    }

    /// - Throws: ``Refusal`` (403) if the speaker may not ask for the access of `user`.
    func check(asksFor user: DirectoryUser) throws(Refusal) {
        switch scope {
        case .anybody: return
        case .nobody: throw .policyInvalid("Nothing is decided meanwhile.")
        case .themselves(let userID):
            guard user.id != userID else { return }
            throw Refusal(.notRequester, "You can ask for access for yourself only, not for \(user.userName).")
        case .actor(let actor):
            guard !actor.speaks(for: user.names, userID: user.id) else { return }
            throw Refusal(.actorNotAllowed, "The policy does not let \(actor.name) speak for \(user.userName).")
        case .integration(let integration):
            guard !integration.speaks(for: user.names, userID: user.id) else { return }
            throw Refusal(.actorNotAllowed, "The policy does not let \(integration.name) speak for \(user.userName).")
        }
    }
}

extension DirectoryUser {
    /// What patterns for people are held against.
    var names: [String] { [userName] + (primaryEmail.map { [$0] } ?? []) }

    /// Whether `name` is their user name or their primary address, or `user:` and their id.
    func isNamed(_ name: String) -> Bool {
        if let named = PersonReference.userID(of: name) { return named == id }
        let wanted = MatchText(name)
        return names.contains { MatchText($0) == wanted }
    }
}
