// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport
import Testing
import TestSupport

@testable import AWSClient

@Suite("The deadline of an invocation")
struct DeadlineTests {
    private let clock = ManualClock()

    /// Reads an item with `seconds` left until the deadline.
    private func read(
        _ transport: ScriptedTransport,
        secondsLeft seconds: Double?,
        random: Double = 0.5
    ) async throws -> AWSError? {
        let client = try AWSClient.test(transport, clock: clock, random: random)
        return await CallDeadline.$current.withValue(seconds.map { clock.now.addingTimeInterval($0) }) {
            await awsError { () throws(AWSError) in try await client.dynamoDB.getItem(table: "t", key: ["id": "1"]) }
        }
    }

    @Test("Without one, or far from it, an attempt has its operation's own time", arguments: [nil, 900, 4.0])
    func farAway(seconds: Double?) async throws {
        let transport = ScriptedTransport([.json()])
        #expect(try await read(transport, secondsLeft: seconds) == nil)
        #expect(transport.sent.first?.options.timeout == .seconds(3))
        #expect(transport.sent.first?.options.connectTimeout == .milliseconds(1500))
    }

    @Test("Near it, an attempt is shortened so that a second is left to the caller")
    func shortened() async throws {
        let transport = ScriptedTransport([.json()])
        #expect(try await read(transport, secondsLeft: 2) == nil)
        #expect(transport.sent.first?.options.timeout == .seconds(1))
        #expect(transport.sent.first?.options.connectTimeout == .seconds(1))
    }

    @Test("With nothing left, nothing is sent", arguments: [1.05, 1.0, 0.0, -5.0])
    func tooLate(seconds: Double) async throws {
        let transport = ScriptedTransport([.json()])
        let error = try #require(try await read(transport, secondsLeft: seconds))
        #expect(error.kind == .deadline)
        #expect(error.attempts == 0)
        #expect(!error.mayHaveTakenEffect)
        #expect(transport.sent.isEmpty)
    }

    @Test("An attempt that the deadline cut off fails with the deadline, and may have taken effect")
    func cutOff() async throws {
        let transport = ScriptedTransport([.lost(.timedOut)])
        let error = try #require(try await read(transport, secondsLeft: 2))
        #expect(error.kind == .deadline)
        #expect(error.code == "timedOut")
        #expect(error.attempts == 1)
        #expect(error.mayHaveTakenEffect)
    }

    @Test("A slow service far from the deadline fails with its own time-out")
    func slowService() async throws {
        let transport = ScriptedTransport([.lost(.timedOut)])
        let error = try #require(try await read(transport, secondsLeft: 900))
        #expect(error.kind == .transport)
        #expect(error.code == "timedOut")
        #expect(error.attempts == 3)
    }

    @Test("A retry whose wait would pass the deadline is not made; the error keeps the service's code")
    func noTimeForRetry() async throws {
        let transport = ScriptedTransport([.fault(400, "ThrottlingException")])
        let error = try #require(try await read(transport, secondsLeft: 1.5))
        #expect(error.kind == .deadline)
        #expect(error.code == "ThrottlingException")
        #expect(error.requestID == "REQUEST-ThrottlingException")
        #expect(error.isThrottling)
        #expect(error.attempts == 1)
        #expect(clock.sleeps.isEmpty)
    }

    @Test("A refusal near the deadline is still a refusal")
    func refusal() async throws {
        let transport = ScriptedTransport([.fault(400, "AccessDeniedException")])
        let error = try #require(try await read(transport, secondsLeft: 1.5))
        #expect(error.kind == .service)
    }

    @Test("Child tasks have the deadline of their parent")
    func childTasks() async throws {
        let transport = ScriptedTransport([.json()])
        let client = try AWSClient.test(transport, clock: clock)
        await CallDeadline.$current.withValue(clock.now) {
            await withTaskGroup(of: AWSError.Kind?.self) { group in
                group.addTask {
                    await awsError { () throws(AWSError) in
                        try await client.dynamoDB.getItem(table: "t", key: ["id": "1"])
                    }?.kind
                }
                for await kind in group {
                    #expect(kind == .deadline)
                }
            }
        }
    }

    @Test("Each attempt gets what is left at its own start")
    func secondAttempt() async throws {
        let clock = clock
        let transport = ScriptedTransport { _, number in
            clock.advance(by: .seconds(2))
            return number == 1 ? .fault(500, "InternalServerError") : .json()
        }
        #expect(try await read(transport, secondsLeft: 5, random: 0) == nil)
        #expect(transport.sent.map(\.options.timeout) == [.seconds(3), .seconds(2)])
    }

    @Test("The services other than DynamoDB have eight seconds, three of them to connect")
    func otherServices() async throws {
        let transport = ScriptedTransport([.json(200, #"{"Organization": {"Id": "o-1", "MasterAccountId": "1"}}"#)])
        let client = try AWSClient.test(transport, clock: clock)
        _ = try await client.organizations.describeOrganization()
        #expect(transport.sent.first?.options.timeout == .seconds(8))
        #expect(transport.sent.first?.options.connectTimeout == .seconds(3))
    }
}
