// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

/// Has one invocation go wrong at every call it makes, in every way, and looks whether all comes right afterwards.
struct FailurePoints {
    /// The ways in which a call can go wrong.
    static let faults: [Fault] = [.fails(), .answerLost, .killedBefore, .killedAfter]

    /// The world it happens in.
    var world: () -> AccessWorld = { AccessWorld() }

    /// What is there before the invocation.
    var prepare: (AccessWorld) -> Void = { _ in }

    /// The invocation that goes wrong, under this plan.
    let call: (FaultPlan) -> FunctionCall

    /// After so long every lease of the scenario is over.
    let length: Duration

    /// How long after that the last trace may take: a killed sweep's claim lasts five and a half minutes.
    var recovery = Duration.seconds(600)

    /// Runs the scenario for every point of failure and gives their number.
    @discardableResult
    func check(_ fault: Fault, _ sourceLocation: SourceLocation = #_sourceLocation) -> Int {
        var point = 1
        while point < 200 {
            let world = world()
            prepare(world)
            let begin = world.now
            let callsBefore = world.calls.all.count
            world.perform(call(.at(point, fault)))
            let made = world.calls.all.count - callsBefore
            let operation = point <= made ? world.calls.all[callsBefore + point - 1].operation.rawValue : "-"
            judge(world, "\(fault) at call \(point), \(operation)", begin, sourceLocation)
            guard point <= made else { return point - 1 }
            point += 1
        }
        Issue.record("More points of failure than expected", sourceLocation: sourceLocation)
        return point
    }

    private func judge(_ world: AccessWorld, _ place: String, _ begin: Timestamp, _ location: SourceLocation) {
        #expect(world.invariantViolations() == [], "\(place), at once", sourceLocation: location)
        while world.now < begin + length + recovery {
            world.advance(by: .seconds(60))
            world.sweep()
            if world.ledger.requests.contains(where: { $0.dueAt != nil }) { world.sweepRequests() }
            let violations = world.invariantViolations() + world.overdue(grace: recovery)
            guard violations.isEmpty else {
                #expect(violations == [], "\(place), after \(world.now - begin)", sourceLocation: location)
                return
            }
        }
        #expect(world.leftovers() == [], "\(place), at the end", sourceLocation: location)
    }
}
