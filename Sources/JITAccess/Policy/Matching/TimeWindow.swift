// SPDX-License-Identifier: Apache-2.0

/// A time in which access may begin: days of the week, a part of the day, a range of dates, at a fixed offset from UTC.
struct TimeWindow: Sendable, Equatable {
    /// From Monday.
    enum Day: String, CaseIterable, Sendable {
        case monday, tuesday, wednesday, thursday, friday, saturday, sunday
    }

    /// The days on which it opens.
    var days: Set<Day> = Set(Day.allCases)

    /// In minutes from midnight; the end is outside. If it is not after the beginning, it is on the next day.
    var from = 0
    var to = minutesOfDay

    /// In days from 1970-01-01, each inclusive; nil if there is no limit.
    var firstDate: Int64?
    var lastDate: Int64?

    /// In minutes; east of Greenwich is positive.
    var offset = 0

    static let minutesOfDay = 24 * 60

    func contains(_ moment: Timestamp) -> Bool {
        let minutes = Self.quotient(moment.seconds, 60) + Int64(offset)
        let date = Self.quotient(minutes, Int64(Self.minutesOfDay))
        let minute = Int(minutes - date * Int64(Self.minutesOfDay))
        if from < to { return opens(on: date) && (from..<to).contains(minute) }
        return (opens(on: date) && minute >= from) || (opens(on: date - 1) && minute < to)
    }

    /// Whether there is a date on which it opens.
    var opensEver: Bool {
        guard let firstDate, let lastDate else { return true }
        return (0...6).contains { firstDate + $0 <= lastDate && opens(on: firstDate + $0) }
    }

    private func opens(on date: Int64) -> Bool {
        if let firstDate, date < firstDate { return false }
        if let lastDate, date > lastDate { return false }
        // 1970-01-01 was a Thursday.
        let weekday = Int(date + 3 - Self.quotient(date + 3, 7) * 7)
        return days.contains(Day.allCases[weekday])
    }

    /// Rounded down, for moments before 1970 too.
    private static func quotient(_ number: Int64, _ divisor: Int64) -> Int64 {
        number / divisor - (number % divisor < 0 ? 1 : 0)
    }
}
