// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// RFC 3339 in UTC with milliseconds, such as `2026-11-21T02:18:23.855Z`.
///
/// The C library does the calendar: the first use of Foundation's date styles costs half a millisecond of a start that
/// takes a few, and five times as much with a fraction of a processor.
enum Timestamp {
    /// The date, milliseconds cut off. Years outside 0 to 9999, which RFC 3339 cannot express, become the nearest.
    static func text(_ date: Date) -> String {
        let earliest = -62_167_219_200_000.0
        let latest = 253_402_300_799_999.0
        let exact = (date.timeIntervalSince1970 * 1000).rounded(.down)
        let milliseconds = Int64(exact.isNaN ? 0 : min(max(exact, earliest), latest))
        let fraction = (milliseconds % 1000 + 1000) % 1000
        var seconds = time_t((milliseconds - fraction) / 1000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        return digits(parts.tm_year + 1900, 4) + "-" + digits(parts.tm_mon + 1, 2) + "-" + digits(parts.tm_mday, 2)
            + "T" + digits(parts.tm_hour, 2) + ":" + digits(parts.tm_min, 2) + ":" + digits(parts.tm_sec, 2)
            + "." + digits(Int32(fraction), 3) + "Z"
    }

    private static func digits(_ number: Int32, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
