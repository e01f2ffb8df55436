// SPDX-License-Identifier: Apache-2.0

/// Dates of the Gregorian calendar as days from 1970-01-01.
enum CivilDate {
    private static let daysOfEra: Int64 = 146_097  // 400 years

    /// Reads `2026-12-24`; nil if there is no such day.
    static func days(_ text: String) -> Int64? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 10, parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }),
            let year = Int64(parts[0]), let month = Int64(parts[1]), let day = Int64(parts[2]),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let days = days(year: year, month: month, day: day)
        // February 30 would come out as a day of March.
        return self.text(days) == text ? days : nil
    }

    /// Years that begin in March, so that the leap day is the last: Howard Hinnant's `days_from_civil`,
    /// https://howardhinnant.github.io/date_algorithms.html.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * daysOfEra + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Writes it again.
    static func text(_ days: Int64) -> String {
        String(Timestamp(seconds: days * 86_400).iso8601.prefix(10))
    }
}
