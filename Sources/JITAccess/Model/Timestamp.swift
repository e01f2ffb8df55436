// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A moment in UTC, in milliseconds since 1970-01-01T00:00:00Z.
public struct Timestamp: Sendable, Hashable, Comparable {
    public let milliseconds: Int64

    /// A moment given in milliseconds since the epoch.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// A moment given in whole seconds since the epoch, as the state table holds them.
    public init(seconds: Int64) {
        milliseconds = seconds.multipliedReportingOverflow(by: 1000).overflow ? .max : seconds * 1000
    }

    /// Whole seconds since the epoch, rounded down, so that an expiry is never later than it was meant.
    public var seconds: Int64 {
        milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
    }

    /// The beginning of its second. The state table holds whole seconds, so what is stored is rounded before it is used:
    /// then it reads as it was written.
    var wholeSecond: Timestamp { Timestamp(seconds: seconds) }

    /// RFC 3339 with milliseconds and `Z`: sorts as text in the order of time.
    public var iso8601: String {
        let fraction = String(milliseconds - seconds * 1000)
        let padding = String(repeating: "0", count: max(0, 3 - fraction.utf8.count))
        // Whole seconds are exact in a Date; thousandths are not, and one in a few would be formatted as the one before.
        let whole = Date(timeIntervalSince1970: Double(seconds)).formatted(Date.ISO8601FormatStyle())
        return "\(whole.dropLast()).\(padding)\(fraction)Z"
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The moment `duration` later; a negative duration is earlier.
    public static func + (moment: Timestamp, duration: Duration) -> Timestamp {
        let (sum, overflow) = moment.milliseconds.addingReportingOverflow(duration.wholeMilliseconds)
        return Timestamp(milliseconds: overflow ? .max : sum)
    }

    /// The moment `duration` earlier.
    public static func - (moment: Timestamp, duration: Duration) -> Timestamp {
        moment + .milliseconds(-duration.wholeMilliseconds)
    }

    /// The time from `right` to `left`; negative if `left` comes first.
    public static func - (left: Timestamp, right: Timestamp) -> Duration {
        let (difference, overflow) = left.milliseconds.subtractingReportingOverflow(right.milliseconds)
        return .milliseconds(overflow ? .max : difference)
    }
}

extension Duration {
    /// Milliseconds, rounded towards zero and kept within an `Int64`.
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (milliseconds, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        return milliseconds + attoseconds / 1_000_000_000_000_000
    }
}
