// SPDX-License-Identifier: Apache-2.0

import JITAccess
import Testing

@Suite("Durations")
struct LeaseDurationTests {
    @Test(
        "What is read",
        arguments: [
            ("1m", 60), ("45m", 2700), ("4h", 14_400), ("004h", 14_400), ("7d", 604_800), ("30d", 2_592_000),
            ("PT15S", 15), ("PT4H", 14_400), ("PT45M", 2700), ("PT1H30M", 5400), ("PT1H0M15S", 3615), ("P1D", 86_400),
            ("P1DT12H", 129_600), ("P1W", 604_800), ("P1W2D", 777_600), ("P4W2D", 2_592_000), ("PT720H", 2_592_000),
            ("P0DT1H", 3600),
        ] as [(String, Int64)]
    )
    func good(text: String, seconds: Int64) {
        #expect(LeaseDuration(parsing: text)?.seconds == seconds)
    }

    @Test(
        "What is not",
        arguments: [
            "", "m", "h", "4", "4s", "15s", "4H", "4 h", " 4h", "4h ", "+4h", "-4h", "4.5h", "4,5h", "٤h", "４h",
            "4h30m",
            "0m", "0h", "0d", "31d", "721h", "43201m", "9999999999m", "1000000000d", "NaN", "inf", "1e2h", "0x4h",
            "4h\n",
            "4h\u{301}", "P", "PT", "P1DT", "T4H", "pt4h", "P4H", "PT4", "PT4D", "P1M", "P1Y", "P1Y2M", "PT4HH", "PTH",
            "PT1H1H", "PT1M1H", "P1D1W", "PT-4H", "PT4.5H", "PT1HT1M", "P1TD", "PT14S", "PT0S", "P30DT1S",
            "PT9999999999H",
            "P999999999W", "PT4H ", "PT4H0000000000000000000000000000000",
        ]
    )
    func bad(text: String) {
        #expect(LeaseDuration(parsing: text) == nil)
    }

    @Test(
        "Seconds and hours within bounds",
        arguments: [
            (14, false), (15, true), (2_592_000, true), (2_592_001, false), (0, false), (-1, false), (.max, false),
            (.min, false),
        ] as [(Int64, Bool)]
    )
    func bounds(seconds: Int64, isGood: Bool) {
        #expect((LeaseDuration(seconds: seconds) != nil) == isGood)
    }

    @Test(
        "Hours within bounds",
        arguments: [(0, false), (1, true), (720, true), (721, false), (-1, false), (.max, false), (.min, false)]
            as [(Int64, Bool)]
    )
    func hours(hours: Int64, isGood: Bool) {
        #expect((LeaseDuration(hours: hours) != nil) == isGood)
    }

    @Test(
        "As people say it",
        arguments: [
            ("PT15S", "15 seconds"), ("1m", "1 minute"), ("PT1M1S", "1 minute 1 second"), ("4h", "4 hours"),
            ("36h", "1 day 12 hours"), ("1d", "1 day"), ("30d", "30 days"),
            ("PT25H1M1S", "1 day 1 hour 1 minute 1 second"),
        ]
    )
    func description(text: String, sentence: String) {
        #expect(LeaseDuration(parsing: text)?.description == sentence)
    }
}
