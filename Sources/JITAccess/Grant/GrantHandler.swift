// SPDX-License-Identifier: Apache-2.0

/// Grant: an event in, an answer out. Whatever happens, there is an answer and a record.
public struct GrantHandler: Sendable {
    private let surroundings: Surroundings
    private let creator: any AssignmentCreator
    private let setMaker: any PermissionSetMaker
    private let policy: PolicyInForce
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
        policy: PolicyInForce,
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
        let (answer, action) = await answer(event, arrived)
        let faults = surroundings.faults + [policy.fault].compactMap(\.self)
        await FaultNotice(surroundings: surroundings, function: .grant, faults: faults).give(isSweep: action == .sweep)
        return answer.adding(faults)
    }

    /// The answer, and what was asked for, if that came to light.
    private func answer(_ event: [UInt8], _ arrived: Invocation) async -> (Answer, EventAction?) {
        let spoken: SpokenEvent
        let invocation: Invocation
        let reception = Reception(surroundings: surroundings, policy: policy, function: .grant)
        switch await reception.receive(event, arrived) {
        case .refused(let answer): return (answer, nil)
        case .heard(let heard, let established): (spoken, invocation) = (heard, established)
        }
        let ownID = RequestID(lambdaRequestID: invocation.requestID)
        let refusals = RefusalRecorder(surroundings: surroundings, invocation: invocation)
        let audited = spoken.action.audited(by: .grant)
        let validator = GrantCommandValidator(rules: rules, entryPoint: spoken.mandate.entryPoint)
        switch validator.validate(spoken.action, spoken.members, lambdaRequestID: invocation.requestID) {
        case .invalid(let problems, let subject):
            let answer = await refusals.answer(.invalidRequest(problems), audited, id: ownID, subject: subject)
            return (answer, spoken.action)
        case .valid(var command):
            do throws(Refusal) {
                try checkPolicy(command)
                try checkAttempts(command, invocation)
                let answer = try await run(&command, invocation, spoken.mandate)
                return (answer.adding("access_portal_url", accessPortalURL), spoken.action)
            } catch {
                let place = command.place(ownID)
                // Whoever may not see a request is not told that it is there.
                let isForeign = error.code == .requestIDReused || error.code == .requestNotFound
                let id = isForeign ? ownID : place.id
                let answer = await refusals.answer(
                    error,
                    audited,
                    id: id,
                    subject: place.subject,
                    request: place.request
                )
                return (answer, spoken.action)
            }
        }
    }

    /// Without a policy nothing is decided. What people have asked for they may still see and cancel, and what nobody decides
    /// about is closed in time.
    private func checkPolicy(_ command: GrantCommand) throws(Refusal) {
        switch command {
        case .request, .extend, .decide, .options: _ = try policy.deciding()
        case .cancel, .status, .list, .sweep: return
        }
    }

    /// What is known here already costs no look-up; what is not, the transaction finds.
    private func checkAttempts(_ command: GrantCommand, _ invocation: Invocation) throws(Refusal) {
        switch command {
        case .request, .extend, .decide: break
        case .cancel, .status, .list, .options, .sweep: return
        }
        let now = surroundings.clock.now()
        if let count = AttemptCount.shuttingOut(invocation.speaker),
            surroundings.attempts.isExhausted(count, at: now)
        {
            throw .tooManyAttempts(since: now.hour)
        }
    }

    /// Runs the command; if it names a request by a short id that is another entry point's, that becomes the command's.
    private func run(
        _ command: inout GrantCommand,
        _ invocation: Invocation,
        _ mandate: Mandate
    ) async throws(Refusal) -> Answer {
        let context = GrantContext(
            surroundings: surroundings,
            creator: creator,
            setMaker: setMaker,
            inForce: policy,
            rules: rules,
            invocation: invocation,
            mandate: mandate
        )
        do throws(Refusal) {
            return try await run(command, context)
        } catch {
            // Nothing has been written: it is the request that was refused. The ordinary case costs no look-up.
            guard let other = try await context.request(meantBy: command, after: error) else {
                guard error.code == .requestNotFound, policy.fault != nil, !invocation.speaker.isCallingSystem else {
                    throw error
                }
                throw .policyInvalid(
                    "Until it is mended a request is shown to whoever asked for it, whoever it is for and whoever has approved it; "
                        + "name it by its whole id."
                )
            }
            command = command.naming(other)
            return try await run(command, context)
        }
    }

    private func run(_ command: GrantCommand, _ context: GrantContext) async throws(Refusal) -> Answer {
        switch command {
        case .request(let request):
            try rules.check(request, at: context.now)
            return try await RequestIntake(context: context, request: request).run()
        case .decide(let decision): return try await DecisionProtocol(context: context, decision: decision).run()
        case .cancel(let named, let reason):
            return try await Cancellation(context: context, id: named.id, reason: reason).run()
        case .extend(let wanted): return try await ExtensionIntake(context: context, wanted: wanted).run()
        case .status(let named): return try await RequestQueries(context: context).status(named.id)
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
        case .decide(let decision): return Place(id: decision.request.id)
        case .cancel(let named, _), .status(let named): return Place(id: named.id)
        case .extend(let wanted): return Place(id: wanted.id)
        case .list, .options, .sweep: return Place(id: ownID)
        }
    }
}
