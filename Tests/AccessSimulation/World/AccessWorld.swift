// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// A whole installation in memory: ledger, Identity Center, alerts, log, clock, and the two functions.
public final class AccessWorld: Sendable {
    /// A quarter of a second past a full one, so that rounding shows.
    public static let start = Timestamp(milliseconds: 1_768_467_600_250)

    public let simulation: Simulation
    public let ledger: SimulatedLedger
    public let identityCenter: SimulatedIdentityCenter
    public let alerts = RecordingAlerts()
    public let alertMemory = SimulatedAlertMemory()
    private let alertMemoryOfRevoke = SimulatedAlertMemory()
    public let log = RecordingDiagnostics()
    public let notifications = RecordingNotifications()
    public let tickets: SimulatedTickets
    public let metrics = RecordingMetrics()
    public let seals = SimulatedSeals()
    public let calls = CallLog()
    public let hooks = Hooks()
    public let policy: Policy
    public let rules: RequestRules

    /// What approvers were shown, and what a forger has changed since.
    let shown = Box<[RequestID: String]>([:])
    let forged = Box<[RequestID: Forgery]>([:])

    /// The items of requests as they were, for the adversary, and which of them were written to.
    let kept = Box<[RequestID: [RequestRecord]]>([:])

    /// The thefts that have found something to write.
    let thefts = Box<Set<Theft>>([])

    /// What the trails tell, as far as they were read.
    let trails = Box(TrailSummary())
    let tampered = Box<Set<RequestID>>([])

    let referee: Referee
    let breakage: Breakage?
    let surroundings: Surroundings
    let processes = Box<[SimulatedProcess]>([])
    private let lastInvocation = Box(0)
    private let travelTime = Box(SimulatedProcess.TravelTime(.milliseconds(20)))
    private let revokeContainer: Box<@Sendable () -> RevokeHandler>
    private let grantContainer: Box<@Sendable () -> GrantHandler>
    private let deployedPolicy: Box<PolicyInForce>
    private let fencer: FencerView
    private let fenceMode: Fencing.Mode
    private let policyLimit: Int?

    /// Creates a world in which one user, account and permission set are known: see ``Example``.
    ///
    /// - Parameters:
    ///   - seed: draws the order in which concurrent work goes on, and the jitter; nil for a fixed order.
    ///   - breakage: how the protocol is broken, to show that it would be noticed.
    ///   - fence: what `FENCE` says.
    ///   - protectedAccounts: those that a rule must name by their ids; none that the example knows.
    ///   - legacyRows: what `ADOPT_LEGACY_ROWS` says.
    ///   - policyLimit: the most characters that an inline policy may have; nil for as many as IAM allows.
    public init(
        seed: UInt64? = nil,
        policy: Policy = Example.policy,
        rules: RequestRules = Example.rules,
        breakage: Breakage? = nil,
        fence: Fencing.Mode = .on,
        protectedAccounts: ProtectedAccounts = Example.protectedAccounts,
        legacyRows: LegacyRows.Mode = .on,
        policyLimit: Int? = nil
    ) {
        simulation = Simulation(start: Self.start, seed: seed)
        let referee = Box<Referee?>(nil)
        ledger = SimulatedLedger(simulation)
        identityCenter = SimulatedIdentityCenter(simulation, referee)
        tickets = SimulatedTickets(simulation)
        self.referee = Referee(ledger, identityCenter, tickets, simulation)
        referee.set(self.referee)
        self.policy = policy
        deployedPolicy = Box(.whole(policy))
        self.rules = rules
        self.breakage = breakage
        surroundings = Surroundings(
            ledger: LedgerView(store: ledger, referee: self.referee, simulation: simulation, breakage: breakage),
            directory: DirectoryView(store: identityCenter, simulation: simulation, breakage: breakage),
            alerts: AlertsView(recording: alerts),
            clock: VirtualClock(simulation),
            random: seed.map { SeededRandom(seed: $0) as any RandomSource } ?? FixedRandom(),
            log: log,
            metrics: metrics,
            notifications: notifications,
            tickets: TicketsView(store: tickets, breakage: breakage),
            seals: SealsView(seals: seals, breakage: breakage),
            protectedAccounts: protectedAccounts,
            legacyRows: breakage == .adoptsRows ? .on : legacyRows,
            roles: SimulatedRoles(),
            firstAlerts: FirstAlerts(NoAlertMemory())
        )
        grantContainer = Box(
            Self.grantContainer(surroundings, alertMemory, identityCenter, self.referee, .whole(policy), rules)
        )
        fenceMode = fence
        self.policyLimit = policyLimit
        fencer = FencerView(
            store: identityCenter,
            referee: self.referee,
            simulation: simulation,
            breakage: breakage,
            limit: policyLimit ?? 10_240
        )
        revokeContainer = Box(
            Self.revokeContainer(
                surroundings,
                alertMemoryOfRevoke,
                identityCenter,
                self.referee,
                Self.fencing(fence, fencer, policyLimit),
                .whole(policy),
                rules
            )
        )
        ledger.adoptsRows = legacyRows == .on
        Example.populate(identityCenter)
    }

    /// Lets the dead run out, and everything else that still sleeps: tasks that never end keep all that they know.
    deinit {
        for process in processes.get() { process.bury() }
        simulation.finish()
        // It and the referee know each other.
        identityCenter.dismissReferee()
    }

    /// How long a call over a port takes, there and back.
    public var latency: Duration {
        get { travelTime.get().both }
        set { travelTime.set(SimulatedProcess.TravelTime(newValue)) }
    }

