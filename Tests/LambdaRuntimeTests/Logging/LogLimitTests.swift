// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import Testing

@testable import LambdaRuntime

// One after another: an unoptimized build writes them slowly, and other tests want a processor too.
@Suite("The longest log line", .serialized)
struct LogLimitTests {
    private static let longest = 256 * 1024

    /// Each needs another way to be cut; the control characters take six bytes each when they are written.
    static let records: [(message: String, metadata: Logger.Metadata)] = [
        (String(repeating: "x", count: 300_000), ["small": "kept"]),
        (String(repeating: "\u{1}", count: 100_000), ["small": "kept"]),
        (String(repeating: "👍", count: 100_000), ["small": "kept"]),
        ("short", ["large": .string(String(repeating: "y", count: 300_000)), "small": "kept"]),
        ("short", ["list": .array(Array(repeating: "z", count: 300_000))]),
        ("short", [String(repeating: "k", count: 300_000): "v"]),
        (String(repeating: "x", count: 300_000), ["list": .array(Array(repeating: "z", count: 100_000))]),
        (String(repeating: "x", count: 300_000), ["requestId": .string(String(repeating: "r", count: 300_000))]),
    ]

    @Test(
        "It is never over 256 KiB, and is still one valid record",
        arguments: LogHandlerTests.formats,
        Array(records.indices)
    )
    func oversize(_ format: LogSettings.Format, _ index: Int) throws {
        let (message, metadata) = Self.records[index]
        var log = TestLog(format)
        log.logger[metadataKey: "requestId"] = "request-1"
        log.logger.critical("\(message)", metadata: metadata)
        let line = try #require(log.collector.lines.first)
        #expect(log.collector.lines.count == 1)
        #expect(line.count <= Self.longest)
        #expect(line.last == 0x0A)
        #expect(String(validating: line, as: UTF8.self) != nil)
        guard format == .json else {
            #expect(log.collector.texts.first?.contains(" truncated=true") == true)
            #expect(log.collector.texts.first?.contains("FATAL request-1 test: ") == true)
            return
        }
        let record = try #require(try log.collector.records().first)
        #expect(record["level"] as? String == "FATAL")
        #expect(record["requestId"] as? String == "request-1")
        #expect(record["truncated"] as? Bool == true)
        #expect((record["message"] as? String)?.hasPrefix(message.prefix(5)) == true)
        if metadata["small"] != nil {
            #expect(record["small"] as? String == "kept")
        }
    }

    @Test("A line of exactly 256 KiB is left whole, one byte more is cut", arguments: LogHandlerTests.formats)
    func boundary(_ format: LogSettings.Format) throws {
        func line(_ length: Int) throws -> String {
            let log = TestLog(format)
            log.logger.info("\(String(repeating: "x", count: length))")
            return try #require(log.collector.texts.first)
        }
        let overhead = try line(0).utf8.count
        let whole = try line(Self.longest - overhead)
        #expect(whole.utf8.count == Self.longest)
        #expect(!whole.contains("truncated"))
        let cut = try line(Self.longest - overhead + 1)
        #expect(cut.utf8.count < Self.longest)
        #expect(cut.contains("truncated"))
        #expect(cut.contains("x…"))
    }
}
