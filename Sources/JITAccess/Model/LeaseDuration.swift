// SPDX-License-Identifier: Apache-2.0

/// How long a lease lasts once access is usable: whole seconds, from ``minimum`` to ``maximum``.
public struct LeaseDuration: Sendable, Hashable, Comparable {
    /// 15 seconds. A sweep a minute ends a lease up to a minute late, so shorter ones would promise too much.
    public static let minimum = LeaseDuration(uncheckedSeconds: 15)

    /// 30 days (720 hours); no configuration allows more.
    public static let maximum = LeaseDuration(uncheckedSeconds: 720 * 3600)

    /// 24 hours: what the published sample grants unless it is told otherwise.
    public static let oneDay = LeaseDuration(uncheckedSeconds: 24 * 3600)

    /// The length.
    public let seconds: Int64

    /// Nil outside ``minimum`` to ``maximum``.
    public init?(seconds: Int64) {
        guard (Self.minimum.seconds...Self.maximum.seconds).contains(seconds) else { return nil }
        self.seconds = seconds
    }

    /// Nil unless `hours` is from 1 to 720.
    public init?(hours: Int64) {
        guard (1...720).contains(hours) else { return nil }
        self.init(seconds: hours * 3600)
    }

    private init(uncheckedSeconds: Int64) {
        seconds = uncheckedSeconds
    }

    /// As a standard library duration.
    public var duration: Duration { .seconds(seconds) }

    public static func < (left: LeaseDuration, right: LeaseDuration) -> Bool {
        left.seconds < right.seconds
    }
}

extension LeaseDuration {
    /// Reads `45m`, `4h`, `7d` or an ISO 8601 duration of weeks, days, hours, minutes and seconds: `PT4H`, `P1DT12H`.
    ///
    /// Months and years are refused, because their length depends on the calendar. Nil if the text is not of these
    /// forms or the length is out of range.
    public init?(parsing text: String) {
        guard text.utf8.count <= 32 else { return nil }
        // The unit tells the forms apart: those of ISO 8601 are capital letters.
        let seconds: Int64? =
            switch text.utf8.last {
            case UInt8(ascii: "m"): Self.shortSeconds(text, unit: 60)
            case UInt8(ascii: "h"): Self.shortSeconds(text, unit: 3600)
            case UInt8(ascii: "d"): Self.shortSeconds(text, unit: 86_400)
            default: text.hasPrefix("P") ? Self.iso8601Seconds(text) : nil
            }
        guard let seconds else { return nil }
        self.init(seconds: seconds)
    }

    private static func shortSeconds(_ text: String, unit: Int64) -> Int64? {
        count(Substring(text.utf8.dropLast())).flatMap { product($0, unit) }
    }

    private static func iso8601Seconds(_ text: String) -> Int64? {
        var units: [(Character, Int64)] = [("W", 604_800), ("D", 86_400)]
        let timeUnits: [(Character, Int64)] = [("H", 3600), ("M", 60), ("S", 1)]
        var digits = ""
        var total: Int64 = 0
        var hasPart = false
        var isTime = false
        for character in text.dropFirst() {
            if character == "T" {
                guard !isTime, digits.isEmpty else { return nil }
                isTime = true
                hasPart = false
                units = timeUnits
            } else if let position = units.firstIndex(where: { $0.0 == character }) {
                guard let number = count(digits[...]), let part = product(number, units[position].1) else { return nil }
                total += part
                // Units come in falling order and once each.
                units.removeFirst(position + 1)
                digits = ""
                hasPart = true
            } else {
                digits.append(character)
            }
        }
        return hasPart && digits.isEmpty ? total : nil
    }

    private static func count(_ digits: Substring) -> Int64? {
        guard (1...9).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int64(digits)
    }

    private static func product(_ number: Int64, _ unit: Int64) -> Int64? {
        let (value, overflow) = number.multipliedReportingOverflow(by: unit)
        return overflow ? nil : value
    }
}

extension LeaseDuration: CustomStringConvertible {
    /// In the largest units that fit, as people say it: `4 hours`, `1 day 12 hours`, `20 seconds`.
    public var description: String {
        var rest = seconds
        var parts: [String] = []
        for (unit, name) in [(Int64(86_400), "day"), (3600, "hour"), (60, "minute"), (1, "second")] where rest >= unit {
            let number = rest / unit
            rest %= unit
            parts.append("\(number) \(name)\(number == 1 ? "" : "s")")
        }
        return parts.joined(separator: " ")
    }
}
