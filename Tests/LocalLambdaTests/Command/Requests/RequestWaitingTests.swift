// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import JITAccess
import Synchronization
import Testing

@testable import hourglass

@Suite("Waiting for a request")
struct RequestWaitingTests {
    /// Answers one after the other, on a clock that only waiting moves.
    private final class Script: Sendable {
        private let state: Mutex<(answers: [FunctionAnswer], events: [RequestEvent], now: ContinuousClock.Instant)>

        init(_ answers: [FunctionAnswer]) { state = Mutex((answers, [], .now)) }

        var events: [RequestEvent] { state.withLock { $0.events } }

        func waiting(limit: Duration = .seconds(3600)) -> RequestWaiting {
            var waiting = RequestWaiting(limit: limit) { event in
                self.state.withLock { state in
                    state.events.append(event)
                    return state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]
                }
            }
            waiting.now = { self.state.withLock { $0.now } }
            waiting.sleep = { pause in self.state.withLock { $0.now += pause } }
            return waiting
        }
    }

    private let pending = RequestSample.answer(202, RequestSample.pending())
    private let active = RequestSample.answer(200, RequestSample.active)

    private func stage(_ status: String, _ lease: String? = nil) -> FunctionAnswer {
        var members = RequestSample.pending(["status": .string(status), "awaiting": .null])
        members["lease_status"] = lease.map(JSONValue.string)
        return RequestSample.answer(200, members)
    }

    @Test("It asks for the status until the access can be used")
    func usable() async throws {
        let steps = [pending, stage("PENDING_ADMIN"), stage("APPROVED"), stage("APPROVED", "GRANTING"), active]
        let script = Script(steps)
        let last = try await script.waiting().wait(for: "r1", after: pending)
        #expect(last == active)
        #expect(RequestWaiting.exitCode(of: last) == .success)
        #expect(script.events.count == 5)
        #expect(script.events.allSatisfy { $0.members["action"] == "status" && $0.requestID == "r1" })
    }

    @Test("What can be used, or is unknown, at once is not asked for")
    func atOnce() async throws {
        let script = Script([pending])
        #expect(try await script.waiting().wait(for: "r1", after: active) == active)
        let odd = RequestSample.answer(200, ["message": "?"])
        #expect(try await script.waiting().wait(for: "r1", after: odd) == odd)
        #expect(script.events.isEmpty)
    }

    @Test(
        "It ends with whatever ends the request",
        arguments: [
            ("REJECTED", nil, RequestExit.refused), ("CANCELLED", nil, RequestExit.refused),
            ("TIMED_OUT", nil, RequestExit.refused), ("APPROVED", "FAILED", RequestExit.failed),
            ("APPROVED", "EXPIRED", RequestExit.refused), ("APPROVED", "REVOKED", RequestExit.refused),
        ] as [(String, String?, ExitCode)]
    )
    func over(status: String, lease: String?, code: ExitCode) async throws {
        let script = Script([stage(status, lease)])
        let last = try await script.waiting().wait(for: "r1", after: pending)
        #expect(RequestWaiting.exitCode(of: last) == code)
        #expect(script.events.count == 1)
    }

    @Test("After the limit it is still pending")
    func limit() async throws {
        let script = Script([pending])
        let last = try await script.waiting(limit: .seconds(60)).wait(for: "r1", after: pending)
        #expect(RequestWaiting.exitCode(of: last) == RequestExit.pending)
        // 2 + 3 + 4.5 + 6.75 + 10.125 + 15 + 15 seconds.
        #expect(script.events.count == 7)
    }

    @Test("A function in trouble is asked again, but not for ever, and a refusal is final")
    func trouble() async throws {
        let trouble = RequestSample.answer(503, RequestSample.refusal("facts_unavailable"))
        let passing = Script([trouble, trouble, pending, trouble, active])
        #expect(try await passing.waiting().wait(for: "r1", after: pending) == active)
        let lasting = Script([trouble])
        #expect(try await lasting.waiting().wait(for: "r1", after: pending) == trouble)
        #expect(lasting.events.count == 5)
        let refusal = RequestSample.answer(403, RequestSample.refusal("not_allowed"))
        let refused = Script([refusal])
        #expect(try await refused.waiting().wait(for: "r1", after: pending) == refusal)
        #expect(refused.events.count == 1)
        #expect(RequestWaiting.exitCode(of: refusal) == nil)
    }

    @Test(
        "Lengths of time are read with their unit",
        arguments: [("30s", 30), ("15m", 900), ("8h", 28_800), ("2d", 172_800)]
    )
    func lengths(text: String, seconds: Int) {
        #expect(WaitLimit(argument: text)?.duration == .seconds(seconds))
    }

    @Test("Others are not", arguments: ["", "8", "0h", "-1h", "1w", "1h30m", "99999999d"])
    func noLengths(text: String) {
        #expect(WaitLimit(argument: text) == nil)
    }
}
