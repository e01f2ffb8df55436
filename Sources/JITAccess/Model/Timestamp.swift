// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A moment in UTC, in milliseconds since 1970-01-01T00:00:00Z.
public struct Timestamp: Sendable, Hashable, Comparable {
    public let milliseconds: Int64

    /// The moments that may be stored, in seconds: the years 1900 to 2199. There is room in an `Int64` for milliseconds, and
    /// for every duration that is added.
    public static let storedSeconds: ClosedRange<Int64> = -2_208_988_800...7_258_118_399

    /// Later than every moment that is stored.
    static let latest = Timestamp(seconds: 253_402_300_799)

    /// A moment given in milliseconds since the epoch.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// A moment given in whole seconds since the epoch, as the state table holds them.
    public init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        milliseconds = overflow ? (seconds < 0 ? .min : .max) : product
    }

    /// Whole seconds since the epoch, rounded down, so that an expiry is never later than it was meant.
    public var seconds: Int64 {
        milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0)
    }

    /// The beginning of its second. The state table holds whole seconds, so what is stored is rounded before it is used:
    /// then it reads as it was written.
    var wholeSecond: Timestamp { Timestamp(seconds: seconds) }

    /// The second it is in, or the next one unless it is the beginning of one.
    var roundedUp: Timestamp { self == wholeSecond ? self : Timestamp(seconds: seconds + 1) }

    /// RFC 3339 with whole seconds and `Z`, as AWS's own policies write moments.
    var iso8601Seconds: String { "\(iso8601.prefix(19))Z" }

    /// The date in UTC: `2026-11-30`.
    var day: String { String(iso8601.prefix(10)) }

    /// RFC 3339 with milliseconds and `Z`: sorts as text in the order of time.
    public var iso8601: String {
        // Formatting cuts off, and a `Double` is a little less than some milliseconds: half of one makes it right.
        Date(timeIntervalSince1970: Double(milliseconds) / 1000 + 0.0005)
            .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// Reads RFC 3339 with `Z` or an offset, with or without parts of a second; nil if it is not of that form.
    ///
    /// Foundation reads on where a day is none (2026-02-30), and takes no notice of what follows.
    public init?(rfc3339 text: String) {
        guard Self.isRFC3339(Array(text.utf8)) else { return nil }
        let style = Date.ISO8601FormatStyle()
        let date =
            (try? style.parse(text))
            ?? (try? style.year().month().day().timeZone(separator: .colon)
                .time(includingFractionalSeconds: true).parse(text))
        guard let date, abs(date.timeIntervalSince1970) < 1e11 else { return nil }
        milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
    }

    /// Whether it is `YYYY-MM-DDTHH:MM:SS`, of a day that there is, perhaps with a fraction, and then `Z` or `+HH:MM`.
    private static func isRFC3339(_ bytes: [UInt8]) -> Bool {
        func isLike(_ form: String, _ bytes: ArraySlice<UInt8>) -> Bool {
            bytes.count == form.utf8.count
                && zip(bytes, form.utf8).allSatisfy { byte, sign in
                    sign == UInt8(ascii: "#") ? (0x30...0x39).contains(byte) : byte == sign
                }
        }
        guard isLike("####-##-##T##:##:##", bytes.prefix(19)),
            CivilDate.days(String(decoding: bytes.prefix(10), as: UTF8.self)) != nil
        else { return false }
        var rest = bytes.dropFirst(19)
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty else { return false }
            rest = rest.dropFirst(1 + digits.count)
        }
        return isLike("Z", rest) || isLike("+##:##", rest) || isLike("-##:##", rest)
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The moment `duration` later; a negative duration is earlier.
    public static func + (moment: Timestamp, duration: Duration) -> Timestamp {
        let (sum, overflow) = moment.milliseconds.addingReportingOverflow(duration.wholeMilliseconds)
        return Timestamp(milliseconds: overflow ? (duration < .zero ? .min : .max) : sum)
    }

    /// The moment `duration` earlier.
    public static func - (moment: Timestamp, duration: Duration) -> Timestamp {
        let (difference, overflow) = moment.milliseconds.subtractingReportingOverflow(duration.wholeMilliseconds)
        return Timestamp(milliseconds: overflow ? (duration < .zero ? .max : .min) : difference)
    }

    /// The time from `right` to `left`; negative if `left` comes first.
    public static func - (left: Timestamp, right: Timestamp) -> Duration {
        let (difference, overflow) = left.milliseconds.subtractingReportingOverflow(right.milliseconds)
        return .milliseconds(overflow ? (left < right ? .min : .max) : difference)
    }
}

extension Duration {
    /// Milliseconds, rounded towards zero and kept within an `Int64`.
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (milliseconds, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        let rest = attoseconds / 1_000_000_000_000_000
        guard !overflow, !milliseconds.addingReportingOverflow(rest).overflow else { return seconds < 0 ? .min : .max }
        return milliseconds + rest
    }
}
