// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension FunctionTests {
    /// Every call of every flow, in every way in which a call can go wrong. Nothing is left to luck: a flow runs once
    /// undisturbed, and the calls that it makes are the places where it is disturbed.
    @Suite("Faults on the wire")
    struct WireFaultTests {
        @Test("Whatever call goes wrong, access is recorded and ends", arguments: WireFlow.all, WireFault.allCases)
        func fault(flow: WireFlow, fault: WireFault) async throws {
            let runs = try await WireWorld.inEach { world, index in
                let container = try await container(for: flow, attempts: fault.attempts, in: world)
                let healthy = try await run(flow, container, in: world) { _ in }
                var log = VisitLog(flow, recorded: world.proxy.calls.positions)
                #expect(healthy.answer.statusCode == flow.statusCode, "\(healthy.answer.text)")
                let undisturbed = WireCase(world: world, flow: flow, place: "undisturbed")
                try await undisturbed.judge(healthy.answer, to: healthy.event, &log)
                for position in log.share(index) {
                    // The one before remembers for a minute whose names are whose.
                    let fresh = try await self.container(for: flow, attempts: fault.attempts, in: world)
                    let run = try await run(flow, fresh, in: world) { fault.strike(position, in: $0) }
                    log.note(position, in: world.proxy)
                    if fault.isCured {
                        #expect(run.answer.statusCode == flow.statusCode, "\(position): \(run.answer.text)")
                    }
                    let place = WireCase(
                        world: world,
                        flow: flow,
                        place: "\(position) \(fault.rawValue)",
                        isUnnoticed: fault.isCured,
                        before: run.before
                    )
                    try await place.judge(run.answer, to: run.event, &log)
                }
                return log
            }
            try VisitLog.check(runs)
        }

        @Test("The calls of a flow are the same each time", arguments: WireFlow.all)
        func calls(flow: WireFlow) async throws {
            try await WireWorld.with(region: WireWorld.regions[0]) { world in
                var lists: [[CallPosition]] = []
                for _ in 1...2 {
                    let container = try await container(for: flow, attempts: 1, in: world)
                    let run = try await run(flow, container, in: world) { _ in }
                    lists.append(flow.certain(world.proxy.calls.positions))
                    var log = VisitLog(flow, recorded: [])
                    try await WireCase(world: world, flow: flow, place: "undisturbed")
                        .judge(run.answer, to: run.event, &log)
                }
                #expect(lists.first == lists.last)
            }
        }

        /// A container that has not looked anything up, or has lent what does not matter.
        private func container(
            for flow: WireFlow,
            attempts: Int,
            in world: WireWorld
        ) async throws -> WireContainer {
            let container = try world.container(attempts: attempts)
            guard flow.isWarm else { return container }
            try await world.begin(age: .zero)
            let event = world.warmUp
            let answer = try await container.invoke(.grant, try world.request(event))
            #expect(answer.statusCode == 200, "\(answer.text)")
            var log = VisitLog(flow, recorded: [])
            try await WireCase(world: world, flow: flow, place: "warm-up", isUnnoticed: true)
                .judge(nil, to: event, &log)
            return container
        }

        private func run(
            _ flow: WireFlow,
            _ container: WireContainer,
            in world: WireWorld,
            _ disturb: (AWSProxy) -> Void
        ) async throws -> (event: WireEvent, before: WireWorld.Finding, answer: FunctionAnswer) {
            try await world.begin(age: flow.age)
            let event = try await flow.prepare(world)
            world.clock.advance(to: StandingClock.machine)
            let before = try await world.find(after: flow)
            world.proxy.forget()
            disturb(world.proxy)
            return (event, before, try await container.invoke(event.function, try world.request(event)))
        }
    }
}