    /// What goes wrong for every invocation, beside its own plan.
    public var faults: FaultPlan {
        get { hooks.faults.get() }
        set { hooks.faults.set(newValue) }
    }

    /// Somebody is about to ask that these foreign assignments be taken away, or all: only then may they be.
    public func allowQuarantine(of bindings: [Binding]?) {
        referee.allowQuarantine(of: bindings)
    }

    /// The next invocation of Revoke meets a new container.
    public func coldStart() {
        let fencing = Self.fencing(fenceMode, fencer, policyLimit)
        revokeContainer.set(
            Self.revokeContainer(surroundings, alertMemoryOfRevoke, identityCenter, referee, fencing, inForce, rules)
        )
    }

    /// Grant is deployed anew, with other rules.
    public func deploy(_ policy: Policy, _ rules: RequestRules) {
        grantContainer.set(
            Self.grantContainer(surroundings, alertMemory, identityCenter, referee, .whole(policy), rules)
        )
    }

    /// Both functions are deployed anew with this policy, or with one that cannot be used.
    public func deploy(_ policy: PolicyInForce) {
        deployedPolicy.set(policy)
        grantContainer.set(Self.grantContainer(surroundings, alertMemory, identityCenter, referee, policy, rules))
        coldStart()
    }

    /// The policy that new containers of Revoke meet.
    private var inForce: PolicyInForce { deployedPolicy.get() }

    /// What makes a handler for each invocation, as the executables do: what a container remembers, it does not remember in that.
    private static func grantContainer(
        _ surroundings: Surroundings,
        _ memory: any AlertMemory,
        _ identityCenter: SimulatedIdentityCenter,
        _ referee: Referee,
        _ policy: PolicyInForce,
        _ rules: RequestRules
    ) -> @Sendable () -> GrantHandler {
        let surroundings = inNewContainer(surroundings, memory)
        return {
            GrantHandler(
                surroundings: surroundings,
                creator: CreatorView(store: identityCenter, referee: referee),
                setMaker: SetMakerView(store: identityCenter, referee: referee),
                policy: policy,
                rules: rules
            )
        }
    }

    private static func inNewContainer(_ surroundings: Surroundings, _ memory: any AlertMemory) -> Surroundings {
        var surroundings = surroundings
        surroundings.attempts = AttemptMemory()
        surroundings.firstAlerts = FirstAlerts(memory)
        return surroundings
    }

    private static func fencing(_ mode: Fencing.Mode, _ fencer: FencerView, _ policyLimit: Int?) -> Fencing {
        policyLimit.map { Fencing(mode, fencer: fencer, policyLimit: $0) } ?? Fencing(mode, fencer: fencer)
    }

    private static func revokeContainer(
        _ surroundings: Surroundings,
        _ memory: any AlertMemory,
        _ identityCenter: SimulatedIdentityCenter,
        _ referee: Referee,
        _ fencing: Fencing,
        _ policy: PolicyInForce,
        _ rules: RequestRules
    ) -> @Sendable () -> RevokeHandler {
        let surroundings = inNewContainer(surroundings, memory)
        return {
            RevokeHandler(
                surroundings: surroundings,
                remover: RemoverView(store: identityCenter, referee: referee),
                setDeleter: SetDeleterView(store: identityCenter, referee: referee),
                fencing: fencing,
                policy: policy,
                defaultPermissionSet: rules.defaultPermissionSet,
                survey: SurveyView(store: identityCenter)
            )
        }
    }

    /// Invokes a function; nil if the process was killed, by a fault or at its deadline.
    public func invoke(_ call: FunctionCall) async -> Answer? {
        let number = lastInvocation.update { last in
            last += 1
            return last
        }
        let id = call.invocationID ?? "invocation-\(number)"
        let process = SimulatedProcess(
            id: id,
            deadline: simulation.now + call.timeLimit,
            faults: call.faults,
            in: SimulatedProcess.Surface(simulation: simulation, travelTime: travelTime, log: calls, hooks: hooks)
        )
        processes.update { $0.append(process) }
        let invocation = Invocation(
            requestID: id,
            deadline: process.deadline,
            traceID: nil,
            channel: call.channel,
            functionAccount: Example.functionAccount
        )
        let answer = await withUnsafeContinuation { (continuation: UnsafeContinuation<Answer?, Never>) in
            let isOver = Box(false)
            let finish = { @Sendable (answer: Answer?) in
                let isFirst = isOver.update { isOver in
                    defer { isOver = true }
                    return !isOver
                }
                if isFirst { continuation.resume(returning: answer) }
            }
            process.onDeath { finish(nil) }
            // It may hang for ever, so it must not hold the world, which ends its hanging.
            let function = function(of: call)
            // As a careless handler would.
            if breakage == .logsEvents { log.info(String(decoding: call.event, as: UTF8.self)) }
            Task(executorPreference: simulation) {
                let answer = await SimulatedProcess.$current.withValue(process) {
                    await function(call.event, invocation)
                }
                finish(process.isDead ? nil : answer)
            }
        }
        if let answer, WordsOfAWS.areTold(in: .object(answer.body)) {
            referee.violation("an answer tells what AWS has said")
        }
        if answer == nil, call.function == .revoke { coldStart() }
        return answer
    }

    private func function(of call: FunctionCall) -> @Sendable ([UInt8], Invocation) async -> Answer {
        switch call.function {
        case .grant:
            let handler = grantContainer.get()()
            return { await handler.handle($0, invocation: $1) }
        case .revoke:
            let handler = revokeContainer.get()()
            return { await handler.handle($0, invocation: $1) }
        }
    }
}
