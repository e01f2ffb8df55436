// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import LambdaRuntime

@Suite("Timestamps")
struct TimestampTests {
    @Test(
        "They are RFC 3339 in UTC with milliseconds, cut off and not rounded up",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1.9999, "1970-01-01T00:00:01.999Z"),
            (-0.0005, "1969-12-31T23:59:59.999Z"), (951_782_400, "2000-02-29T00:00:00.000Z"),
            (1_700_000_000.123, "2023-11-14T22:13:20.123Z"), (253_402_300_799.999, "9999-12-31T23:59:59.999Z"),
            (1e18, "9999-12-31T23:59:59.999Z"), (-1e18, "0000-01-01T00:00:00.000Z"),
            (.infinity, "9999-12-31T23:59:59.999Z"), (.nan, "1970-01-01T00:00:00.000Z"),
        ] as [(Double, String)]
    )
    func text(_ seconds: Double, _ expected: String) {
        #expect(Timestamp.text(Date(timeIntervalSince1970: seconds)) == expected)
    }

    @Test("They agree with Foundation's, for days in four centuries")
    func foundation() {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for day in stride(from: -70_000.0, to: 70_000, by: 37) {
            let date = Date(timeIntervalSince1970: day * 86_400 + 12_345.5)
            #expect(Timestamp.text(date) == style.format(date))
        }
    }
}
