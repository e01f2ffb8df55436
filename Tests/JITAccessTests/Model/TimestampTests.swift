// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JITAccess

@Suite("Moments")
struct TimestampTests {
    @Test("Each millisecond is written as itself", arguments: [0, 1_768_467_600, 4_102_444_799] as [Int64])
    func milliseconds(second: Int64) {
        for millisecond in 0..<Int64(1000) {
            let text = Timestamp(milliseconds: second * 1000 + millisecond).iso8601
            let digits = String(millisecond)
            #expect(text.hasSuffix("." + String(repeating: "0", count: 3 - digits.count) + digits + "Z"), "\(text)")
        }
    }

    @Test(
        "The text is RFC 3339 in UTC",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (1_768_467_600_250, "2026-01-15T09:00:00.250Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] as [(Int64, String)]
    )
    func iso8601(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).iso8601 == text)
    }

    @Test(
        "Whole seconds are rounded down, so that an expiry is never later than it was meant",
        arguments: [
            (0, 0), (999, 0), (1000, 1), (1999, 1), (-1, -1), (-1000, -1), (-1001, -2), (Int64.max, Int64.max / 1000),
            (Int64.min, Int64.min / 1000 - 1),
        ] as [(Int64, Int64)]
    )
    func seconds(milliseconds: Int64, seconds: Int64) {
        #expect(Timestamp(milliseconds: milliseconds).seconds == seconds)
    }

    @Test("What is too large to count stays at its end of time")
    func saturation() {
        let first = Timestamp(milliseconds: .min)
        let last = Timestamp(milliseconds: .max)
        #expect(Timestamp(seconds: .max) == last)
        #expect(Timestamp(seconds: .min) == first)
        #expect(last + .seconds(1) == last)
        #expect(first + .seconds(-1) == first)
        #expect(first - .seconds(1) == first)
        #expect(last - .seconds(-1) == last)
        #expect(last - .seconds(Int64.min) == last)
        #expect(last - first == .milliseconds(Int64.max))
        #expect(first - last == .milliseconds(Int64.min))
    }

    @Test("A duration too long to count in milliseconds counts as the longest")
    func longDurations() {
        #expect(Duration.seconds(Int64.max).wholeMilliseconds == .max)
        #expect(Duration.seconds(Int64.min).wholeMilliseconds == .min)
        #expect((Duration.milliseconds(Int64.max) + .nanoseconds(999_999)).wholeMilliseconds == .max)
        #expect((Duration.milliseconds(Int64.max) + .milliseconds(1)).wholeMilliseconds == .max)
        #expect(Duration.nanoseconds(-1_999_999).wholeMilliseconds == -1)
    }
}
