// SPDX-License-Identifier: Apache-2.0

/// Grant: an event in, an answer out. Whatever happens, there is an answer and a record.
public struct GrantHandler: Sendable {
    private let surroundings: Surroundings
    private let attempts = AttemptMemory()
    private let creator: any AssignmentCreator
    private let setMaker: any PermissionSetMaker
    private let policy: Policy
    private let rules: RequestRules
    private let accessPortalURL: String?
    private let catalog: (any AccessCatalog)?

    /// Creates the handler.
    ///
    /// - Parameters:
    ///   - accessPortalURL: Where people sign in to use what they were granted; answers name it.
    ///   - catalog: What there is to ask for; without one nothing is offered.
    public init(
        surroundings: Surroundings,
        creator: any AssignmentCreator,
        setMaker: any PermissionSetMaker,
        policy: Policy,
        rules: RequestRules,
        accessPortalURL: String? = nil,
        catalog: (any AccessCatalog)? = nil
    ) {
        self.surroundings = surroundings
        self.creator = creator
        self.setMaker = setMaker
        self.policy = policy
        self.rules = rules
        self.accessPortalURL = accessPortalURL
        self.catalog = catalog
    }

    /// Does what the event asks for, if it is valid and allowed.
    public func handle(_ event: [UInt8], invocation arrived: Invocation) async -> Answer {
        let spoken: SpokenEvent
        let invocation: Invocation
        let reception = Reception(
            surroundings: surroundings,
            policy: policy,
            function: .grant,
            attempts: attempts
        )
        switch await reception.receive(event, arrived) {
        case .refused(let answer): return answer
        case .heard(let heard, let established): (spoken, invocation) = (heard, established)
        }
        let ownID = RequestID(lambdaRequestID: invocation.requestID)
        let refusals = RefusalRecorder(surroundings: surroundings, invocation: invocation, attempts: attempts)
        let audited = spoken.action.audited(by: .grant)
        switch GrantCommandValidator(rules: rules).validate(spoken.action, spoken.members, fallbackID: ownID) {
        case .invalid(let problems, let subject):
            return await refusals.answer(.invalidRequest(problems), audited, id: ownID, subject: subject)
        case .valid(let command):
            let place = command.place(ownID)
            do throws(Refusal) {
                try checkAttempts(command, invocation)
                return try await run(command, invocation, spoken.mandate)
                    .adding("access_portal_url", accessPortalURL)
            } catch {
                // Whoever may not see a request is not told that it is there.
                let isForeign = error.code == .requestIDReused || error.code == .requestNotFound
                let id = isForeign ? ownID : place.id
                return await refusals.answer(error, audited, id: id, subject: place.subject, request: place.request)
            }
        }
    }

    /// What is known here already costs no look-up; what is not, the transaction finds.
    private func checkAttempts(_ command: GrantCommand, _ invocation: Invocation) throws(Refusal) {
        switch command {
        case .request, .extend, .decide: break
        case .cancel, .status, .list, .options, .sweep: return
        }
        let now = surroundings.clock.now()
        if let count = AttemptCount.shuttingOut(invocation.speaker), attempts.isExhausted(count, at: now) {
            throw .tooManyAttempts(since: now.hour)
        }
    }

    private func run(
        _ command: GrantCommand,
        _ invocation: Invocation,
        _ mandate: Mandate
    ) async throws(Refusal) -> Answer {
        let context = GrantContext(
            surroundings: surroundings,
            creator: creator,
            setMaker: setMaker,
            policy: policy,
            rules: rules,
            invocation: invocation,
            mandate: mandate
        )
        switch command {
        case .request(let request):
            try rules.check(request, at: context.now)
            return try await RequestIntake(context: context, request: request).run()
        case .decide(let decision): return try await DecisionProtocol(context: context, decision: decision).run()
        case .cancel(let id, let reason):
            return try await Cancellation(context: context, id: id, reason: reason).run()
        case .extend(let wanted): return try await ExtensionIntake(context: context, wanted: wanted).run()
        case .status(let id): return try await RequestQueries(context: context).status(id)
        case .list(let list): return try await RequestQueries(context: context).list(list)
        case .options(let question):
            return try await AccessOptions(context: context, catalog: catalog).answer(question)
        case .sweep: return await RequestSweep(context: context).run()
        }
    }
}

extension GrantCommand {
    /// Where a refusal is recorded, and what is known of what it is about.
    fileprivate struct Place {
        let id: RequestID
        var subject = AuditSubject()
        /// The request's own words.
        var request: AccessRequest?
    }

    fileprivate func place(_ ownID: RequestID) -> Place {
        switch self {
        case .request(let request):
            let subject = AuditSubject(
                userEmail: request.userEmail,
                accountID: request.accountID,
                permissionSet: request.permissionSet
            )
            return Place(id: request.id, subject: subject, request: request)
        case .decide(let decision): return Place(id: decision.requestID)
        case .cancel(let id, _), .status(let id): return Place(id: id)
        case .extend(let wanted): return Place(id: wanted.id)
        case .list, .options, .sweep: return Place(id: ownID)
        }
    }
}
