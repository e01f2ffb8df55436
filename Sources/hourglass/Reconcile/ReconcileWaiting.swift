// SPDX-License-Identifier: Apache-2.0

/// Asks how far a comparison is until it is over. The sweeps go on with it; asking does not.
struct ReconcileWaiting: Sendable {
    private static let pause = Duration.seconds(10)

    let limit: Duration
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    var now: @Sendable () -> ContinuousClock.Instant = { .now }
    let call: @Sendable (RequestEvent) async throws -> FunctionAnswer

    init(limit: Duration, call: @escaping @Sendable (RequestEvent) async throws -> FunctionAnswer) {
        (self.limit, self.call) = (limit, call)
    }

    /// - Returns: The last answer.
    func wait(after first: FunctionAnswer) async throws -> FunctionAnswer {
        let start = now()
        var answer = first
        while answer.status == 202, now() - start + Self.pause <= limit {
            try await sleep(Self.pause)
            var event = RequestEvent("reconcile")
            event.set("mode", "status")
            answer = try await call(event)
        }
        return answer
    }
}
