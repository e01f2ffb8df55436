// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@Suite("A protocol that is broken is noticed")
struct BreakageTests {
    /// Among so many histories, all drawn from fixed seeds, one must show it. README.md has the numbers that it takes.
    private static let histories = UInt64(1500)

    @Test("Within fifteen hundred histories", arguments: Breakage.allCases)
    func noticed(breakage: Breakage) throws {
        let caught = try #require(
            (0..<Self.histories).first { !History(seed: $0, breakage: breakage).problems().isEmpty },
            "Nobody noticed that \(breakage.rawValue)"
        )
        // The same history with the real protocol is fine: it is the breakage that was noticed.
        #expect(History(seed: caught).problems() == [])
    }

    @Test("And told in a history that is as short as it can be")
    func shortened() throws {
        let broken = try #require(
            (0..<Self.histories).map { History(seed: $0, breakage: .skipsAudit) }.first { !$0.problems().isEmpty }
        )
        let short = broken.shortened()
        #expect(short.steps.count <= 2)
        #expect(!short.problems().isEmpty)
        #expect(HistoryStory(short).text.contains("What is wrong:"))
    }
}
