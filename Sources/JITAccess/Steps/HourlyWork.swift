// SPDX-License-Identifier: Apache-2.0

/// What a sweep does once an hour beside what is due: when it is next is in the table, where whoever may write to the table
/// writes it too.
enum HourlyWork {
    /// From the end of one pass to the beginning of the next.
    static let interval = Duration.seconds(3600)

    /// Whether it is time. A moment that no pass can have written is none.
    static func isDue(_ next: Timestamp, at now: Timestamp) -> Bool {
        next <= now || next > now + interval + Invocation.longest
    }
}
