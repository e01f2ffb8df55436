// SPDX-License-Identifier: Apache-2.0

public import FoundationEssentials

/// The moment by which everything a task is doing must be over: in Lambda, the end of the invocation.
///
/// ```swift
/// try await CallDeadline.$current.withValue(context.deadline) { try await handle(event) }
/// ```
///
/// Every call to AWS inside, child tasks included, shortens its attempts to fit and gives up retries that would not,
/// with an ``AWSError`` of kind `deadline`. The last second (``AWSClient/Configuration/deadlineReserve``) is left to
/// the caller.
public enum CallDeadline {
    /// The deadline in force; `nil`, the default, is none.
    @TaskLocal public static var current: Date?
}

/// How much time one attempt may take: the operation's own limit, or what the deadline leaves if that is less.
struct TimeBudget: Sendable {
    /// An attempt shorter than this is not worth sending: it would most likely be cut off in the middle.
    static let shortestAttempt = Duration.milliseconds(100)

    let deadline: Date?
    let reserve: Duration

    /// The time left at `now`, or `nil` for no end.
    func remaining(at now: Date) -> Duration? {
        deadline.map { .seconds($0.timeIntervalSince(now)) - reserve }
    }

    /// Whether an attempt may still start `delay` after `now`.
    func allowsAttempt(after delay: Duration, at now: Date) -> Bool {
        guard let remaining = remaining(at: now) else { return true }
        return remaining - delay >= Self.shortestAttempt
    }
}
