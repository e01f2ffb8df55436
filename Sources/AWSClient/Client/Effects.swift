// SPDX-License-Identifier: Apache-2.0

public import FoundationEssentials

extension AWSClient {
    /// What a client takes from the world besides the network: time, chance, identifiers and the current trace.
    /// Tests replace them; the defaults are the real ones.
    public struct Effects: Sendable {
        /// The wall clock, UTC.
        public var now: @Sendable () -> Date

        /// Waits; throws when the task is cancelled.
        public var sleep: @Sendable (Duration) async throws -> Void

        /// A number in 0..<1, for the jitter of back-off.
        public var random: @Sendable () -> Double

        /// A new UUID in lower case, for invocation ids and idempotency tokens.
        public var makeID: @Sendable () -> String

        /// The X-Ray trace header of the invocation being served. It changes with each one, so it is read per attempt.
        public var traceID: @Sendable () -> String?

        /// Creates effects; each default is the system's own, and there is no trace.
        public init(
            now: @escaping @Sendable () -> Date = { Date() },
            sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
            random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
            makeID: @escaping @Sendable () -> String = { randomID() },
            traceID: @escaping @Sendable () -> String? = { nil }
        ) {
            self.now = now
            self.sleep = sleep
            self.random = random
            self.makeID = makeID
            self.traceID = traceID
        }
    }
}
