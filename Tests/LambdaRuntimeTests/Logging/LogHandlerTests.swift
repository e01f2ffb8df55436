// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import Testing

@testable import LambdaRuntime

/// A logger whose lines can be looked at, at 2023-11-14T22:13:20.123Z.
struct TestLog {
    let collector = LogCollector()
    var logger: Logger

    init(_ format: LogSettings.Format, level: Logger.Level = .trace, provider: Logger.MetadataProvider? = nil) {
        let sink = collector.sink
        logger = Logger(label: "test") { label in
            LambdaLogHandler(
                label: label,
                settings: LogSettings(format: format, level: level),
                sink: sink,
                metadataProvider: provider,
                now: { Date(timeIntervalSince1970: 1_700_000_000.1239) }
            )
        }
    }
}

@Suite("The log handler")
struct LogHandlerTests {
    @Test("A JSON record has the keys that Lambda and its users look for, then the metadata")
    func json() {
        var log = TestLog(.json)
        log.logger[metadataKey: "requestId"] = "request-1"
        log.logger[metadataKey: "tenantId"] = "tenant-1"
        log.logger.warning("Trying again", metadata: ["attempt": .stringConvertible(2), "cause": "timeout"])
        #expect(
            log.collector.texts == [
                #"{"timestamp":"2023-11-14T22:13:20.123Z","level":"WARN","message":"Trying again","logger":"test","#
                    + #""requestId":"request-1","tenantId":"tenant-1","attempt":2,"cause":"timeout"}"# + "\n"
            ]
        )
    }

    @Test("A text record is one line that people can read")
    func text() {
        var log = TestLog(.text)
        log.logger.info("Started")
        log.logger[metadataKey: "requestId"] = "request-1"
        log.logger[metadataKey: "tenantId"] = "tenant-1"
        log.logger.error("Gone", metadata: ["count": .stringConvertible(2), "why": "no \"such\"\nthing", "empty": ""])
        #expect(
            log.collector.texts == [
                "2023-11-14T22:13:20.123Z INFO - test: Started\n",
                "2023-11-14T22:13:20.123Z ERROR request-1 test: Gone tenantId=tenant-1 count=2 empty=\"\" "
                    + "why=\"no \\\"such\\\"\\nthing\"\n",
            ]
        )
    }

    static let formats: [LogSettings.Format] = [.text, .json]

    @Test("One record is one line, whatever is in it", arguments: formats, HostileText.all)
    func oneLine(_ format: LogSettings.Format, _ text: String) {
        var log = TestLog(format)
        log.logger[metadataKey: "requestId"] = .string(text)
        log.logger.info("\(text)", metadata: [text: .string(text), "list": [.string(text), ["key": .string(text)]]])
        #expect(log.collector.lines.count == 1)
        let line = log.collector.lines.first ?? []
        #expect(line.last == 0x0A)
        #expect(line.dropLast().allSatisfy { $0 >= 0x20 && $0 != 0x7F })
        #expect(!String(decoding: line, as: UTF8.self).unicodeScalars.dropLast().contains { $0.breaksLines })
        #expect(String(validating: line, as: UTF8.self) != nil)
    }

    @Test("A JSON record says exactly what was logged, whatever it was", arguments: HostileText.all)
    func faithful(_ text: String) throws {
        let log = TestLog(.json)
        log.logger.info("\(text)", metadata: ["k": .string(text), "n": ["list": [.string(text)]]])
        let record = try #require(try log.collector.records().first)
        func isSame(_ value: Any?) -> Bool {
            (value as? String)?.unicodeScalars.elementsEqual(text.unicodeScalars) == true
        }
        #expect(isSame(record["message"]))
        #expect(isSame(record["k"]))
        let nested = try #require(record["n"] as? [String: [Any]])
        #expect(isSame(nested["list"]?.first))
    }

    @Test("Metadata cannot take the place of the record's own keys, nor of another item")
    func reservedKeys() throws {
        var log = TestLog(.json)
        log.logger[metadataKey: "requestId"] = "request-1"
        log.logger.info(
            "real",
            metadata: [
                "timestamp": "fake", "level": "FATAL", "message": "fake", "logger": "fake", "requestId": "fake",
                "tenantId": "fake", "truncated": "fake", "metadata.level": "other",
            ]
        )
        let text = try #require(log.collector.texts.first)
        let record = try #require(try log.collector.records().first)
        #expect(record["message"] as? String == "real")
        #expect(record["level"] as? String == "INFO")
        #expect(record["requestId"] as? String == "request-1")
        #expect(record["tenantId"] == nil)
        #expect(record["metadata.message"] as? String == "fake")
        #expect(record["metadata.requestId"] as? String == "fake")
        #expect(record["metadata.level"] as? String == "other")
        #expect(record["metadata.metadata.level"] as? String == "FATAL")
        #expect(record.count == 13)
        #expect(text.components(separatedBy: #""level":"#).count == 2)
    }

    @Test("Numbers, truth values and objects are JSON's own; what JSON cannot express is a string")
    func literals() throws {
        let log = TestLog(.json)
        log.logger.info(
            "",
            metadata: [
                "int": .stringConvertible(-5), "big": .stringConvertible(UInt64.max), "yes": .stringConvertible(true),
                "half": .stringConvertible(0.5), "nan": .stringConvertible(Double.nan), "string": "7",
                "nested": ["d": "4", "b": "2", "a": "1", "c": "3"],
            ]
        )
        let line = try #require(log.collector.texts.first)
        for part in [
            #""int":-5"#, #""big":18446744073709551615"#, #""yes":true"#, #""half":0.5"#, #""nan":"nan""#,
            #""string":"7""#, #""nested":{"a":"1","b":"2","c":"3","d":"4"}"#,
        ] {
            #expect(line.contains(part))
        }
        #expect(try log.collector.records().count == 1)
    }

    @Test("A statement's metadata wins over the provider's, and that over the logger's")
    func precedence() throws {
        var log = TestLog(.json, provider: .init { ["b": "provider", "c": "provider"] })
        log.logger[metadataKey: "a"] = "logger"
        log.logger[metadataKey: "b"] = "logger"
        log.logger.info("", metadata: ["c": "statement"])
        let record = try #require(try log.collector.records().first)
        #expect(record["a"] as? String == "logger")
        #expect(record["b"] as? String == "provider")
        #expect(record["c"] as? String == "statement")
    }

    @Test("An error that is passed along is written with its type")
    func error() throws {
        let log = TestLog(.json)
        log.logger.error("Failed", error: FunctionFailure("Function.Denied", "No."))
        let record = try #require(try log.collector.records().first)
        #expect(record["error.message"] as? String == "Function.Denied: No.")
        #expect(record["error.type"] as? String == "FunctionFailure")
    }

    @Test("Level and metadata belong to one logger, not to its copies")
    func valueSemantics() {
        let log = TestLog(.json, level: .info)
        var one = log.logger
        var two = one
        one.logLevel = .debug
        two.logLevel = .error
        one[metadataKey: "only-on"] = "one"
        two[metadataKey: "only-on"] = "two"
        #expect(one.logLevel == .debug && two.logLevel == .error && log.logger.logLevel == .info)
        #expect(one[metadataKey: "only-on"] == "one" && two[metadataKey: "only-on"] == "two")
        one.debug("written")
        two.warning("not written")
        #expect(log.collector.lines.count == 1)
    }
}
