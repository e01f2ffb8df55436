// SPDX-License-Identifier: Apache-2.0

/// Remembers for a while that an assignment of ours was removed, or may yet be by a removal that was given up.
///
/// Identity Center's listings are eventually consistent: shortly after a removal they may still show the assignment,
/// and a new grant would take it for standing access, which nobody ever removes.
public struct EndedBinding: Sendable, Equatable {
    /// How long a listing may be behind.
    static let memory = Duration.seconds(600)

    public let binding: Binding

    /// The leases that ended with the assignment: their trails bear the memory out.
    public let requestIDs: [RequestID]

    public let endedAt: Timestamp

    /// When the sweep deletes it.
    public let dueAt: Timestamp

    /// Creates a memory that the sweep deletes at `dueAt`.
    public init(binding: Binding, requestIDs: [RequestID] = [], endedAt: Timestamp, dueAt: Timestamp) {
        self.binding = binding
        self.requestIDs = requestIDs
        self.endedAt = endedAt
        self.dueAt = dueAt
    }

    /// Whether a listing may still show what was removed. A removal that is yet to come is no memory: it was written past
    /// the functions.
    func isRecent(at moment: Timestamp) -> Bool {
        endedAt <= moment + Invocation.skew && endedAt + Self.memory > moment
    }

    init(binding: Binding, requestIDs: [RequestID], endedAt: Timestamp) {
        let second = endedAt.wholeSecond
        self.init(binding: binding, requestIDs: requestIDs, endedAt: second, dueAt: second + Self.memory)
    }
}
