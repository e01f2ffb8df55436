// SPDX-License-Identifier: Apache-2.0

/// What a sweep does once an hour beside what is due: when it is next is in the table, where whoever may write to the table
/// writes it too.
enum HourlyWork {
    /// What the first page of the due-index shows of how far it is.
    enum Seen<Record> {
        case absent
        case record(Record)
        /// Somebody has made of it what cannot be understood, or has put other items before it: it begins anew.
        case unreadable

        var record: Record? { if case .record(let record) = self { record } else { nil } }

        /// Whether it is time. A moment that no pass can have written is none.
        func isDue(_ next: (Record) -> Timestamp, at now: Timestamp) -> Bool {
            guard let next = record.map(next) else { return true }
            return next <= now || next > now + HourlyWork.interval + Invocation.longest
        }

        func expected(_ version: (Record) -> Int64) -> ExpectedProgress {
            switch self {
            case .absent: .absent
            case .record(let record): .version(version(record))
            case .unreadable: .unreadable
            }
        }
    }

    /// From the end of one pass to the beginning of the next.
    static let interval = Duration.seconds(3600)
}
