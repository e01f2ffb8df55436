// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess

/// A history drawn from a seed: grants, revocations and sweeps, alone and together, with calls that fail, take long or
/// are the last of their process, over an Identity Center and an index with moods of their own.
struct RandomHistory {
    /// What happened, for the report of a history that went wrong.
    private(set) var steps: [String] = []

    private var random: SeededGenerator
    private let world: AccessWorld

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        world = AccessWorld(seed: seed)
        world.latency = .milliseconds(random.index(below: 3) * 40)
        world.identityCenter.operationCourse = OperationCourse(time: .milliseconds(random.index(below: 40) * 100))
        if isLikely(1, of: 3) { world.ledger.indexDelay = .seconds(random.index(below: 5)) }
        if isLikely(1, of: 3) { world.identityCenter.listingDelay = .seconds(random.index(below: 60) * 4) }
        if isLikely(1, of: 4) { world.identityCenter.removesAbsentAsFailure = true }
        world.ledger.pageSize = 1 + random.index(below: 4)
    }

    /// Lives the history and then an hour and a quarter of healthy sweeps; what is wrong, if anything is.
    mutating func run() -> [String] {
        for _ in 0..<(5 + random.index(below: 15)) {
            step()
            let problems = world.invariantViolations()
            guard problems.isEmpty else { return problems }
        }
        world.identityCenter.removesAbsentAsFailure = false
        let end = world.now + .seconds(4500)
        while world.now < end {
            world.advance(by: .seconds(60))
            world.sweep()
            // A removal that has failed often waits up to an hour.
            let problems = world.invariantViolations() + world.overdue(grace: .seconds(4200))
            guard problems.isEmpty else { return problems }
        }
        return world.leftovers()
    }

    private mutating func step() {
        switch random.index(below: 10) {
        case 0..<4:
            let call = draw()
            steps.append("\(call.0) \(Self.short(world.perform(call.1)))")
        case 4..<7:
            let calls = (0..<(2 + random.index(below: 3))).map { _ in draw() }
            let answers = world.together(calls.map(\.1))
            let parts = zip(calls, answers).map { "\($0.0) \(Self.short($1))" }
            steps.append("[" + parts.joined(separator: " | ") + "]")
        case 7: surprise()
        default:
            let seconds = pick([1, 5, 20, 61, 130, 400])
            world.advance(by: .seconds(seconds))
            steps.append("\(seconds) s")
        }
    }

    /// What happens past the two functions.
    private mutating func surprise() {
        let late = OperationCourse(time: .seconds(90))
        let isFree =
            world.ledger.stored(Example.binding) == .absent && world.ledger.ended(Example.binding) == nil
            && !world.hasAccess && !world.identityCenter.beingCreated.contains(Example.binding)
        switch random.index(below: 5) {
        case 0:
            world.identityCenter.planCreations(.fails("No."), late)
            steps.append("creations fail")
        case 1:
            world.identityCenter.planRemovals(.fails("No."), late)
            steps.append("removals fail")
        case 2:
            world.identityCenter.forgetOperations()
            steps.append("operations are forgotten")
        case 3 where isFree:
            world.publish(expiringAfter: .seconds(60))
            steps.append("a published row")
        case 4 where isFree && world.identityCenter.listingDelay == .zero:
            world.identityCenter.set(Example.binding, .hand)
            steps.append("given by hand")
        default: break
        }
    }

    private mutating func draw() -> (String, FunctionCall) {
        let (name, plan) = drawPlan()
        let id = "r\(random.index(below: 6))"
        let user = pick(["ada@example.com", "alan@example.com"])
        let time = Duration.seconds(pick([12, 30, 60]))
        switch random.index(below: 8) {
        case 0..<4:
            let duration = pick(["PT15S", "1m", "5m", "10m"])
            let event = Example.event(id, duration, user: user)
            return ("grant \(id) \(user) \(duration) \(name)", .grant(event, timeLimit: time, faults: plan))
        case 4:
            let event = #"{"action":"revoke","request_id":"\#(id)"}"#
            return ("revoke \(id) \(name)", .revoke(event, timeLimit: time, faults: plan))
        case 5:
            let event = #"{"action":"revoke","user_email":"\#(user)","account_id":"\#(Example.accountText)"}"#
            return ("revoke \(user) \(name)", .revoke(event, timeLimit: time, faults: plan))
        default: return ("sweep \(name)", .sweep(timeLimit: time, faults: plan))
        }
    }

    private mutating func drawPlan() -> (String, FaultPlan) {
        let mild: [Fault] = [.fails(), .answerLost, .fails(.throttled), .fails(.conflict), .slow(.seconds(2))]
        switch random.index(below: 3) {
        case 0: return ("", .none)
        case 1:
            let fault = pick(mild + [.killedBefore, .killedAfter, .slow(.seconds(40))])
            let number = 1 + random.index(below: 25)
            return ("\(fault) at \(number)", .at(number, fault))
        default:
            let source = SeededRandom(seed: random.next())
            return (
                "flaky",
                FaultPlan { _ in
                    source.fraction() < 0.2 ? mild[Int(source.fraction() * Double(mild.count))] : nil
                }
            )
        }
    }

    private mutating func isLikely(_ cases: Int, of all: Int) -> Bool {
        random.index(below: all) < cases
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[random.index(below: values.count)]
    }

    private static func short(_ answer: Answer?) -> String {
        answer.map { "-> \($0.statusCode)" } ?? "-> killed"
    }
}
