// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LocalLambda

@Suite("Log lines")
struct LogLinesTests {
    private func take(_ bytes: some Sequence<UInt8>, _ log: inout LogLines) -> [String] {
        Array(bytes).withUnsafeBytes { log.take($0) }
    }

    @Test(
        "Lines are complete however the bytes arrive",
        arguments: [
            (["a\nb\n"], ["a", "b"]),
            (["a", "b\nc", "\n"], ["ab", "c"]),
            (["a\r\nb"], ["a", "b"]),
            (["\n\n"], ["", ""]),
            ([""], []),
            (["no end"], ["no end"]),
        ] as [([String], [String])]
    )
    func lines(pieces: [String], expected: [String]) {
        var log = LogLines()
        var lines = pieces.flatMap { take($0.utf8, &log) }
        if let last = log.finish() { lines.append(last) }
        #expect(lines == expected)
    }

    @Test("A character may be cut between two reads, and bytes that are no text do not stop the log")
    func encoding() {
        var log = LogLines()
        #expect(take([0xc3], &log) == [])
        #expect(take([0xa9, 0x0a], &log) == ["é"])
        #expect(take([0xff, 0x0a], &log) == ["\u{fffd}"])
    }

    @Test("A line without an end is cut at 256 KiB")
    func longLine() {
        var log = LogLines()
        let lines = take([UInt8](repeating: 0x61, count: LogLines.maximumLength + 1), &log)
        #expect(lines.map(\.utf8.count) == [LogLines.maximumLength])
        #expect(log.finish() == "a")
    }

    @Test("A log book keeps the last ten thousand lines and can start over")
    func book() {
        let book = LogBook()
        for number in 1...25_000 { book.add("\(number)") }
        #expect(book.all.count == 10_000)
        #expect(book.all.first == "15001")
        #expect(book.all.last == "25000")
        book.startOver()
        #expect(book.all == [])
    }
}
