// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The date format of HTTP headers (RFC 9110 section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    private static let months: [Substring] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The moment `text` names, or `nil` if it is not in that format. The weekday is not checked.
    static func parse(_ text: String) -> Date? {
        let fields = text.split(separator: " ")
        guard fields.count == 6, fields[5] == "GMT",
            let day = number(fields[1], digits: 2, in: 1...31),
            let month = months.firstIndex(of: fields[2]),
            let year = number(fields[3], digits: 4, in: 1970...9999)
        else { return nil }
        let time = fields[4].split(separator: ":", omittingEmptySubsequences: false)
        guard time.count == 3,
            let hour = number(time[0], digits: 2, in: 0...23),
            let minute = number(time[1], digits: 2, in: 0...59),
            let second = number(time[2], digits: 2, in: 0...60)
        else { return nil }
        let seconds = daysSince1970(year, month + 1, day) * 86_400 + hour * 3600 + minute * 60 + second
        return Date(timeIntervalSince1970: Double(seconds))
    }

    private static func number(_ text: Substring, digits: Int, in range: ClosedRange<Int>) -> Int? {
        guard text.utf8.count == digits, text.utf8.allSatisfy(ASCII.isDigit),
            let number = Int(text), range.contains(number)
        else { return nil }
        return number
    }

    /// Days from 1970-01-01 in the Gregorian calendar. The year is counted from March, so that the leap day is its
    /// last one.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        let daysBeforeMonth = (153 * ((month + 9) % 12) + 2) / 5
        let daysFromYearZeroTo1970 = 719_468
        return marchYear * 365 + leapDays + daysBeforeMonth + day - 1 - daysFromYearZeroTo1970
    }
}
