// SPDX-License-Identifier: Apache-2.0

public import JITAccess

extension AccessWorld {
    /// The moment now.
    public var now: Timestamp { simulation.now }

    /// Runs `body` within the simulation.
    public func run<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) -> Value {
        guard let value = simulation.run(body) else {
            preconditionFailure("Everything waits for ever: a task was lost.")
        }
        return value
    }

    /// Makes one invocation; nil if it was killed.
    @discardableResult
    public func perform(_ call: FunctionCall) -> Answer? {
        run { await self.invoke(call) }
    }

    /// Makes invocations that begin at the same moment; their answers in the same order.
    public func together(_ calls: [FunctionCall]) -> [Answer?] {
        run {
            await withTaskGroup(of: (Int, Answer?).self) { group in
                for (index, call) in calls.enumerated() {
                    group.addTask { (index, await self.invoke(call)) }
                }
                return await group.reduce(into: [Answer?](repeating: nil, count: calls.count)) { $0[$1.0] = $1.1 }
            }
        }
    }

    /// Makes invocations that begin at the same moment, and has something happen while they run.
    func together(_ calls: [FunctionCall], after delay: Duration, _ event: @escaping @Sendable () -> Void) {
        let moment = now + delay
        run {
            await withTaskGroup(of: Void.self) { group in
                for call in calls {
                    group.addTask { _ = await self.invoke(call) }
                }
                group.addTask {
                    await self.simulation.sleep(until: moment)
                    event()
                }
            }
        }
    }

    /// Grants.
    @discardableResult
    public func grant(_ event: String, id: String? = nil) -> Answer? {
        perform(.grant(event, id: id))
    }

    /// Revokes early.
    @discardableResult
    public func revoke(_ event: String) -> Answer? {
        perform(.revoke(event))
    }

    /// Sweeps.
    @discardableResult
    public func sweep() -> Answer? {
        perform(.sweep())
    }

    /// Lets time pass.
    public func advance(by duration: Duration) {
        let moment = now + duration
        run { await self.simulation.sleep(until: moment) }
    }

    /// Lets time pass until `moment`, with a sweep each minute as the schedule makes them.
    public func liveUntil(_ moment: Timestamp) {
        while now < moment {
            advance(by: min(.seconds(60), moment - now))
            sweep()
        }
    }
}
