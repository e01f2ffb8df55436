// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TestSupport

/// Decides about each call that reaches an ``AWSProxy``.
final class Switchboard: Sendable {
    /// Something to be done with some calls of an operation.
    struct Rule: Sendable {
        let operation: String
        let numbers: ClosedRange<Int>?
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
        let operation = Upstream.operation(of: request)
        let (id, treatment, gate) = state.withLock { state in
            state.callCount += 1
            let number = state.calls.count { $0.operation == operation } + 1
            state.calls.append(ProxiedCall(id: state.callCount, operation: operation, start: .now))
            // The latest rule counts.
            let rule = state.rules.last { rule in
                rule.operation == operation && rule.numbers?.contains(number) ?? true
            }
            return (state.callCount, rule?.treatment ?? .pass, state.gate)
        }
        // Asking how far an operation is, is no step of its own: it is repeated until there is an answer.
        let waitsForRound = !operation.hasSuffix("Status")
        let round = waitsForRound ? gate?.enter() : nil
        let reply = treatment.reply { self.upstream.send(request) }
        if waitsForRound { gate?.leave() }
        state.withLock { state in
            guard let index = state.calls.firstIndex(where: { $0.id == id }) else { return }
            state.calls[index].end = .now
            state.calls[index].round = round
        }
        return reply
    }
}
