// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TestSupport

/// Decides about each call that reaches an ``AWSProxy``.
final class Switchboard: Sendable {
    /// Something to be done with some calls.
    struct Rule: Sendable {
        let matches: @Sendable (ProxiedCall) -> Bool
        let treatment: Treatment
    }

    private struct State {
        var calls: [ProxiedCall] = []
        var rules: [Rule] = []
        var gate: RoundGate?
        var callCount = 0
    }

    private let state = Mutex(State())
    private let upstream: Upstream

    init(_ upstream: Upstream) {
        self.upstream = upstream
    }

    var calls: [ProxiedCall] { state.withLock(\.calls) }

    func add(_ rule: Rule) {
        state.withLock { $0.rules.append(rule) }
    }

    func setGate(_ gate: RoundGate) {
        state.withLock { $0.gate = gate }
    }

    func forget() {
        state.withLock { $0 = State(callCount: $0.callCount) }
    }

    /// Runs on a thread of its own, so it may wait.
    func answer(_ request: ReceivedRequest) -> Reply {
        let (call, treatment, gate) = state.withLock { state in
            state.callCount += 1
            var call = ProxiedCall(request, id: state.callCount)
            call.count(among: state.calls)
            // The latest rule counts.
            let rule = state.rules.last { $0.matches(call) }
            call.isTreated = rule != nil
            state.calls.append(call)
            return (call, rule?.treatment ?? .pass, state.gate)
        }
        // Asking how far an operation is, is no step of its own: it is repeated until there is an answer.
        let waitsForRound = !call.operation.hasSuffix("Status")
        let round = waitsForRound ? gate?.enter() : nil
        let reply = treatment.reply(to: request) { self.upstream.send(request) }
        if waitsForRound { gate?.leave() }
        state.withLock { state in
            guard let index = state.calls.firstIndex(where: { $0.id == call.id }) else { return }
            state.calls[index].end = .now
            state.calls[index].round = round
        }
        return reply
    }
}
