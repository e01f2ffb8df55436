// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("Windows at all times")
struct OpenTimesTests {
    /// Monday, 2026-11-30.
    private static let monday: Int64 = 20_787

    private static func window(_ generator: inout some RandomNumberGenerator) -> TimeWindow {
        var window = TimeWindow()
        if Bool.random(using: &generator) {
            window.days = Set(TimeWindow.Day.allCases.filter { _ in Bool.random(using: &generator) })
            if window.days.isEmpty { window.days = [.sunday] }
        }
        if Bool.random(using: &generator) {
            window.from = Int.random(in: 0..<24, using: &generator) * 60
            window.to = Int.random(in: 0...24, using: &generator) * 60
            if window.from == window.to { window.to = 24 * 60 }
        }
        if Int.random(in: 0..<3, using: &generator) == 0 {
            window.firstDate = monday + Int64.random(in: 0..<12, using: &generator)
        }
        if Int.random(in: 0..<3, using: &generator) == 0 {
            window.lastDate = monday + Int64.random(in: 0..<12, using: &generator)
        }
        window.offset = Int.random(in: -14...14, using: &generator) * 60
        return window
    }

    @Test("There is such a moment exactly if one of all hours is one", arguments: 0..<60)
    func everyHour(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let open = (0..<Int.random(in: 0...2, using: &generator)).map { _ in Self.window(&generator) }
        let closed = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
            (0..<Int.random(in: 1...2, using: &generator)).map { _ in Self.window(&generator) }
        }
        func isOne(_ moment: Timestamp) -> Bool {
            (open.isEmpty || open.contains { $0.contains(moment) }) && !closed.joined().contains { $0.contains(moment) }
        }
        let hours = (Self.monday - 30) * 24..<(Self.monday + 45) * 24
        let exists = hours.contains { isOne(Timestamp(seconds: $0 * 3600)) }
        switch OpenTimes.moment(in: open, outside: closed) {
        case .at(let moment): #expect(exists && isOne(moment))
        case .never: #expect(!exists)
        case .unknown: Issue.record("these are few")
        }
    }

    @Test("Too many windows are not looked at, and then nothing is said of them")
    func many() {
        let window = TimeWindow(days: [.monday])
        let windows = Array(repeating: window, count: OpenTimes.most)
        #expect(OpenTimes.moment(in: [window], outside: [windows]) == .unknown)
        #expect(!OpenTimes.cover(windows, [TimeWindow(days: [.monday], from: 60, to: 120)]))
        #expect(OpenTimes.cover(windows, windows))
    }
}
