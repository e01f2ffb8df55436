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
                let healthy = try await run(flow, attempts: fault.attempts, in: world) { _ in }
                var log = VisitLog(flow, recorded: world.proxy.calls.positions)
                #expect(healthy.answer.statusCode == flow.statusCode, "\(healthy.answer.text)")
                for position in log.share(index) {
                    let run = try await run(flow, attempts: fault.attempts, in: world) { proxy in
                        fault.strike(position, in: proxy)
                    }
                    log.note(position, in: world.proxy)
                    if fault.isCured {
                        #expect(run.answer.statusCode == flow.statusCode, "\(position): \(run.answer.text)")
                    }
                    let place = WireCase(world: world, flow: flow, place: "\(position) \(fault.rawValue)")
                    log.trails += try await place.judge(run.answer, to: run.event)
                }
                return log
            }
            try VisitLog.check(runs)
        }

        @Test("The calls of a flow are the same each time", arguments: WireFlow.all)
        func calls(flow: WireFlow) async throws {
            try await WireWorld.with(region: WireWorld.regions[0]) { world in
                _ = try await run(flow, attempts: 1, in: world) { _ in }
                let first = world.proxy.calls.positions
                _ = try await run(flow, attempts: 1, in: world) { _ in }
                #expect(flow.certain(world.proxy.calls.positions) == flow.certain(first))
            }
        }

        private func run(
            _ flow: WireFlow,
            attempts: Int,
            in world: WireWorld,
            _ disturb: (AWSProxy) -> Void
        ) async throws -> (event: WireEvent, answer: FunctionAnswer) {
            try await world.begin(age: flow.age)
            let container = try world.container(attempts: attempts)
            if flow.isWarm {
                let warm = try await container.invoke(.grant, try world.request(world.warmUp))
                #expect(warm.statusCode == 200, "\(warm.text)")
            }
            let event = try await flow.prepare(world)
            world.clock.advance(to: StandingClock.machine)
            world.proxy.forget()
            disturb(world.proxy)
            return (event, try await container.invoke(event.function, world.request(event)))
        }
    }
}
