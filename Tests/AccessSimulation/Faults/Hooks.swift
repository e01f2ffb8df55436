// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What a test has happen at certain calls: the way to bring two invocations into one exact order.
public final class Hooks: Sendable {
    typealias Action = @Sendable (PortCall) async -> Void

    private struct Hook {
        let matches: @Sendable (PortCall) -> Bool
        let action: Action
    }

    private let hooks = Mutex<[Hook]>([])

    /// Goes wrong for every invocation, beside its own plan.
    let faults = Box(FaultPlan.none)

    init() {}

    /// Runs `action` once, before the first call that matches takes effect.
    public func once(
        before matches: @escaping @Sendable (PortCall) -> Bool,
        _ action: @escaping @Sendable (PortCall) async -> Void
    ) {
        hooks.withLock { $0.append(Hook(matches: matches, action: action)) }
    }

    func run(before call: PortCall) async {
        let action = hooks.withLock { hooks in
            let index = hooks.firstIndex { $0.matches(call) }
            return index.map { hooks.remove(at: $0).action }
        }
        // Calls that the action makes belong to the invocations that it starts.
        if let action {
            await SimulatedProcess.$current.withValue(nil) { await action(call) }
        }
    }
}
