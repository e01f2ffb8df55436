// SPDX-License-Identifier: Apache-2.0

/// Grant: an event in, an answer out. Whatever happens, there is an answer and a record.
public struct GrantHandler: Sendable {
    private let surroundings: Surroundings
    private let creator: any AssignmentCreator
    private let policy: Policy
    private let rules: RequestRules
    private let accessPortalURL: String?

    /// Creates the handler.
    ///
    /// - Parameter accessPortalURL: Where people sign in to use what they were granted; answers name it.
    public init(
        surroundings: Surroundings,
        creator: any AssignmentCreator,
        policy: Policy,
        rules: RequestRules,
        accessPortalURL: String? = nil
    ) {
        self.surroundings = surroundings
        self.creator = creator
        self.policy = policy
        self.rules = rules
        self.accessPortalURL = accessPortalURL
    }

    /// Does what the event asks for, if it is valid and allowed.
    public func handle(_ event: [UInt8], invocation arrived: Invocation) async -> Answer {
        let ownID = RequestID(lambdaRequestID: arrived.requestID)
        var invocation = arrived
        var action = GrantAction.request
        var id = ownID
        var subject = AuditSubject()
        var request: AccessRequest?
        do throws(Refusal) {
            let heard = try await Listener(surroundings: surroundings, policy: policy).hear(event, arrived)
            invocation = heard.invocation
            action = heard.action(GrantAction.self) ?? .request
            let validator = GrantCommandValidator(rules: rules)
            let command: GrantCommand
            switch validator.validate(heard.members, fallbackID: ownID, ownName: heard.ownName) {
            case .valid(let valid): command = valid
            case .invalid(let problems, let known):
                subject = known
                throw .invalidRequest(problems)
            }
            action = command.action
            (id, subject, request) = command.record(ownID)
            let answer = try await run(command, heard)
            return answer.adding("access_portal_url", accessPortalURL)
        } catch {
            // The chain of an id belongs to the request that had it first, and one that is not there has none.
            if error.code == .requestIDReused || error.code == .requestNotFound { id = ownID }
            return await RefusalRecorder(surroundings: surroundings, invocation: invocation)
                .answer(error, action.audited, id: id, subject: subject, request: request)
        }
    }

    private func run(_ command: GrantCommand, _ heard: Heard) async throws(Refusal) -> Answer {
        let context = GrantContext(
            surroundings: surroundings,
            creator: creator,
            policy: policy,
            rules: rules,
            invocation: command == .sweep ? heard.invocation.speaking(as: .sweep) : heard.invocation,
            path: heard.path
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
        case .sweep: return await RequestSweep(context: context).run()
        }
    }
}

extension GrantCommand {
    /// Where a refusal of it is recorded: the chain, what it is about, and the request's own words.
    fileprivate func record(_ ownID: RequestID) -> (RequestID, AuditSubject, AccessRequest?) {
        switch self {
        case .request(let request):
            let subject = AuditSubject(
                userEmail: request.userEmail,
                accountID: request.accountID,
                permissionSet: request.permissionSet
            )
            return (request.id, subject, request)
        case .decide(let decision): return (decision.requestID, AuditSubject(), nil)
        case .cancel(let id, _), .status(let id): return (id, AuditSubject(), nil)
        case .extend(let wanted): return (wanted.id, AuditSubject(), nil)
        case .list, .sweep: return (ownID, AuditSubject(), nil)
        }
    }
}

extension GrantAction {
    /// The name of a refused attempt in the trail.
    fileprivate var audited: AuditEntry.Action {
        switch self {
        case .request: .request
        case .approve: .approve
        case .reject: .reject
        case .cancel: .cancel
        case .extend: .extend
        case .status, .list: .read
        case .sweep: .grant
        }
    }
}
