// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSClient

@Suite("Dates in HTTP headers")
struct HTTPDateTests {
    @Test(
        "The format of RFC 9110 is read, in every month and over leap days",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199), ("Fri, 01 Mar 2024 00:00:00 GMT", 1_709_251_200),
            ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600), ("Sat, 01 Jan 2028 00:00:00 GMT", 1_830_297_600),
        ]
    )
    func reads(text: String, seconds: Double) {
        #expect(HTTPDate.parse(text) == Date(timeIntervalSince1970: seconds))
    }

    @Test("It agrees with Foundation on the last and first days of every month of 130 years")
    func everyMonth() throws {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        for month in 0..<(130 * 12) {
            let first = try #require(calendar.date(from: DateComponents(year: 1970, month: 1 + month, day: 1)))
            for date in [first, first.addingTimeInterval(86_400), first.addingTimeInterval(-1)] where month > 0 {
                try #require(HTTPDate.parse(formatter.string(from: date)) == date)
            }
        }
    }

    @Test(
        "Anything else is not a date",
        arguments: [
            "", "now", "1700000000", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
            "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 1994 08:-9:37 GMT", "Sun, ０６ Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
        ]
    )
    func refuses(text: String) {
        #expect(HTTPDate.parse(text) == nil)
    }
}
