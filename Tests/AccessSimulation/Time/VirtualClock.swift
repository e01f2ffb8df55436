// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// The clock an invocation sees: the simulation's, until the invocation is dead.
public struct VirtualClock: AccessClock {
    /// What a dead invocation sees when the test is over: later than every deadline, so that it gives up at once.
    private static let endOfTime = Timestamp(seconds: 32_503_680_000)

    private let simulation: Simulation

    /// Creates the clock of a simulation.
    public init(_ simulation: Simulation) {
        self.simulation = simulation
    }

    public func now() -> Timestamp {
        guard let process = SimulatedProcess.current, process.isBuried else { return simulation.now }
        return Self.endOfTime
    }

    public func sleep(for duration: Duration) async {
        guard SimulatedProcess.current?.isBuried != true else { return }
        await simulation.sleep(until: simulation.now + duration)
        await SimulatedProcess.current?.hangIfDead()
    }
}
