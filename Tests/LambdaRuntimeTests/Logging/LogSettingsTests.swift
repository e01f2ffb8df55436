// SPDX-License-Identifier: Apache-2.0

import Logging
import Testing

@testable import LambdaRuntime

@Suite("Log settings")
struct LogSettingsTests {
    @Test(
        "The format is what AWS_LAMBDA_LOG_FORMAT says, text without it",
        arguments: [
            (nil, .text), ("", .text), ("Text", .text), ("JSON", .json), ("json", .json), ("Json", .json),
            ("XML", .text),
        ] as [(String?, LogSettings.Format)]
    )
    func format(_ value: String?, _ expected: LogSettings.Format) {
        var variables: [String: String] = [:]
        variables["AWS_LAMBDA_LOG_FORMAT"] = value
        #expect(LogSettings(variables).format == expected)
    }

    @Test(
        "The level is what AWS_LAMBDA_LOG_LEVEL says, info without it",
        arguments: [
            (nil, .info), ("", .info), ("TRACE", .trace), ("DEBUG", .debug), ("INFO", .info), ("WARN", .warning),
            ("ERROR", .error), ("FATAL", .critical), ("warn", .warning), ("LOUD", .info),
        ] as [(String?, Logger.Level)]
    )
    func level(_ value: String?, _ expected: Logger.Level) {
        var variables: [String: String] = [:]
        variables["AWS_LAMBDA_LOG_LEVEL"] = value
        #expect(LogSettings(variables).level == expected)
    }

    @Test("Each of swift-log's levels has one of Lambda's names")
    func names() throws {
        let log = TestLog(.json)
        for level in Logger.Level.allCases {
            log.logger.log(level: level, "x")
        }
        let names = try log.collector.records().compactMap { $0["level"] as? String }
        #expect(names == ["TRACE", "DEBUG", "INFO", "INFO", "WARN", "ERROR", "FATAL"])
    }

    @Test("A function started with them logs so")
    func endToEnd() async throws {
        var variables = Performance.variables
        variables["AWS_LAMBDA_LOG_LEVEL"] = "ERROR"
        let performance = await Performance.of([.event(), .accepted], variables: variables) { _, context, _ in
            context.logger.warning("not written")
            context.logger.error("written")
            return LambdaResponse([])
        }
        #expect(try performance.messages().first == "written")
    }
}
