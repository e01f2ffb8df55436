// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Testing
import TestSupport

@testable import AWSClient

@Suite("Retries of a call")
struct RetryTests {
    private let clock = ManualClock()

    private func read(
        _ transport: ScriptedTransport,
        maximumAttempts: Int = 3
    ) async throws -> AWSError? {
        let configuration = AWSClient.Configuration(region: "eu-central-1", maximumAttempts: maximumAttempts)
        let client = try AWSClient.test(transport, configuration: configuration, clock: clock)
        return await awsError { () throws(AWSError) in
            try await client.dynamoDB.getItem(table: "t", key: ["id": "1"])
        }
    }

    @Test("A passing fault is retried until it has passed")
    func passes() async throws {
        let transport = ScriptedTransport([.fault(500, "InternalServerError"), .lost(.couldNotConnect), .json()])
        #expect(try await read(transport) == nil)
        #expect(clock.sleeps == [.seconds(0.0125), .seconds(0.025)])
    }

    @Test("A lasting one is reported after the last attempt, as it was then", arguments: [1, 3, 5])
    func lasts(attempts: Int) async throws {
        let transport = ScriptedTransport([.fault(500, "InternalServerError")])
        let error = try #require(try await read(transport, maximumAttempts: attempts))
        #expect(error.kind == .service)
        #expect(error.code == "InternalServerError")
        #expect(error.message == "about InternalServerError")
        #expect(error.status == 500)
        #expect(error.requestID == "REQUEST-InternalServerError")
        #expect(error.attempts == attempts)
        #expect(transport.sent.count == attempts)
        #expect(clock.sleeps.count == attempts - 1)
    }

    @Test("A refusal is reported at once")
    func refusal() async throws {
        let transport = ScriptedTransport([.fault(400, "ValidationException")])
        #expect(try await read(transport)?.attempts == 1)
        #expect(clock.sleeps.isEmpty)
    }

    @Test("A broken connection is replaced at once, and no later attempt takes an old one")
    func freshConnection() async throws {
        let transport = ScriptedTransport([.lost(.connectionLost), .lost(.timedOut), .json()])
        #expect(try await read(transport) == nil)
        #expect(transport.sent.map(\.options.reusesConnection) == [true, false, false])
        #expect(clock.sleeps.count == 1)
    }

    @Test("After an error answer the connection is good and is used again")
    func sameConnection() async throws {
        let transport = ScriptedTransport([.fault(500, "InternalServerError"), .json()])
        #expect(try await read(transport) == nil)
        #expect(transport.sent.map(\.options.reusesConnection) == [true, true])
    }

    @Test(
        "The service's wish for a wait is heard in each of its forms",
        arguments: [
            (["x-amz-retry-after": "1500"], "{}", 1.5),
            (["Retry-After": "2"], "{}", 2),
            ([:], #"{"__type": "ThrottlingException", "RetryAfterSeconds": 3}"#, 3),
            (["x-amz-retry-after": "soon"], "{}", 0.5),
            (["x-amz-retry-after": "-1"], "{}", 0.5),
            ([:], #"{"__type": "ThrottlingException", "RetryAfterSeconds": 1e300}"#, 5.5),
            ([:], #"{"__type": "ThrottlingException", "RetryAfterSeconds": "3"}"#, 0.5),
        ] as [(HTTPHeaders, String, Double)]
    )
    func wish(headers: HTTPHeaders, body: String, seconds: Double) async throws {
        let transport = ScriptedTransport([.json(429, body, headers: headers), .json()])
        #expect(try await read(transport) == nil)
        #expect(clock.sleeps == [.seconds(seconds)])
    }

    @Test("A transaction's token and body are the same for all attempts, and differ between calls")
    func transactionToken() async throws {
        let conflict = """
            {"__type": "TransactionCanceledException", "Message": "m", "CancellationReasons": [
              {"Code": "None"}, {"Code": "TransactionConflict", "Message": "busy"}]}
            """
        let transport = ScriptedTransport([.json(400, conflict), .json()])
        let client = try AWSClient.test(transport, clock: clock)
        let put = DynamoDB.TransactionAction.put(.init(table: "t", item: ["id": "1"]))
        try await client.dynamoDB.transactWriteItems([put, put])
        try await client.dynamoDB.transactWriteItems([put], token: "mine")
        let bodies = transport.sent.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(bodies.count == 3)
        #expect(bodies[0] == bodies[1])
        #expect(bodies[0].contains(#""ClientRequestToken":"id-1""#))
        #expect(bodies[2].contains(#""ClientRequestToken":"mine""#))
    }
}
