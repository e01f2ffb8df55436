// SPDX-License-Identifier: Apache-2.0

import Foundation
import LocalLambda
import Synchronization
import TestSupport
import Testing

extension FunctionTests {
    /// The functions as processes of their own, killed at each of their calls. What a process has not sent when it dies
    /// is nowhere, so to be killed after an answer is to be killed before the next call.
    @Suite("Killed on the wire (SIGKILL)")
    struct WireKillTests {
        enum Moment: String, CaseIterable, CustomTestStringConvertible {
            case beforeEffect = "before it takes effect"
            case beforeAnswer = "after it took effect, before its answer"

            var testDescription: String { rawValue }

            var treatment: Treatment {
                switch self {
                case .beforeEffect: .hangBefore
                case .beforeAnswer: .hangAfter
                }
            }
        }

        @Test("Killed at whatever call, access is recorded and ends", arguments: WireFlow.all, Moment.allCases)
        func killed(flow: WireFlow, moment: Moment) async throws {
            let runs = try await WireWorld.inEach { world, index in
                let configuration = TestBed.configuration(flow.function.rawValue, world.variables)
                return try await LocalFunction.with(configuration) { process in
                    let event = try await begin(flow, process, in: world)
                    let answer = try FunctionAnswer(try await process.perform(world.request(event)).outcome)
                    #expect(answer.statusCode == flow.statusCode, "\(answer.text)")
                    var log = VisitLog(flow, recorded: world.proxy.calls.positions)
                    let undisturbed = WireCase(world: world, flow: flow, place: "undisturbed")
                    try await undisturbed.judge(answer, to: event, &log)
                    for position in log.share(index) {
                        let event = try await begin(flow, process, in: world)
                        try await kill(process, event, at: position, moment, in: world, &log)
                        let place = WireCase(world: world, flow: flow, place: "\(position), killed \(moment.rawValue)")
                        try await place.judge(nil, to: event, &log)
                    }
                    return log
                }
            }
            try VisitLog.check(runs)
        }

        /// Brings about what comes before the flow; the process has just been started.
        private func begin(_ flow: WireFlow, _ process: LocalFunction, in world: WireWorld) async throws -> WireEvent {
            await process.stop()
            try await world.begin(age: flow.age)
            if flow.isWarm {
                let outcome = try await process.perform(world.request(world.warmUp)).outcome
                #expect(try FunctionAnswer(outcome).statusCode == 200)
            }
            let event = try await flow.prepare(world)
            world.clock.advance(to: StandingClock.machine)
            world.proxy.forget()
            return event
        }

        /// Invokes the function and kills its process at a call.
        private func kill(
            _ process: LocalFunction,
            _ event: WireEvent,
            at position: CallPosition,
            _ moment: Moment,
            in world: WireWorld,
            _ log: inout VisitLog
        ) async throws {
            world.proxy.treat(moment.treatment, where: position.matches)
            let request = try world.request(event)
            let isOver = Mutex(false)
            async let report = {
                defer { isOver.withLock { $0 = true } }
                return try await process.perform(request)
            }()
            // A call that is not waited for may never come.
            let isThere = await eventually {
                world.proxy.isAnyTreated || isOver.withLock { $0 }
            }
            #expect(isThere, "\(position)")
            log.note(position, in: world.proxy)
            await process.stop()
            let outcome = try await report.outcome
            var wasKilled = false
            if case .exited(.signal(SIGKILL), _) = outcome { wasKilled = true }
            // Nobody waits for what is done after the answer.
            let isLater = world.proxy.calls.contains { $0.isTreated && position.matches($0) && $0.isAfterAnswer }
            #expect(
                wasKilled == !isLater || log.flow.speculations.contains(position.operation),
                "\(position): \(outcome)"
            )
            world.proxy.forget()
            world.clock.advance(to: StandingClock.machine)
        }
    }
}
