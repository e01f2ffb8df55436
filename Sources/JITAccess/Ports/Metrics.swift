// SPDX-License-Identifier: Apache-2.0

/// Numbers for dashboards and alarms.
public protocol Metrics: Sendable {
    /// Notes that something happened.
    func record(_ metric: Metric)
}

/// What is counted and measured.
public enum Metric: Sendable, Equatable {
    /// A lease became usable, this long after the event came.
    case granted(after: Duration)
    /// A request was refused, for this reason.
    case denied(Refusal.Code)
    /// Something asked for could not be done, for this reason.
    case failed(Refusal.Code)
    /// An assignment of ours has gone, this long after it should have.
    case revoked(lateness: Duration)
    /// A removal did not work and will be tried again.
    case revocationFailed
    /// Sessions that were open when an assignment went are shut out, this long after it.
    case fenced(after: Duration)
    /// They could not be shut out, or a fence could not be lifted, and it will be tried again if that is of use.
    case fenceFailed
    /// A sweep has looked at everything that was due.
    case swept(Sweeping)
    /// Grant's sweep has looked at every request whose moment had come.
    case sweptRequests(duration: Duration, pending: Int)
    /// So many leases are active; counted once an hour.
    case activeLeases(Int)
    /// Whether notices wait until somebody mends the set-up of Slack or ServiceNow; once a minute.
    case noticesWaiting(Bool)

    /// What a sweep found.
    public struct Sweeping: Sendable, Equatable {
        /// How long it took.
        public let duration: Duration

        /// How long the longest overdue lease had been over when the sweep began; zero if none was.
        public let oldestOverdue: Duration

        /// How many bindings are left for the next one.
        public let pending: Int
    }
}

/// Keeps no numbers.
public struct NoMetrics: Metrics {
    /// Creates it.
    public init() {}

    public func record(_ metric: Metric) {}
}
