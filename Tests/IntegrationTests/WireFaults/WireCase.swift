// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import Testing

/// One flow that goes wrong at one of its calls, and what comes after it.
struct WireCase {
    let world: WireWorld
    let flow: WireFlow
    /// Which call, and what is done to it.
    let place: String
    /// Whether nobody can have noticed anything.
    var isUnnoticed = false
    /// What was there before the flow. What follows on a flow that has changed nothing is looked at once, not for each
    /// call that only reads.
    var before: WireWorld.Finding?

    private func expectNone(_ problems: [String], _ when: String) {
        #expect(problems == [], "\(flow.testDescription), \(place), \(when)")
    }

    /// Whatever has been answered, the invariants hold now, and when the healthy sweeps have run.
    ///
    /// - Parameter answer: Nil if the function was killed.
    /// - Parameter log: Gets the trails that are left.
    func judge(_ answer: FunctionAnswer?, to event: WireEvent, _ log: inout VisitLog) async throws {
        let first = try await world.find(after: flow)
        expectNone(world.problems(first), "at once")
        let isGrant = event.function == .grant && flow.calls.contains("CreateAccountAssignment")
        if isGrant, answer?.statusCode == 200, flow.statusCode == 200, !event.isSweep {
            #expect(hasAccess(first), "\(place): the answer says that there is access")
        }
        if log.isUnchangedJudged, let before, first.isSame(as: before) {
            log.trails += first.trails
            return try await world.remove(first)
        }
        if let before, first.isSame(as: before) { log.isUnchangedJudged = true }
        let mayBeBroken = event.isSweep || answer?.statusCode != flow.statusCode
        if mayBeBroken, !isUnnoticed { try await recover(from: answer, to: event) }

        // Everything is over: one healthy sweep ends all access.
        world.clock.advance(by: .seconds(8000))
        try await sweep()
        let ended = try await world.find(after: flow)
        let open = ended.assignments.filter { $0.userID != world.linus.id }
        expectNone(world.problems(ended) + open.map { "\($0)" }, "after the end")

        // What is kept for some minutes goes too.
        var last = ended
        for _ in 1...6 where !world.leftovers(last).isEmpty {
            world.clock.advance(by: .seconds(1000))
            try await sweep()
            last = try await world.find(after: flow)
        }
        expectNone(world.problems(last) + world.leftovers(last), "when all is over")
        log.trails += last.trails
    }

    /// The sweeps take over, and the event is sent again.
    private func recover(from answer: FunctionAnswer?, to event: WireEvent) async throws {
        // Whoever was at work is gone for certain.
        world.clock.advance(by: .seconds(130))
        try await sweep()
        if flow.failsForGood, let answer, answer.statusCode >= 500 {
            // Who is told that it failed does not get access later.
            let assignments = try await world.assignments(of: [])
            #expect(!assignments.contains { $0.userID == world.ada.id }, "\(place): \(answer.text)")
        }
        // Lambda, a pipeline or a person does so.
        let again = try await world.perform(event)
        let finding = try await world.find(after: flow)
        expectNone(world.problems(finding), "after recovery and a repetition, answered \(again.text)")
        #expect(finding.bindings(of: world.ada).count <= 1)
        if again.statusCode == 200, flow.failsForGood { #expect(hasAccess(finding), "\(place): \(again.text)") }
    }

    private func sweep() async throws {
        for event in [WireEvent.requestSweep, .sweep] {
            let answer = try await world.perform(event)
            #expect(answer.statusCode == 200, "\(place): \(answer.text)")
        }
    }

    private func hasAccess(_ finding: WireWorld.Finding) -> Bool {
        finding.assignments.contains { $0.userID == world.ada.id }
    }
}
