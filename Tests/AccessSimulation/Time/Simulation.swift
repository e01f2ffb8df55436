// SPDX-License-Identifier: Apache-2.0

public import JITAccess
import Synchronization

/// Runs concurrent tasks one piece at a time on the calling thread, under a clock of its own.
///
/// Time stands still while any task can run, and then jumps to the next moment somebody sleeps until. So nothing ever
/// really waits, tasks interleave at each `await` as they do in a real process, and a run can be repeated exactly:
/// the pieces run in the order in which they became ready or, given a seed, in an order drawn from it.
public final class Simulation: TaskExecutor, Sendable {
    private struct Sleeper {
        let id: UInt64
        let wakesAt: Timestamp
        let continuation: UnsafeContinuation<Void, Never>
    }

    private struct State {
        var now: Timestamp
        var ready: [UnownedJob] = []
        var sleepers: [Sleeper] = []
        var lastID: UInt64 = 0
        var order: SeededGenerator?
        var steps = 0
    }

    /// More pieces of work than any sensible run has: whoever gets there is in an endless loop.
    private static let maximumSteps = 20_000_000

    private let state: Mutex<State>

    /// Creates a simulation at `start`.
    ///
    /// - Parameter seed: draws the order of what can run; nil for first come, first served.
    public init(start: Timestamp, seed: UInt64? = nil) {
        state = Mutex(State(now: start, order: seed.map(SeededGenerator.init(seed:))))
    }

    /// The simulated moment.
    public var now: Timestamp { state.withLock { $0.now } }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.ready.append(job) }
    }

    /// Runs `body`, and whatever it starts, until it has a result; nil if everything that is left waits for ever.
    ///
    /// Not to be called from within the simulation.
    public func run<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) -> Value? {
        let result = Box<Value?>(nil)
        Task(executorPreference: self) { result.set(await body()) }
        while true {
            if let value = result.get() { return value }
            guard step() else { return nil }
        }
    }

    /// Waits until `moment`, or until the task is cancelled; lets others run even if the moment has come.
    public func sleep(until moment: Timestamp) async {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        await withTaskCancellationHandler {
            await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
                state.withLock { state in
                    // Who is cancelled sleeps no longer than a moment.
                    let wakesAt = Task.isCancelled ? state.now : max(moment, state.now)
                    state.sleepers.append(Sleeper(id: id, wakesAt: wakesAt, continuation: continuation))
                }
            }
        } onCancel: {
            wake(id)
        }
    }

    /// Runs whatever is left, however late it would be.
    func finish() {
        while step() {}
    }

    /// Runs one piece of work, or lets time pass up to the next sleeper; false if nothing can ever happen again.
    private func step() -> Bool {
        if let job = nextJob() {
            job.runSynchronously(on: asUnownedTaskExecutor())
            return true
        }
        guard let sleeper = nextSleeper() else { return false }
        sleeper.continuation.resume()
        return true
    }

    private func nextJob() -> UnownedJob? {
        state.withLock { state in
            state.steps += 1
            precondition(state.steps < Self.maximumSteps, "The simulation does not come to an end.")
            guard !state.ready.isEmpty else { return nil }
            let index = state.order?.index(below: state.ready.count) ?? 0
            return state.ready.remove(at: index)
        }
    }

    private func nextSleeper() -> Sleeper? {
        state.withLock { state in
            guard var first = state.sleepers.first?.wakesAt else { return nil }
            var count = 0
            for sleeper in state.sleepers where sleeper.wakesAt <= first {
                count = sleeper.wakesAt == first ? count + 1 : 1
                first = sleeper.wakesAt
            }
            state.now = max(state.now, first)
            var before = state.order?.index(below: count) ?? 0
            for index in state.sleepers.indices where state.sleepers[index].wakesAt == first {
                if before == 0 { return state.sleepers.remove(at: index) }
                before -= 1
            }
            return nil
        }
    }

    private func wake(_ id: UInt64) {
        let continuation = state.withLock { state in
            let index = state.sleepers.firstIndex { $0.id == id }
            return index.map { state.sleepers.remove(at: $0).continuation }
        }
        continuation?.resume()
    }
}

/// A value that several tasks share.
final class Box<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) {
        self.value = Mutex(value)
    }

    func get() -> Value {
        value.withLock { $0 }
    }

    func set(_ new: Value) {
        value.withLock { $0 = new }
    }

    func update<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
        value.withLock { body(&$0) }
    }
}
