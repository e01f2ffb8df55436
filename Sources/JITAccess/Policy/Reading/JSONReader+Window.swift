// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    private enum WindowKey: String, KnownWord {
        case days, from, to, firstDate = "first_date", lastDate = "last_date", utcOffset = "utc_offset"

        static let words = KnownWords(Self.self)
    }

    mutating func window() throws(JSONProblem) -> TimeWindow {
        var window = TimeWindow()
        var from: Int?
        var to: Int?
        let start = offsetOfNext()
        try beginObject()
        while let key = try nextMember(WindowKey.self, of: "a window") {
            switch key {
            case .days:
                window.days = Set(try list { reader throws(JSONProblem) in try reader.choice(TimeWindow.Day.self) })
            case .from: from = try clock()
            case .to: to = try clock()
            case .firstDate: window.firstDate = try date()
            case .lastDate: window.lastDate = try date()
            case .utcOffset: window.offset = try utcOffset()
            }
        }
        guard (from == nil) == (to == nil), from == nil || from != to, from != TimeWindow.minutesOfDay else {
            throw problem("must have both from and to, which differ, or neither for the whole day", at: start)
        }
        if let from, let to { (window.from, window.to) = (from, to) }
        if let first = window.firstDate, let last = window.lastDate, last < first {
            throw problem("ends before it begins: last_date is earlier than first_date", at: start)
        }
        guard window.opensEver else {
            throw problem("is never open: none of its days lies between first_date and last_date", at: start)
        }
        guard window != TimeWindow(offset: window.offset) else {
            throw problem("is open all the time; give days, from and to, or dates", at: start)
        }
        return window
    }

    private mutating func clock() throws(JSONProblem) -> Int {
        try parsed("a time of day from \"00:00\" to \"24:00\"") { text in
            let minutes = Self.minutes(text[...])
            return minutes.flatMap { $0 <= TimeWindow.minutesOfDay ? $0 : nil }
        }
    }

    private mutating func date() throws(JSONProblem) -> Int64 {
        try parsed("a date such as \"2026-12-24\"") { CivilDate.days($0) }
    }

    private mutating func utcOffset() throws(JSONProblem) -> Int {
        try parsed("an offset from UTC such as \"+01:00\", \"-05:30\" or \"Z\"") { text in
            if text == "Z" { return 0 }
            guard let sign = text.first, sign == "+" || sign == "-", let minutes = Self.minutes(text.dropFirst()),
                minutes <= 14 * 60
            else { return nil }
            return sign == "-" ? -minutes : minutes
        }
    }

    /// `HH:MM` in minutes.
    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hours = Int(parts[0]), let minutes = Int(parts[1]), minutes < 60
        else { return nil }
        return hours * 60 + minutes
    }
}
