// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// A history that can be lived, again and in part: its seed rules the order of concurrent work, the moods of Identity
/// Center and of the index, and the jitter; its steps are what happens.
public struct History: Sendable {
    public let seed: UInt64
    public let steps: [HistoryStep]

    /// How the protocol is broken; nil for the real one.
    public let breakage: Breakage?

    /// The history that is drawn from this seed.
    public init(seed: UInt64, breakage: Breakage? = nil) {
        var generator = HistoryGenerator(seed: seed)
        self.init(seed: seed, steps: generator.steps(), breakage: breakage)
    }

    /// A history with these steps.
    public init(seed: UInt64, steps: [HistoryStep], breakage: Breakage? = nil) {
        self.breakage = breakage
        self.seed = seed
        self.steps = steps
    }

    /// Lives it and then an hour and a quarter of healthy sweeps.
    ///
    /// - Returns: What is not as the invariants demand, if anything is not.
    public func problems() -> [String] { lived().problems }

    /// Lives it, and shows the world afterwards too.
    public func lived() -> (world: AccessWorld, problems: [String]) {
        let world = makeWorld()
        return (world, live(in: world))
    }

    private func live(in world: AccessWorld) -> [String] {
        for step in steps {
            live(step, in: world)
            let problems = world.referee.isStolen.get() ? world.referee.violations : world.invariantViolations()
            guard problems.isEmpty else { return problems }
        }
        world.identityCenter.suspend(Example.binding.accountID, false)
        world.identityCenter.removesAbsentAsFailure = false
        world.identityCenter.setGroup("Approvers", members: Approvals.approvers)
        world.tickets.setDown(false)
        return settle(world)
    }

    /// The history with every step left out that the first problem does not need.
    public func shortened() -> History {
        var shortest = self
        var index = 0
        while index < shortest.steps.count {
            var steps = shortest.steps
            steps.remove(at: index)
            let candidate = History(seed: seed, steps: steps, breakage: breakage)
            if candidate.problems().isEmpty { index += 1 } else { shortest = candidate }
        }
        return shortest
    }

    // MARK: Living

    private func makeWorld() -> AccessWorld {
        var moods = SeededGenerator(seed: seed ^ 0x5EED)
        let policy = breakage == .asksNobody ? Self.openPolicy : Self.policy
        let crowd = CrowdPlot(seed: seed)
        let world = Approvals.world(
            seed: seed,
            policy: policy,
            breakage: breakage,
            legacyRows: adoptsRows ? .on : .off,
            policyLimit: crowd.isOn ? CrowdPlot.policyLimit : nil
        )
        world.latency = .milliseconds(moods.index(below: 3) * 40)
        world.identityCenter.operationCourse = OperationCourse(time: .milliseconds(moods.index(below: 40) * 100))
        if moods.index(below: 3) == 0 { world.ledger.indexDelay = .seconds(moods.index(below: 5)) }
        if moods.index(below: 3) == 0 { world.identityCenter.listingDelay = .seconds(moods.index(below: 60) * 4) }
        if moods.index(below: 4) == 0 { world.identityCenter.removesAbsentAsFailure = true }
        for change in TicketPlot.changes {
            world.tickets.putChange(
                change.number,
                until: AccessWorld.start + .seconds(change.seconds),
                people: [Approvals.ada, Approvals.alan]
            )
        }
        world.ledger.pageSize = 1 + moods.index(below: 4)
        if moods.index(below: 3) > 0 || crowd.isOn {
            world.identityCenter.manage(Example.permissionSet, sessionSeconds: Self.sessionSeconds)
            // Somebody who keeps the role in the account, and the sessions of its past with it.
            world.identityCenter.set(Example.binding(user: "somebody-else", account: Example.accountText), .hand)
            if moods.index(below: 2) == 0 {
                world.identityCenter.writePolicy(Self.writtenPolicy, of: Example.permissionSet)
            }
        }
        for account in crowd.isOn ? CrowdPlot.accounts : [] {
            let binding = Example.binding(user: "somebody-else", account: account)
            world.identityCenter.addAccount(binding.accountID)
            world.identityCenter.set(binding, .hand)
        }
        return world
    }

    /// In one world of eight no rows of the published sample are adopted.
    private var adoptsRows: Bool {
        var random = SeededGenerator(seed: seed ^ 0xAD0F)
        return random.index(below: 8) > 0
    }

