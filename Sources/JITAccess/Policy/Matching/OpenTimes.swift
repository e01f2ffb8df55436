// SPDX-License-Identifier: Apache-2.0

/// What can be said of windows at all times: when one is open and others are not.
///
/// Windows open and close at minutes that come again each day, on days that come again each week but near the first and
/// last dates. So it is enough to look at the moments at which one of them opens or closes, in the weeks around each date.
enum OpenTimes {
    /// The most windows that are looked at together; the moments are as many as their cube.
    static let most = 24

    /// A Monday, where there are no dates: 2026-01-12.
    private static let someMonday: Int64 = 20_465

    enum Answer: Equatable {
        /// There is no such moment.
        case never
        /// The first that was found.
        case at(Timestamp)
        /// There are too many windows.
        case unknown
    }

    /// A moment at which one of `open` is open and, of each of `closed`, none.
    ///
    /// - Parameter open: none for any time.
    static func moment(in open: [TimeWindow], outside closed: [[TimeWindow]]) -> Answer {
        let windows = open + closed.flatMap { $0 }
        guard windows.count <= most else { return .unknown }
        let moment = moments(of: windows).first { moment in
            (open.isEmpty || open.contains { $0.contains(moment) })
                && !closed.contains { $0.contains { $0.contains(moment) } }
        }
        return moment.map { .at($0) } ?? .never
    }

    /// Whether some of `windows` is open whenever one of `others` is; no windows are any time. No if it cannot be told.
    static func cover(_ windows: [TimeWindow], _ others: [TimeWindow]) -> Bool {
        windows.isEmpty || windows == others || moment(in: others, outside: [windows]) == .never
    }

    /// Whenever a set of the windows is open, it is also open at one of these moments.
    private static func moments(of windows: [TimeWindow]) -> [Timestamp] {
        let minutes = Set(
            windows.flatMap { window in
                [window.from, window.to].map { minute in
                    let rest = (minute - window.offset) % TimeWindow.minutesOfDay
                    return Int64(rest < 0 ? rest + TimeWindow.minutesOfDay : rest)
                }
            }
        ).sorted()
        // Three days off a date, the time zone and a window past midnight make no difference any more.
        let dates = windows.flatMap { [$0.firstDate, $0.lastDate].compactMap { $0 } }
        let days = dates.isEmpty ? Set(someMonday..<someMonday + 7) : Set(dates.flatMap { $0 - 9...$0 + 10 })
        let times = minutes.isEmpty ? [0] : minutes
        return days.sorted().flatMap { day in times.map { Timestamp(seconds: day * 86_400 + $0 * 60) } }
    }
}
