// SPDX-License-Identifier: Apache-2.0

public import JITAccess
import Synchronization

/// The process of one invocation: every call over a port passes through it, so that it can be killed at any of them.
///
/// A killed process hangs: its calls, reads too, never return, and so nothing that it would have done later happens.
/// The platform kills at the deadline by itself.
public final class SimulatedProcess: Sendable {
    /// The process that the current task belongs to; its child tasks inherit it.
    @TaskLocal static var current: SimulatedProcess?

    private struct State {
        var calls = 0
        var isKilled = false
        var isBuried = false
        var hanging: [UnsafeContinuation<Void, Never>] = []
        var onDeath: [@Sendable () -> Void] = []
    }

    /// The Lambda request id.
    public let id: String

    /// When it began.
    let began: Timestamp

    /// When the platform ends it.
    public let deadline: Timestamp

    private let world: Surface
    private let faults: FaultPlan
    private let state = Mutex(State())

    /// How long a call takes, there and back and one way: reckoned once, and not for each call.
    struct TravelTime {
        let both: Duration
        let one: Duration

        init(_ both: Duration) {
            self.both = both
            one = both / 2
        }
    }

    /// What a process needs of the world around it.
    struct Surface: Sendable {
        let simulation: Simulation
        let travelTime: Box<TravelTime>
        let log: CallLog
        let hooks: Hooks
    }

    init(id: String, deadline: Timestamp, faults: FaultPlan, in world: Surface) {
        self.id = id
        began = world.simulation.now
        self.deadline = deadline
        self.faults = faults
        self.world = world
    }

    /// Whether it makes no calls any more.
    public var isDead: Bool {
        if world.simulation.now >= deadline { kill() }
        return state.withLock { $0.isKilled }
    }

    var isBuried: Bool { state.withLock { $0.isBuried } }

    /// Ends it as SIGKILL does.
    public func kill() {
        let onDeath = state.withLock { state in
            defer { state.onDeath = [] }
            state.isKilled = true
            return state.onDeath
        }
        for action in onDeath { action() }
    }

    /// Has `action` run when it dies, at once if it has.
    func onDeath(_ action: @escaping @Sendable () -> Void) {
        let isDead = state.withLock { state in
            if !state.isKilled { state.onDeath.append(action) }
            return state.isKilled
        }
        if isDead { action() }
    }

    /// Lets a dead process run out when the test is over: all its calls fail, and none has an effect.
    func bury() {
        let hanging = state.withLock { state in
            defer { state.hanging = [] }
            state.isKilled = true
            state.isBuried = true
            return state.hanging
        }
        for continuation in hanging { continuation.resume() }
    }

    func hangIfDead() async {
        guard isDead else { return }
        await withUnsafeContinuation { continuation in
            let isBuried = state.withLock { state in
                if !state.isBuried { state.hanging.append(continuation) }
                return state.isBuried
            }
            if isBuried { continuation.resume() }
        }
    }

    /// Makes one call: waits as long as it takes, and has go wrong what is to go wrong.
    ///
    /// - Parameters:
    ///   - failure: the error for a kind of failure.
    ///   - effect: what the call does; it runs at one moment.
    func call<Value, Failure: Error>(
        _ operation: PortOperation,
        failure: (DirectoryError.Kind) -> Failure,
        _ effect: () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        if isDead { await hangIfDead() }
        guard !isBuried else { throw failure(.refused) }
        let number = state.withLock { state in
            state.calls += 1
            return state.calls
        }
        let call = PortCall(invocation: id, number: number, operation: operation, at: world.simulation.now)
        world.log.add(call)
        var fault = faults.decide(call)
        if let worldFault = world.hooks.faults.get().decide(call), fault == nil { fault = worldFault }

        await travel(fault)
        await world.hooks.run(before: call)
        // Another of its calls may have been the last meanwhile.
        if isDead { await hangIfDead() }
        guard !isBuried else { throw failure(.refused) }
        switch fault {
        case .fails(let kind): throw failure(kind)
        case .killedBefore: return try await end(failure)
        case .answerLost:
            _ = try effect()
            throw failure(.unavailable)
        case .killedAfter:
            _ = try? effect()
            return try await end(failure)
        case .slow, nil:
            let value = try effect()
            await travel(nil)
            if isDead { await hangIfDead() }
            guard !isBuried else { throw failure(.refused) }
            return value
        }
    }

    private func travel(_ fault: Fault?) async {
        var time = world.travelTime.get().one
        if case .slow(let extra) = fault { time += extra }
        await world.simulation.sleep(until: world.simulation.now + time)
    }

    private func end<Value, Failure: Error>(_ failure: (DirectoryError.Kind) -> Failure) async throws(Failure) -> Value
    {
        kill()
        await hangIfDead()
        throw failure(.refused)
    }
}