    /// Longer than a fence may take to be built, so that one that is missing is noticed.
    private static let sessionSeconds: Int64 = 10_800

    /// One statement without a list, and a number that must stay as it is.
    private static let writtenPolicy = #"""
        {"Version": "2012-10-17", "Id": "by-hand", "Statement": {"Sid": "Own", "Effect": "Deny", "Action": "s3:*",
        "Resource": "*", "Condition": {"NumericLessThan": {"s3:TlsVersion": 1.20}}}}
        """#

    /// Somebody whom nobody knows: no request is ever for them.
    static let stranger = Example.binding(user: "stranger-id", account: Example.accountText)

    private static let policy = Approvals.policy(more: callingSystem)

    /// The policy of a protocol that asks nobody.
    private static let openPolicy = Approvals.policy(
        more: callingSystem,
        #"""
        {
            "name": "anything", "effect": "allow", "principals": "*", "paths": ["console"], "accounts": "*",
            "permission_sets": "*", "maximum_duration": "1d", "justification": {"minimum_length": 0},
            "approval": "automatic"
        }
        """#
    )

    private static let callingSystem =
        #"""
        {
            "name": "calling-system", "effect": "allow", "principals": "*", "paths": ["itsm"], "accounts": "*",
            "permission_sets": ["AdministratorAccess"], "maximum_duration": "1d",
            "justification": {"minimum_length": 0}, "approval": "automatic",
            "ticket": {"required": false, "pattern": "CHG*", "check": {"participant": true, "change_window": true}}
        }
        """#

    private func live(_ step: HistoryStep, in world: AccessWorld) {
        switch step {
        case .calls(let calls): _ = world.together(calls.map { $0.invocation(in: world) })
        case .surprise(let surprise): live(surprise, in: world)
        case .meddling(let surprise, let calls, let milliseconds):
            world.together(calls.map { $0.invocation(in: world) }, after: .milliseconds(milliseconds)) {
                live(surprise, in: world)
            }
        case .theft(let theft): world.commit(theft)
        case .stealing(let theft, let calls, let milliseconds):
            world.together(calls.map { $0.invocation(in: world) }, after: .milliseconds(milliseconds)) {
                world.commit(theft)
            }
        case .wait(let seconds): world.advance(by: .seconds(seconds))
        case .ticket(let turn): live(turn, in: world)
        case .trails(let turn, let calls, let milliseconds):
            world.together(calls.map { $0.invocation(in: world) }, after: .milliseconds(milliseconds)) {
                live(turn, in: world)
            }
        }
        world.showRequests()
        world.keepRequests()
    }

    private func live(_ turn: HistoryStep.TrailTurn, in world: AccessWorld) {
        switch turn {
        case .spoils: world.spoilTrails()
        case .grows: world.growTrails()
        case .fills: world.fillTrails(true)
        case .stops: world.fillTrails(false)
        }
    }

    private func live(_ turn: HistoryStep.TicketTurn, in world: AccessWorld) {
        switch turn {
        case .closes(let number): world.tickets.close(number)
        case .disappears(let number): world.tickets.delete(number)
        case .systemGoesDown: world.tickets.setDown(true)
        case .systemComesBack: world.tickets.setDown(false)
        }
    }

    private func live(_ surprise: HistoryStep.Surprise, in world: AccessWorld) {
        let late = OperationCourse(time: .seconds(90))
        let isFree =
            world.ledger.stored(Example.binding) == .absent && !world.ledger.isLent(Example.binding)
            && world.ledger.ended(Example.binding) == nil
            && world.identityCenter.origin(of: Example.binding) == nil
            && !world.identityCenter.beingCreated.contains(Example.binding)
        switch surprise {
        case .creationsFail: world.identityCenter.planCreations(.fails(WordsOfAWS.refusal("it")), late)
        case .removalsFail: world.identityCenter.planRemovals(.fails(WordsOfAWS.refusal("it")), late)
        case .operationsAreForgotten: world.identityCenter.forgetOperations()
        case .publishedRow: if isFree { world.publish(expiringAfter: .seconds(60)) }
        case .givenByHand:
            // Where statements are shared, sessions of what was given by hand since may be shut out with the others.
            if isFree, world.identityCenter.listingDelay == .zero, !CrowdPlot(seed: seed).isOn {
                world.identityCenter.set(Example.binding, .hand)
            }
        case .operationsFailLate:
            var fails = late
            fails.failure = WordsOfAWS.refusal("The account has too many roles")
            world.identityCenter.planCreations(fails)
            world.identityCenter.planRemovals(fails)
        case .withdrawnByHand:
            let there = world.identityCenter.assignments.keys.min { $0.key < $1.key }
            if let there { world.identityCenter.set(there, nil) }
        case .strangerComes:
            let stranger = Self.stranger
            if world.ledger.stored(stranger) == .absent, !world.identityCenter.beingRemoved.contains(stranger),
                world.identityCenter.origin(of: stranger) == nil
            {
                world.identityCenter.set(stranger, .hand)
            }
        case .strangerGoes:
            if world.identityCenter.origin(of: Self.stranger) != nil { world.identityCenter.set(Self.stranger, nil) }
        case .accountSuspended: world.identityCenter.suspend(Example.binding.accountID, true)
        case .accountReopened: world.identityCenter.suspend(Example.binding.accountID, false)
        case .requestForged: world.forgeRequest()
        case .requestApprovedByHand: world.approveByHand()
        case .approvalAddedByHand: world.addApproval()
        case .requestInvented: world.inventRequest()
        case .requestPutBack: world.putBack()
        case .approverLeaves: world.identityCenter.setGroup("Approvers", members: [])
        case .policyWritten:
            world.identityCenter.writePolicy(Self.writtenPolicy, of: Example.permissionSet)
        case .policyDeleted: world.identityCenter.writePolicy(nil, of: Example.permissionSet)
        case .provisioningsFail: world.identityCenter.planProvisionings(.fails(WordsOfAWS.refusal("it")), late)
        case .approverReturns: world.identityCenter.setGroup("Approvers", members: Approvals.approvers)
        }
    }

    /// Healthy sweeps where somebody has written to the table: whatever they have left there, all access of ours ends, and
    /// nobody else's does.
    private func settleAmongThieves(_ world: AccessWorld) -> [String] {
        let begin = world.now
        let patience = Duration.seconds(4200)
        while world.now < begin + .seconds(5 * 3600) {
            world.advance(by: .seconds(120))
            world.sweep()
            if world.ledger.hasRequests(dueBy: world.now) {
                world.sweepRequests()
            }
            let overdue = world.now > begin + patience ? world.overdueAmongThieves(grace: patience) : []
            let problems = world.referee.violations + overdue
            guard problems.isEmpty else { return problems }
            let isDecided = !world.ledger.hasRequests(dueBy: nil)
            if isDecided, world.now > begin + .seconds(3600), world.leftoversAmongThieves().isEmpty { return [] }
        }
        return world.leftoversAmongThieves()
    }

    /// Healthy sweeps, until everything that was to end has ended.
    private func settle(_ world: AccessWorld) -> [String] {
        if world.referee.isStolen.get() { return settleAmongThieves(world) }
        // Every request is decided or timed out, begun or given up, and over after two hours; a removal that has failed
        // often waits up to an hour.
        let begin = world.now
        let end = begin + .seconds(9 * 3600)
        let patience = Duration.seconds(4200)
        var judged: (ledger: Int, identityCenter: Int)?
        let isRobbed = world.referee.areSurroundingsStolen.get()
        while world.now < end {
            // Sweeps of nothing are left out, up to an hour of them: they change nothing.
            let next = world.ledger.nextDue ?? world.now
            world.advance(by: min(max(.seconds(60), next - world.now), .seconds(3600)))
            world.sweep()
            if world.ledger.hasRequests(dueBy: world.now) {
                world.sweepRequests()
            }
            // What could not end while an account was suspended has as much time from here on.
            let overdue =
                (world.now > begin + patience ? world.overdue(grace: patience) : [])
                + (isRobbed ? [] : world.openSessions(grace: patience))
                + world.referee.leasesWithoutTicket(since: begin)
            let now = (world.ledger.revision, world.identityCenter.revision)
            let isUnchanged = judged.map { $0 == now } ?? false
            let fences = { isRobbed ? [] : world.identityCenter.shutOutProblems() }
            let problems =
                (isUnchanged ? world.identityCenter.policyProblems() + fences() : world.invariantViolations()) + overdue
            guard problems.isEmpty else { return problems }
            judged = now
            if isRobbed, world.leftoversOfAccess().isEmpty { return [] }
            if world.isSettled, world.leftovers().isEmpty { return [] }
        }
        return isRobbed ? world.leftoversOfAccess() : world.leftovers()
    }
}
