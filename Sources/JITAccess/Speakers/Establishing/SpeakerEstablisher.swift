// SPDX-License-Identifier: Apache-2.0

/// Establishes who speaks and whether they may ask for what they ask for.
///
/// Everything follows from the way in, which IAM guards: see ``Channel``. What an event says of itself is believed where
/// the policy lets the way in speak for others, and nowhere else. Whether the request itself is allowed is for the rules.
public struct SpeakerEstablisher: Sendable {
    let directory: any AccessDirectory
    let actors: any KnownActors
    let function: EventAction.Function
    let roles: any RoleDirectory

    /// The account that the function is in: people call with sessions of it.
    let account: AccountID?

    /// Creates an establisher for the events of one function.
    public init(
        directory: any AccessDirectory,
        roles: any RoleDirectory,
        actors: any KnownActors,
        function: EventAction.Function,
        in account: AccountID?
    ) {
        self.roles = roles
        self.account = account
        self.directory = directory
        self.actors = actors
        self.function = function
    }

    /// - Throws: ``UnheardEvent`` with the refusal, and who it is on record for.
    public func establish(_ event: [UInt8], from channel: Channel) async throws(UnheardEvent) -> SpokenEvent {
        switch channel {
        case .direct: return try direct(event)
        case .functionURL: return try await caller(event)
        case .integration(let name): return try await integration(name, event)
        case .unknown:
            throw UnheardEvent(
                .unidentifiedActor,
                "The function was invoked by a version or by an ARN that says nothing about who speaks. "
                    + "Invoke it without a qualifier, by its URL, or by the alias of an integration.",
                from: .unidentified(channel)
            )
        }
    }

    /// The calling system, or the schedule.
    private func direct(_ event: [UInt8]) throws(UnheardEvent) -> SpokenEvent {
        let members = try said({ () throws(Refusal) in try BareEvent.members(of: event) }, by: .callingSystem)
        let action = EventAction(members, for: function)
        if let action, action.isDecision {
            throw UnheardEvent(
                .actorNotAllowed,
                "A direct invocation cannot \(action.name): nothing proves who decides. "
                    + "Approvers use the function's URL, or an integration that the policy trusts.",
                from: .callingSystem,
                asking: action
            )
        }
        return SpokenEvent(
            members: members,
            action: action,
            speaker: speaker(of: action),
            mandate: Mandate(from: .direct, path: .itsm, scope: .anybody)
        )
    }

    private func speaker(of action: EventAction?) -> Speaker {
        switch action {
        case .sweep: .sweep
        case .scheduledReconcile: .schedule
        case .asking, nil: .callingSystem
        }
    }

    /// What `body` reads, or its refusal on record for `speaker`.
    func said<Value>(
        _ body: () throws(Refusal) -> Value,
        by speaker: Speaker,
        asking action: EventAction? = nil
    ) throws(UnheardEvent) -> Value {
        do throws(Refusal) {
            return try body()
        } catch {
            throw UnheardEvent(error, from: speaker, asking: action)
        }
    }

    /// The action that the members ask for, which a speaker that needs permission for each must make clear.
    ///
    /// - Throws: ``UnheardEvent`` if it is unclear (400) or not `allowed` (403).
    func action(
        of members: [String: JSONValue],
        allowed: Set<PolicyAction>,
        to speaker: Speaker,
        called name: String
    ) throws(UnheardEvent) -> PolicyAction {
        switch EventAction(members, for: function) {
        case .asking(let action) where allowed.contains(action): return action
        case .asking(let action):
            throw UnheardEvent(
                .actorNotAllowed,
                "The policy does not let \(name) \(action.rawValue).",
                from: speaker,
                asking: .asking(action)
            )
        case .sweep, .scheduledReconcile:
            throw UnheardEvent(
                .actorNotAllowed,
                "A sweep is for the schedule, and for whoever may invoke the function directly.",
                from: speaker,
                asking: .sweep
            )
        case nil:
            throw UnheardEvent(.invalidRequest([EventAction.problem(for: function)]), from: speaker)
        }
    }
}
