// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import Synchronization
import Testing

@testable import LambdaRuntime

@Suite("An invocation's context")
struct LambdaContextTests {
    private final class ManualClock: Sendable {
        private let seconds = Mutex(100.0)

        @Sendable func now() -> Date { Date(timeIntervalSince1970: seconds.withLock { $0 }) }

        func advance(by interval: Double) { seconds.withLock { $0 += interval } }
    }

    @Test("The remaining time follows the clock and stops at zero")
    func remainingTime() {
        let clock = ManualClock()
        let context = LambdaContext(
            requestID: "request-1",
            deadline: Date(timeIntervalSince1970: 110),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: clock.now
        )
        #expect(context.remainingTime == .seconds(10))
        clock.advance(by: 9.75)
        #expect(context.remainingTime == .milliseconds(250))
        clock.advance(by: 0.25)
        #expect(context.remainingTime == .zero)
        clock.advance(by: 1e9)
        #expect(context.remainingTime == .zero)
    }

    @Test("Its logger puts the request id, and the tenant's if there is one, on every record", arguments: [nil, "t"])
    func logger(_ tenantID: String?) throws {
        let log = LogCollector()
        let context = LambdaContext(
            requestID: "request-1",
            deadline: .distantFuture,
            tenantID: tenantID,
            logger: Logger(label: "test") { label in
                LambdaLogHandler(label: label, settings: LogSettings(format: .json), sink: log.sink)
            }
        )
        context.logger.info("hello")
        let record = try #require(try log.records().first)
        #expect(record["requestId"] as? String == "request-1")
        #expect(record["tenantId"] as? String == tenantID)
    }
}
